using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.CommitStatuses;

/// <summary>Statuses of a commit: …/commit/{commit}/statuses, …/statuses/build and …/statuses/build/{key}.</summary>
public sealed class CommitStatusTests
{
    [Theory, EveryDatabase]
    public async Task A_build_says_how_it_went_and_says_it_again(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var (ada, hash) = await WorldAsync(server, git);
        var client = await server.AsAsync(ada);
        var at = $"/2.0/repositories/acme/rocket/commit/{hash}/statuses";

        var made = await client.AskAsync(
            HttpMethod.Post, $"/2.0/repositories/acme/rocket/commit/{hash[..9]}/statuses/build",
            """{"key": "ci/linux x", "state": "INPROGRESS", "url": "https://ci.example.com/{repository.full_name}/{repository.uuid}/{commit.hash}/{other}", "refname": "main"}""");
        var again = await client.AskAsync(HttpMethod.Post, $"{at}/build", """{"key": "ci/linux x", "state": "SUCCESSFUL", "name": "Linux"}""");
        var form = await PostFormAsync(client, $"{at}/build", ("key", "form"), ("state", "FAILED"), ("url", "http://ci.example.com/1"), ("refname", "other"));
        var self = made.Json.GetProperty("links").GetProperty("self").GetProperty("href").GetString()!;
        var changed = await client.AskAsync(HttpMethod.Put, self, """{"state": "STOPPED", "description": "by hand"}""");
        await server.RestartAsync();
        var read = (await client.ReadAsync(self)).Json;

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Created), (made.Status, again.Status, form.Status));
        Assert.Equal(self, made.Header("Location"));
        Assert.Null(again.Header("Location"));
        Assert.StartsWith("https://ci.example.com/acme/rocket/%7B", made.Json.GetProperty("url").GetString());
        Assert.EndsWith($"%7D/{hash}/{{other}}", made.Json.GetProperty("url").GetString());
        Assert.Equal(("build", "ci/linux x", "main", hash), (Text(made, "type"), Text(made, "key"), Text(made, "refname"), made.Json.GetProperty("commit").GetProperty("hash").GetString()));
        Assert.Equal("acme/rocket", made.Json.GetProperty("repository").GetProperty("full_name").GetString());
        Assert.Equal(("SUCCESSFUL", "Linux", ""), (Text(again, "state"), Text(again, "name"), Text(again, "url")));
        Assert.Equal(("STOPPED", "Linux", "by hand"), (Text(changed, "state"), Text(changed, "name"), Text(changed, "description")));
        Assert.Equal(changed.Body, read.GetRawText());
        Assert.Equal(made.Json.GetProperty("created_on").GetString(), read.GetProperty("created_on").GetString());

        var all = (await client.ReadAsync(at)).Json;
        var ofMain = (await client.ReadAsync($"{at}?refname=main&pagelen=1")).Json;
        Assert.Equal((2, 30), (all.GetProperty("size").GetInt32(), all.GetProperty("pagelen").GetInt32()));
        Assert.Equal(["ci/linux x"], ofMain.GetProperty("values").EnumerateArray().Select(status => status.GetProperty("key").GetString()));
        Assert.Equal(1, ofMain.GetProperty("size").GetInt32());
        var asked = (await client.ReadAsync($"{at}?q=state%3D%22failed%22%20OR%20name%3D%22Linux%22&sort=-key")).Json;
        Assert.Equal(["form", "ci/linux x"], asked.GetProperty("values").EnumerateArray().Select(status => status.GetProperty("key").GetString()));
        foreach (var bad in (string[])["q=colour%3D%22red%22", "q=name%3D%22%00%22", "refname=%00"])
            Assert.Equal(HttpStatusCode.BadRequest, (await client.ReadAsync($"{at}?{bad}")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Twenty_posts_of_one_key_at_once_make_one_status(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var (ada, hash) = await WorldAsync(server, git);
        var client = await server.AsAsync(ada);
        var at = $"/2.0/repositories/acme/rocket/commit/{hash}/statuses";

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(number => client.AskAsync(HttpMethod.Post, $"{at}/build", $$"""{"key": "same", "state": "FAILED", "name": "{{number}}"}""")));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(1, (await client.ReadAsync(at)).Json.GetProperty("size").GetInt32());
    }

    [Theory, EveryDatabase]
    public async Task What_is_absent_forbidden_or_unsound_is_refused_by_name(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var (ada, hash) = await WorldAsync(server, git);
        var (bob, eve) = (await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.GrantAsync("acme/rocket", bob, "read");
        var (client, reader, outsider) = (await server.AsAsync(ada), await server.AsAsync(bob), await server.AsAsync(eve));
        var at = $"/2.0/repositories/acme/rocket/commit/{hash}/statuses";
        const string Sound = """{"key": "a", "state": "FAILED"}""";

        foreach (var absent in new[] { $"{at}/build/a", $"/2.0/repositories/acme/rocket/commit/{new string('0', 40)}/statuses" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync(absent)).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await client.AskAsync(HttpMethod.Put, $"{at}/build/a", """{"state": "FAILED"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await outsider.ReadAsync(at)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await outsider.AskAsync(HttpMethod.Post, $"{at}/build", Sound)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync(at)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.AskAsync(HttpMethod.Post, $"{at}/build", Sound)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.AskAsync(HttpMethod.Post, $"{at}/build", Sound)).Status);
        Assert.Equal(HttpStatusCode.OK, (await reader.ReadAsync(at)).Status);

        foreach (var (body, member) in new[]
        {
            ("""{"state": "FAILED"}""", "key"), ("""{"key": "a"}""", "state"), ("""{"key": "a", "state": "GREEN"}""", "state"),
            ($$"""{"key": "{{new string('k', 41)}}", "state": "FAILED"}""", "key"), ("""{"key": "a", "state": "FAILED", "url": "javascript:1"}""", "url"),
        })
        {
            var refused = await client.AskAsync(HttpMethod.Post, $"{at}/build", body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.True(refused.Json.GetProperty("error").GetProperty("fields").TryGetProperty(member, out _), refused.Body);
        }

        await client.AskAsync(HttpMethod.Post, $"{at}/build", Sound);
        var renamed = await client.AskAsync(HttpMethod.Put, $"{at}/build/a", """{"key": "b"}""");
        Assert.True(renamed.Json.GetProperty("error").GetProperty("fields").TryGetProperty("key", out _), renamed.Body);
    }

    private static async Task<(TestUser Ada, string Hash)> WorldAsync(TestServer server, GitFixture git)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        return (ada, await git.CommitAsync(path, "main", "first\n", ("README", "a\n")));
    }

    private static async Task<TestAnswer> PostFormAsync(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await client.PostAsync(path, form);
        return new TestAnswer(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers, answer.Content.Headers);
    }

    private static string? Text(TestAnswer answer, string member) => answer.Json.GetProperty(member).GetString();
}
