using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Commits;

/// <summary>Comments on commits (…/commit/{commit}/comments) and approvals (…/commit/{commit}/approve).</summary>
public sealed class CommitCommentTests
{
    [Theory, EveryDatabase]
    public async Task A_thread_on_a_line_is_written_changed_and_deleted_from_its_end(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var world = await WorldAsync(server, git);
        var (ada, bob) = (world.Ada, world.Bob);
        var comments = $"{world.Commit}/comments";

        var general = await bob.AskAsync(HttpMethod.Post, comments, """{"content": {"raw": "Fix *it*"}, "type": "commit_comment", "id": 9}""");
        var first = await ada.AskAsync(HttpMethod.Post, comments, """{"content": {"raw": "why?"}, "inline": {"path": "a b.txt", "start_to": 2, "to": 3}}""");
        var reply = await bob.AskAsync(HttpMethod.Post, comments, $$$"""{"content": {"raw": "because"}, "parent": {"id": {{{Id(first)}}}}}""");
        var changed = await bob.AskAsync(HttpMethod.Put, $"{comments}/{Id(reply)}", """{"content": {"raw": "because of #3"}}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created), (general.Status, reply.Status, changed.Status));
        Assert.Equal($"{server.Origin}{comments}/{Id(general)}", general.Header("Location"));
        Assert.Equal(changed.Header("Location"), reply.Header("Location"));
        Assert.Equal("<p>Fix <em>it</em></p>", general.Json.GetProperty("content").GetProperty("html").GetString());
        Assert.Equal("commit_comment", general.Json.GetProperty("type").GetString());
        Assert.False(general.Json.TryGetProperty("inline", out _));
        Assert.Equal("""{"path":"a b.txt","from":null,"to":3,"start_from":null,"start_to":2}""", first.Json.GetProperty("inline").GetRawText());
        Assert.EndsWith($"/diff/{world.Hash}?path=a%20b.txt", first.Json.GetProperty("links").GetProperty("code").GetProperty("href").GetString());
        Assert.Equal(first.Json.GetProperty("inline").GetRawText(), reply.Json.GetProperty("inline").GetRawText());
        Assert.Equal(Id(first), changed.Json.GetProperty("parent").GetProperty("id").GetInt64());
        Assert.Equal((await bob.ReadAsync($"{comments}/{Id(reply)}")).Body, changed.Body);
        Assert.Equal(world.Hash, reply.Json.GetProperty("commit").GetProperty("hash").GetString());
        Assert.Equal([Id(general), Id(first), Id(reply)], await IdsAsync(ada, comments));
        Assert.Equal([Id(reply), Id(first)], await IdsAsync(ada, $"{comments}?q=inline.path%20~%20%22B.TXT%22&sort=-id"));
        Assert.Equal([Id(first)], await IdsAsync(ada, $"{comments}?q=user.nickname%20%3D%20%22ada%22"));

        // A comment with a reply stays, blank; it goes with the last of its replies.
        Assert.Equal(HttpStatusCode.NoContent, (await ada.AskAsync(HttpMethod.Delete, $"{comments}/{Id(first)}")).Status);
        var blank = (await ada.ReadAsync($"{comments}/{Id(first)}")).Json;
        Assert.Equal((true, ""), (blank.GetProperty("deleted").GetBoolean(), blank.GetProperty("content").GetProperty("raw").GetString()));
        Assert.Equal(HttpStatusCode.NoContent, (await ada.AskAsync(HttpMethod.Delete, $"{comments}/{Id(first)}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.AskAsync(HttpMethod.Delete, $"{comments}/{Id(reply)}")).Status);
        Assert.Equal([Id(general)], await IdsAsync(ada, comments));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.AskAsync(HttpMethod.Delete, $"{comments}/{Id(reply)}")).Status);
    }

    [Theory, EveryDatabase]
    public async Task An_approval_shows_on_the_commit_until_it_is_withdrawn_and_commenters_after_it(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var world = await WorldAsync(server, git);
        var token = server.WithBearer(await server.AccessTokenAsync("acme/rocket"));
        await token.AskAsync(HttpMethod.Post, $"{world.Commit}/comments", """{"content": {"raw": "built"}}""");

        var approved = await world.Bob.AskAsync(HttpMethod.Post, $"{world.Commit}/approve");
        var again = await world.Bob.AskAsync(HttpMethod.Post, $"{world.Commit}/approve");
        var shown = await ParticipantsAsync();
        var withdrawn = await world.Bob.AskAsync(HttpMethod.Delete, $"{world.Commit}/approve");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (approved.Status, withdrawn.Status));
        Assert.Equal(approved.Body, again.Body);
        Assert.Equal(("participant", true, "approved"), (approved.Json.GetProperty("type").GetString(), approved.Json.GetProperty("approved").GetBoolean(), approved.Json.GetProperty("state").GetString()));
        Assert.Equal(["bob True", "test token False"], shown);
        Assert.Equal(["test token False"], await ParticipantsAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await world.Bob.AskAsync(HttpMethod.Delete, $"{world.Commit}/approve")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Bob.AskAsync(HttpMethod.Post, $"/2.0/repositories/acme/rocket/commit/{new string('0', 40)}/approve")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.AskAsync(HttpMethod.Post, $"{world.Commit}/approve")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.AskAsync(HttpMethod.Post, $"{world.Commit}/approve")).Status);

        // That everybody may read is not enough to approve; it is enough to comment.
        await world.Ada.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/rocket", """{"is_private": false}""");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Eve.AskAsync(HttpMethod.Post, $"{world.Commit}/approve")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Eve.AskAsync(HttpMethod.Delete, $"{world.Commit}/approve")).Status);
        Assert.Equal(HttpStatusCode.Created, (await world.Eve.AskAsync(HttpMethod.Post, $"{world.Commit}/comments", """{"content": {"raw": "hello"}}""")).Status);

        // People, that is: the token of another repository says nothing here.
        await server.CreateRepositoryAsync("acme/other");
        var stranger = server.WithBearer(await server.AccessTokenAsync("acme/other"));
        var unbound = await stranger.AskAsync(HttpMethod.Post, $"{world.Commit}/comments", """{"content": {"raw": "hello"}}""");
        Assert.Equal(HttpStatusCode.Forbidden, unbound.Status);
        Assert.Contains("acme/rocket", unbound.ErrorMessage, StringComparison.Ordinal);

        async Task<string[]> ParticipantsAsync() =>
        [
            .. (await world.Ada.ReadAsync(world.Commit)).Json.GetProperty("participants").EnumerateArray()
                .Select(one => $"{one.GetProperty("user").GetProperty("display_name").GetString()} {one.GetProperty("approved").GetBoolean()}"),
        ];
    }

    [Theory, EveryDatabase]
    public async Task What_is_absent_forbidden_or_unsound_is_refused_by_name(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var world = await WorldAsync(server, git);
        var comments = $"{world.Commit}/comments";
        var byBob = $"{comments}/{Id(await world.Bob.AskAsync(HttpMethod.Post, comments, """{"content": {"raw": "mine"}}"""))}";
        var onFirst = Id(await world.Bob.AskAsync(HttpMethod.Post, $"/2.0/repositories/acme/rocket/commit/{world.First}/comments", """{"content": {"raw": "there"}}"""));
        const string Sound = """{"content": {"raw": "x"}}""";

        Assert.Equal(HttpStatusCode.Forbidden, (await world.Ada.AskAsync(HttpMethod.Put, byBob, Sound)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.ReadAsync(byBob)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.AskAsync(HttpMethod.Delete, byBob)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.AskAsync(HttpMethod.Post, comments, Sound)).Status);
        foreach (var absent in new[] { $"{comments}/999999", $"{comments}/x", $"{comments}/{onFirst}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync(absent)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Put, absent, Sound)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Delete, absent)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Post, comments, """{"content": {"raw": "x"}, "parent": {"id": 999999}}""")).Status);
        foreach (var (body, member) in new[]
        {
            ("{}", "content.raw"), ("""{"content": {"raw": " "}}""", "content.raw"), ("""{"content": "x"}""", "content"),
            ($$$"""{"content": {"raw": "{{{new string('x', 32769)}}}"}}""", "content.raw"), ("""{"content": {"raw": "x"}, "inline": {"to": 1}}""", "inline.path"),
            ("""{"content": {"raw": "x"}, "inline": {"path": "a", "to": 0}}""", "inline.to"),
            ("""{"content": {"raw": "x"}, "inline": {"path": "a", "to": 2, "start_to": 3}}""", "inline.start_to"),
            ($$$"""{"content": {"raw": "x"}, "parent": {"id": {{{onFirst}}}}}""", "parent.id"), ("""{"content": {"raw": "x"}, "parent": {}}""", "parent.id"),
        })
        {
            var refused = await world.Ada.AskAsync(HttpMethod.Post, comments, body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.True(refused.Json.GetProperty("error").GetProperty("fields").TryGetProperty(member, out _), $"{member}: {refused.Body}");
        }

        // An administrator deletes what others wrote; a reader does not.
        var byAda = $"{comments}/{Id(await world.Ada.AskAsync(HttpMethod.Post, comments, Sound))}";
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.AskAsync(HttpMethod.Delete, byAda)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Ada.AskAsync(HttpMethod.Delete, byBob)).Status);
    }

    private static long Id(TestAnswer answer) => answer.Json.GetProperty("id").GetInt64();

    private static async Task<long[]> IdsAsync(HttpClient client, string path) =>
        [.. (await client.ReadAsync(path)).Json.GetProperty("values").EnumerateArray().Select(one => one.GetProperty("id").GetInt64())];

    /// <summary>Ada owns the workspace, Bob reads the repository, Eve is a stranger.</summary>
    private static async Task<World> WorldAsync(TestServer server, GitFixture git)
    {
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        await server.GrantAsync("acme/rocket", bob, "read");
        var first = await git.CommitAsync(path, "main", "first\n", ("README", "a\n"));
        var second = await git.CommitAsync(path, "main", "second\n", ("a b.txt", "1\n2\n3\n"));
        return new World(await server.AsAsync(ada), await server.AsAsync(bob), await server.AsAsync(eve), first, second);
    }

    private sealed record World(HttpClient Ada, HttpClient Bob, HttpClient Eve, string First, string Hash)
    {
        public string Commit => $"/2.0/repositories/acme/rocket/commit/{Hash}";
    }
}
