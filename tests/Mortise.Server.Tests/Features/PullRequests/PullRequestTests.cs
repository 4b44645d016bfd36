using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

/// <summary>Opening, reading, listing, changing, reviewing and declining.</summary>
public sealed class PullRequestTests
{
    private const string All = PullRequestWorld.All;

    [Theory, EveryDatabase]
    public async Task A_request_is_opened_read_changed_reviewed_and_declined(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        var bob = world.Git.User("bob").Id;
        var source = await world.RocketAsync("rev-parse", "feature");

        var made = await world.OpenAsync("feature", $$""", "description": "See **all**", "reviewers": [{"uuid": "{{{bob}}}"}]""");
        var again = await world.OpenAsync("feature", """, "description": "anew" """);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (made.Status, again.Status));
        var json = made.Json;
        Assert.EndsWith("/2.0/repositories/acme/rocket/pullrequests/1", made.Header("Location"), StringComparison.Ordinal);
        Assert.Equal((1, "OPEN", "ada", "main"), (json.GetProperty("id").GetInt32(), Text(json, "state"), Text(json, "author.nickname"), Text(json, "destination.branch.name")));
        Assert.Equal((source[..12], "acme/rocket"), (Text(json, "source.commit.hash"), Text(json, "source.repository.full_name")));
        Assert.Contains("<strong>all</strong>", Text(json, "summary.html"), StringComparison.Ordinal);
        Assert.Equal("bob", json.GetProperty("reviewers")[0].GetProperty("nickname").GetString());
        Assert.Equal((1, "anew", 1), (again.Json.GetProperty("id").GetInt32(), Text(again.Json, "description"), again.Json.GetProperty("reviewers").GetArrayLength()));

        var approved = await world.Bob.AskAsync(HttpMethod.Post, $"{All}/1/approve");
        Assert.Equal((HttpStatusCode.OK, "REVIEWER", "approved"), (approved.Status, Text(approved.Json, "role"), Text(approved.Json, "state")));
        var changes = await world.Bob.AskAsync(HttpMethod.Post, $"{All}/1/request-changes");
        Assert.Equal((HttpStatusCode.OK, "changes_requested"), (changes.Status, Text(changes.Json, "state")));
        Assert.Equal(HttpStatusCode.NoContent, (await world.Bob.AskAsync(HttpMethod.Delete, $"{All}/1/approve")).Status);
        Assert.Equal("changes_requested", (await world.ReadAsync(1)).GetProperty("participants")[0].GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await world.Bob.AskAsync(HttpMethod.Delete, $"{All}/1/request-changes")).Status);
        Assert.Equal(JsonValueKind.Null, (await world.ReadAsync(1)).GetProperty("participants")[0].GetProperty("state").ValueKind);

        var put = await world.Ada.AskAsync(HttpMethod.Put, $"{All}/1", """{"title": "Named anew", "draft": true, "reviewers": []}""");
        Assert.Equal((HttpStatusCode.OK, "Named anew", true, 0), (put.Status, Text(put.Json, "title"), put.Json.GetProperty("draft").GetBoolean(), put.Json.GetProperty("reviewers").GetArrayLength()));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await world.Ada.AskAsync(HttpMethod.Put, $"{All}/1", """{"title": "x"}""", ("If-Match", "\"old\""))).Status);

        var declined = await world.Ada.AskAsync(HttpMethod.Post, $"{All}/1/decline", """{"reason": "not now"}""");
        Assert.Equal((HttpStatusCode.OK, "DECLINED", "not now", "ada"), (declined.Status, Text(declined.Json, "state"), Text(declined.Json, "reason"), Text(declined.Json, "closed_by.nickname")));
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.AskAsync(HttpMethod.Put, $"{All}/1", """{"title": "x"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Bob.AskAsync(HttpMethod.Post, $"{All}/1/approve")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.AskAsync(HttpMethod.Post, $"{All}/1/decline")).Status);

        var second = await world.OpenAsync("feature");
        Assert.True(second.Json.GetProperty("id").GetInt32() > 1, "A number is never given twice");
        await ListsAsync(world);
        await AskAgainAsync(world, second.Json.GetProperty("id").GetInt64());
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_asked_for_is_refused_by_name(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        var eve = world.Git.User("eve").Id;
        var ada = world.Git.User("ada").Id;
        await world.OpenAsync("feature");

        foreach (var (body, named) in new[]
        {
            ("""{"source": {"branch": {"name": "feature"}}}""", "title"),
            ("""{"title": "t"}""", "source"),
            ("""{"title": "t", "source": {"branch": {"name": "nope"}}}""", "nope"),
            ("""{"title": "t", "source": {"branch": {"name": "main"}}}""", "same branch"),
            ("""{"title": "t", "source": {"branch": {"name": "main"}}, "destination": {"branch": {"name": "feature"}}}""", "no changes"),
            ("""{"title": "t", "source": {"branch": {"name": "feature"}, "repository": {"full_name": "acme/docs"}}}""", "acme/docs is no fork"),
            ("""{"title": "t", "source": {"branch": {"name": "feature"}}, "destination": {"branch": {"name": "gone"}}}""", "gone"),
            ("""{"title": "t", "source": "feature"}""", "source"),
            ($$$"""{"title": "t", "source": {"branch": {"name": "feature"}}, "reviewers": [{"uuid": "{{{{eve}}}}"}]}""", "does not have access"),
            ($$$"""{"title": "t", "source": {"branch": {"name": "feature"}}, "reviewers": [{"uuid": "{{{{ada}}}}"}]}""", "is the author"),
            ("""{"title": "t", "source": {"branch": {"name": "feature"}}, "reviewers": [7]}""", "place 0"),
            ("[]", "JSON object"),
        })
        {
            var refused = await world.Ada.AskAsync(HttpMethod.Post, All, body);
            Assert.Equal((HttpStatusCode.BadRequest, body), (refused.Status, body));
            Assert.Contains(named, refused.Body, StringComparison.Ordinal);
        }

        foreach (var path in (string[])[All, $"{All}/1", $"{All}/1/approve", $"{All}/1/decline", $"{All}/1/diff"])
        {
            var method = path.EndsWith("approve", StringComparison.Ordinal) || path.EndsWith("decline", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get;
            Assert.Equal((HttpStatusCode.NotFound, path), ((await world.Eve.AskAsync(method, path)).Status, path));
            var missing = path.Replace("/1", "/99", StringComparison.Ordinal);
            Assert.Equal((path == All ? HttpStatusCode.OK : HttpStatusCode.NotFound, missing), ((await world.Ada.AskAsync(method, missing)).Status, missing));
        }

        using var reader = await world.Server.AsAsync(world.Git.User("bob"), "pullrequest");
        Assert.Equal(HttpStatusCode.OK, (await reader.ReadAsync($"{All}/1")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.AskAsync(HttpMethod.Post, $"{All}/1/approve")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Server.Client.AskAsync(HttpMethod.Post, $"{All}/1/approve")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.ReadAsync(All + "?state=SOME")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.ReadAsync(All + "?pagelen=51")).Status);

        using var token = world.Server.WithBearer(await world.Server.AccessTokenAsync("acme/rocket"));
        Assert.Equal(HttpStatusCode.OK, (await token.ReadAsync("/2.0/repositories/acme/docs")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await token.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/docs/pullrequests", "{}")).Status);
    }

    /// <summary>A second request for the same branches changes what it names, and only for those who may change it.</summary>
    private static async Task AskAgainAsync(PullRequestWorld world, long number)
    {
        await world.Server.GrantAsync("acme/rocket", world.Git.User("eve"), "read");
        var strange = await world.OpenAsync("feature", """, "description": "of eve" """, world.Eve);
        Assert.Equal((HttpStatusCode.Created, number, ""), (strange.Status, strange.Json.GetProperty("id").GetInt64(), Text(strange.Json, "description")));

        var ofAuthor = await world.OpenAsync("feature", $$""", "reviewers": [{"uuid": "{{{world.Git.User("ada").Id}}}"}]""", world.Bob);
        Assert.Equal(HttpStatusCode.BadRequest, ofAuthor.Status);
        Assert.True((await world.OpenAsync("feature", """, "draft": true""", world.Bob)).Json.GetProperty("draft").GetBoolean());
        var named = (await world.OpenAsync("feature", """, "description": "of ada" """)).Json;
        Assert.Equal((number, true, "of ada"), (named.GetProperty("id").GetInt64(), named.GetProperty("draft").GetBoolean(), Text(named, "description")));

        // While it is being merged, it goes where it went.
        await world.Git.ExecuteAsync(
            """
            INSERT INTO reference_intents (id, workspace_id, repository_id, actor_id, cause, changes, created_on)
            VALUES (@id, @Acme, @Rocket, NULL, @cause, '[]', @now)
            """,
            new { id = Guid.NewGuid(), world.Git.Acme, world.Git.Rocket, cause = $"merge {number} {new string('a', 40)} main", now = world.Server.Get<TimeProvider>().GetUtcNow() });
        await world.BranchAsync("elsewhere", "main", ("elsewhere.txt", "1\n"));
        await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", world.Rocket.Path, "elsewhere");
        Assert.Equal(HttpStatusCode.Conflict, (await world.Ada.AskAsync(HttpMethod.Put, $"{All}/{number}", """{"destination": {"branch": {"name": "elsewhere"}}}""")).Status);
    }

    private static async Task ListsAsync(PullRequestWorld world)
    {
        var hash = await world.RocketAsync("rev-parse", "feature");
        var author = world.Git.User("ada").Id;

        Assert.Equal(1, await SizeAsync(All));
        Assert.Equal(2, await SizeAsync(All + "?state=OPEN&state=DECLINED"));
        Assert.Equal(0, await SizeAsync(All + "?state=MERGED"));

        // No move of ours supersedes a request; one that is, by an import, is told as such.
        Assert.Equal(0, await SizeAsync(All + "?state=SUPERSEDED"));
        await world.Git.ExecuteAsync("UPDATE pull_requests SET state = @to WHERE state = @from", new { to = "SUPERSEDED", from = "DECLINED" });
        Assert.Equal(1, await SizeAsync(All + "?state=SUPERSEDED"));
        Assert.Equal(1, await SizeAsync(All + "?q=state%20%3D%20%22SUPERSEDED%22"));
        Assert.Equal("SUPERSEDED", Text(await world.ReadAsync(1), "state"));
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.AskAsync(HttpMethod.Post, $"{All}/1/merge")).Status);
        await world.Git.ExecuteAsync("UPDATE pull_requests SET state = @to WHERE state = @from", new { to = "DECLINED", from = "SUPERSEDED" });
        Assert.Equal(2, await SizeAsync($"/2.0/repositories/acme/rocket/commit/{hash}/pullrequests"));
        Assert.Equal(1, await SizeAsync($"/2.0/workspaces/acme/pullrequests/%7B{author}%7D"));
        Assert.Equal(1, await SizeAsync("/2.0/pullrequests/ada"));
        Assert.Equal(0, (await world.Eve.ReadAsync("/2.0/pullrequests/ada")).Json.GetProperty("size").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync("/2.0/pullrequests/nobody")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync("/2.0/workspaces/acme/pullrequests/nobody")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync("/2.0/repositories/acme/rocket/commit/abcdef0/pullrequests")).Status);

        var page = (await world.Ada.ReadAsync(All)).Json.GetProperty("values")[0];
        Assert.False(page.TryGetProperty("participants", out _));
        Assert.Equal(JsonValueKind.Array, (await world.Ada.ReadAsync(All + "?fields=%2Bvalues.participants")).Json.GetProperty("values")[0].GetProperty("participants").ValueKind);

        var diff = await world.Ada.ReadAsync($"{All}/1/diff?context=5");
        Assert.Equal(HttpStatusCode.Found, diff.Status);
        Assert.Contains($"/2.0/repositories/acme/rocket/diff/acme/rocket:{hash}%0D", diff.Header("Location"), StringComparison.Ordinal);
        Assert.Contains("context=5&from_pullrequest_id=1", diff.Header("Location"), StringComparison.Ordinal);
        foreach (var (part, target) in new[] { ("diff", "diff"), ("diffstat", "diffstat"), ("patch", "patch"), ("conflicts", "file-conflicts") })
        {
            var redirect = await world.Ada.ReadAsync($"{All}/1/{part}");
            Assert.Contains($"/2.0/repositories/acme/rocket/{target}/", redirect.Header("Location"), StringComparison.Ordinal);
            Assert.Equal((part, HttpStatusCode.OK), (part, (await world.Ada.ReadAsync(redirect.Header("Location")!)).Status));
        }

        async Task<int> SizeAsync(string path) => (await world.Ada.ReadAsync(path)).Json.GetProperty("size").GetInt32();
    }

    private static string? Text(JsonElement json, string path) => path.Split('.').Aggregate(json, (element, name) => element.GetProperty(name)).GetString();
}
