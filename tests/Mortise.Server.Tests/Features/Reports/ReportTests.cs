using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Reports;

/// <summary>Reports on a commit and their annotations: …/commit/{commit}/reports and what is below.</summary>
public sealed class ReportTests
{
    [Theory, EveryDatabase]
    public async Task A_script_of_a_build_posts_statuses_and_a_report_with_a_thousand_annotations(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var (_, hash) = await WorldAsync(server, git);
        var script = server.WithBearer(await server.AccessTokenAsync("acme/rocket", "repository"));
        var commit = $"/2.0/repositories/acme/rocket/commit/{hash}";
        var report = $"{commit}/reports/lint-1";

        await script.AskAsync(HttpMethod.Post, $"{commit}/statuses/build", """{"key": "lint", "state": "INPROGRESS"}""");
        await script.AskAsync(HttpMethod.Put, report, """{"title": "Lint", "report_type": "BUG", "result": "PENDING"}""");
        for (var batch = 0; batch < 10; batch++)
        {
            var many = Enumerable.Range(batch * 100, 100).Select(number => new { external_id = $"a{number}", annotation_type = "CODE_SMELL", summary = $"finding {number}", path = "README", line = 1 + number });
            var posted = await script.AskAsync(HttpMethod.Post, $"{report}/annotations", JsonSerializer.Serialize(many));
            Assert.Equal((HttpStatusCode.OK, 100), (posted.Status, posted.Json.GetArrayLength()));
        }

        var done = await script.AskAsync(HttpMethod.Put, report, """{"title": "Lint", "report_type": "BUG", "result": "FAILED", "data": [{"title": "Findings", "type": "NUMBER", "value": 1000}]}""");
        await script.AskAsync(HttpMethod.Post, $"{commit}/statuses/build", """{"key": "lint", "state": "FAILED"}""");

        Assert.Equal(("FAILED", "app_user"), (done.Json.GetProperty("result").GetString(), done.Json.GetProperty("created_by").GetProperty("type").GetString()));
        var last = (await script.ReadAsync($"{report}/annotations?pagelen=100&page=10")).Json;
        Assert.Equal((1000, 100), (last.GetProperty("size").GetInt32(), last.GetProperty("values").GetArrayLength()));
        Assert.Equal("finding 999", last.GetProperty("values")[99].GetProperty("summary").GetString());
        Assert.Equal("FAILED", (await script.ReadAsync($"{commit}/statuses/build/lint")).Json.GetProperty("state").GetString());

        var asked = (await script.ReadAsync($"{report}/annotations?q=line%20%3E%20990%20AND%20summary%20~%20%22FINDING%22&sort=-line")).Json;
        Assert.Equal((10, 1000), (asked.GetProperty("size").GetInt32(), asked.GetProperty("values")[0].GetProperty("line").GetInt32()));

        var changed = await script.AskAsync(HttpMethod.Post, $"{report}/annotations", """[{"external_id": "a7", "summary": "other"}, {"external_id": "a7", "summary": "last"}]""");
        var tooMany = await script.AskAsync(HttpMethod.Post, $"{report}/annotations", """[{"external_id": "a8", "summary": "not kept"}, {"external_id": "more", "summary": "x"}]""");
        Assert.Equal(["last"], changed.Json.EnumerateArray().Select(one => one.GetProperty("summary").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.Status);
        Assert.Contains("1000", tooMany.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("finding 8", (await script.ReadAsync($"{report}/annotations/a8")).Json.GetProperty("summary").GetString());
    }

    [Theory, EveryDatabase]
    public async Task A_report_is_read_overwritten_found_by_either_id_and_deleted(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var (ada, hash) = await WorldAsync(server, git);
        var client = await server.AsAsync(ada);
        var reports = $"/2.0/repositories/acme/rocket/commit/{hash}/reports";
        const string Data = """
            [{"title":"a","type":"BOOLEAN","value":true},{"title":"b","type":"DATE","value":1},{"title":"c","type":"LINK","value":{"text":"t","href":"https://x/"}},
             {"title":"d","type":"PERCENTAGE","value":12.5},{"title":"e","value":"free"}]
            """;

        var made = await client.AskAsync(HttpMethod.Put, $"{reports}/r%2F1", $$"""{"title": "One", "details": "d", "reporter": "lint", "link": "https://x/1", "data": {{Data}} }""");
        var again = await client.AskAsync(HttpMethod.Put, $"{reports}/{made.Json.GetProperty("uuid").GetString()}", """{"title": "Two"}""");
        var read = await client.ReadAsync($"{reports}/r%2F1");
        var all = (await client.ReadAsync($"{reports}?q=title%3D%22Two%22&sort=title")).Json;
        var put = await client.AskAsync(HttpMethod.Put, $"{reports}/r%2F1/annotations/x", """{"summary": "s", "annotation_type": "BUG", "severity": "LOW", "path": "README", "line": 3, "link": "https://x/2"}""");
        var found = await client.ReadAsync($"{reports}/r%2F1/annotations/{put.Json.GetProperty("uuid").GetString()}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (made.Status, again.Status, put.Status));
        Assert.Equal("r/1", made.Json.GetProperty("external_id").GetString());
        Assert.Equal(5, made.Json.GetProperty("data").GetArrayLength());
        Assert.Equal("https://x/", made.Json.GetProperty("data")[2].GetProperty("value").GetProperty("href").GetString());
        Assert.Equal(made.Json.GetProperty("uuid").GetString(), again.Json.GetProperty("uuid").GetString());
        Assert.Equal(("r/1", "Two", JsonValueKind.Null, 0), (Text(again, "external_id"), Text(again, "title"), again.Json.GetProperty("details").ValueKind, again.Json.GetProperty("data").GetArrayLength()));
        Assert.Equal(again.Body, read.Body);
        Assert.Equal(1, all.GetProperty("size").GetInt32());
        Assert.Equal(put.Body, found.Body);
        Assert.Equal(("BUG", "LOW", 3), (Text(put, "annotation_type"), Text(put, "severity"), put.Json.GetProperty("line").GetInt32()));

        Assert.Equal(HttpStatusCode.NoContent, (await client.AskAsync(HttpMethod.Delete, $"{reports}/r%2F1/annotations/x")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.AskAsync(HttpMethod.Delete, $"{reports}/r%2F1/annotations/x")).Status);
        await client.AskAsync(HttpMethod.Put, $"{reports}/r%2F1/annotations/y", """{"summary": "s"}""");
        Assert.Equal(HttpStatusCode.NoContent, (await client.AskAsync(HttpMethod.Delete, $"{reports}/r%2F1")).Status);
        foreach (var gone in new[] { $"{reports}/r%2F1", $"{reports}/r%2F1/annotations", $"{reports}/r%2F1/annotations/y" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync(gone)).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await client.AskAsync(HttpMethod.Delete, $"{reports}/r%2F1")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Who_may_not_and_what_is_unsound_is_refused_by_name(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var git = new GitFixture();
        var (ada, hash) = await WorldAsync(server, git);
        var (bob, eve) = (await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.GrantAsync("acme/rocket", bob, "read");
        var (client, reader, outsider) = (await server.AsAsync(ada), await server.AsAsync(bob), await server.AsAsync(eve));
        var report = $"/2.0/repositories/acme/rocket/commit/{hash}/reports/r";
        await client.AskAsync(HttpMethod.Put, report, """{"title": "R"}""");

        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Put, report, """{"title": "S"}"""), (HttpMethod.Delete, report, null), (HttpMethod.Post, report + "/annotations", "[]"),
            (HttpMethod.Put, report + "/annotations/a", "{}"), (HttpMethod.Delete, report + "/annotations/a", null),
        })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await reader.AskAsync(method, path, body)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await outsider.AskAsync(method, path, body)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.AskAsync(method, path, body)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await reader.ReadAsync(report)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await outsider.ReadAsync(report)).Status);
        foreach (var (method, path, body, member) in new[]
        {
            (HttpMethod.Put, report, "{}", "title"), (HttpMethod.Put, report, """{"title": "a", "report_type": "X"}""", "report_type"),
            (HttpMethod.Put, report, """{"title": "a", "data": [{"title": "a", "type": "PERCENTAGE", "value": 101}]}""", "data[0].value"),
            (HttpMethod.Put, report, $$"""{"title": "a", "data": [{{string.Join(',', Enumerable.Repeat("{}", 11))}}]}""", "data"),
            (HttpMethod.Put, report + "/annotations/a", """{"summary": "s", "line": 0}""", "line"),
            (HttpMethod.Put, report + "/annotations/a", """{"annotation_type": "BUG"}""", "summary"),
            (HttpMethod.Post, report + "/annotations", """[{"external_id": "a", "summary": "s"}, {"external_id": "b", "summary": "s", "annotation_type": "BUGS"}]""", "[1].annotation_type"),
            (HttpMethod.Post, report + "/annotations", """[{"summary": "s"}]""", "[0].external_id"), (HttpMethod.Post, report + "/annotations", "[1]", "[0]"),
        })
        {
            var refused = await client.AskAsync(method, path, body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.True(refused.Json.GetProperty("error").GetProperty("fields").TryGetProperty(member, out _), $"{member}: {refused.Body}");
        }

        var many = JsonSerializer.Serialize(Enumerable.Range(0, 101).Select(number => new { external_id = $"{number}", summary = "s" }));
        foreach (var body in new[] { "[]", "{}", many })
            Assert.Equal(HttpStatusCode.BadRequest, (await client.AskAsync(HttpMethod.Post, report + "/annotations", body)).Status);

        Assert.Equal(0, (await client.ReadAsync(report + "/annotations")).Json.GetProperty("size").GetInt32());
    }

    private static async Task<(TestUser Ada, string Hash)> WorldAsync(TestServer server, GitFixture git)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        return (ada, await git.CommitAsync(path, "main", "first\n", ("README", "a\n")));
    }

    private static string? Text(TestAnswer answer, string member) => answer.Json.GetProperty(member).GetString();
}
