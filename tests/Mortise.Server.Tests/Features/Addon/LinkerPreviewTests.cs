using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>POST /_/api/linkers/preview and <c>mortise linker try</c>.</summary>
public sealed class LinkerPreviewTests
{
    [Theory, EveryDatabase]
    public async Task The_preview_tells_each_match_and_what_each_linker_did(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        var app = await server.InstallLinkerAppAsync();
        await app.PutAsync(AddonApp.Values, """["BB"]""");

        var answer = await PreviewAsync(server, """{"text": "BB-1 XX-2 <#3> TA", "workspace": "acme"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            [("BB-1", "issues", "BB", "split", $"{app.Origin}/browse/BB-1"), ("#3", "plain", null, "timed", $"{app.Origin}/issues/3")],
            answer.Json.GetProperty("matches").EnumerateArray().Select(match =>
                (Text(match, "text"), Text(match, "linker"), Text(match, "value"), Text(match, "lane"), Text(match, "url"))));
        Assert.Equal(
            [("issues", 1, 1, 1, null), ("plain", 0, 1, 0, null), ("tickets", 0, 0, 0, "it has a (?K) and no values")],
            answer.Json.GetProperty("linkers").EnumerateArray().Select(run =>
                (Text(run, "linker"), run.GetProperty("values").GetInt32(), run.GetProperty("links").GetInt32(), run.GetProperty("refused").GetInt32(), Text(run, "skipped"))));
        Assert.Contains("&lt;<a href=", Text(answer.Json, "html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Linkers_that_are_installed_nowhere_can_be_tried()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var descriptor = """{"key": "a", "name": "A", "baseUrl": "https://a.example", "authentication": {"type": "none"}, "modules": {"linkers": [{"key": "x", "regex": "((?K)-\\d)", "url": "/\\1"}]}}""";

        var ofRegex = await PreviewAsync(server, """{"text": "see (12)", "regex": "\\((\\d+)\\)", "url": "https://x.example/\\1"}""");
        var ofDescriptor = await PreviewAsync(server, $$"""{"text": "A-1 B-2", "descriptor": {{descriptor}}, "values": ["B"]}""");

        Assert.Equal("https://x.example/12", Text(Assert.Single(ofRegex.Json.GetProperty("matches").EnumerateArray()), "url"));
        Assert.Equal("https://a.example/B-2", Text(Assert.Single(ofDescriptor.Json.GetProperty("matches").EnumerateArray()), "url"));
    }

    [Theory]
    [InlineData("{}", "text")]
    [InlineData("""{"text": "a"}""", "workspace")]
    [InlineData("""{"text": "a", "regex": "a++", "url": "/"}""", "possessive), at position 1")]
    [InlineData("""{"text": "a", "regex": "a"}""", "url")]
    [InlineData("""{"text": "a", "regex": "a", "url": "/\\1"}""", "no back-reference")]
    [InlineData("""{"text": "a", "regex": "(?K)", "url": "/", "values": ["a b"]}""", "at position 1")]
    [InlineData("""{"text": "a", "regex": "(?K)", "url": "/", "values": "a"}""", "array")]
    [InlineData("""{"text": "a", "descriptor": {"key": "a"}}""", "/name")]
    public async Task A_trial_at_fault_says_what_is(string body, string expected)
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var answer = await PreviewAsync(server, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected.Replace("possessive), ", "", StringComparison.Ordinal), answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_administrator_of_the_host_may_ask()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var answer = await server.Client.AskAsync(HttpMethod.Post, "/_/api/linkers/preview", """{"text": "a", "workspace": "acme"}""");
        var absent = await PreviewAsync(server, """{"text": "a", "workspace": "nobody"}""");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (answer.Status, absent.Status));
    }

    [Fact]
    public async Task The_command_shows_a_table_or_json()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");
        var app = await server.InstallLinkerAppAsync();
        await app.PutAsync(AddonApp.Values, """["BB"]""");

        var table = await AskAsync(server, "linker", "try", "BB-1", "--workspace", "acme");
        var json = await AskAsync(server, "linker", "try", "BB-1", "--workspace", "acme", "--json");
        var trial = await AskAsync(server, "linker", "try", "x-1", "--regex", "((?K)-[0-9])", "--target", @"https://x.example/\1", "--value", "x");
        var nothing = await AskAsync(server, "linker", "try", "y-1", "--regex", "((?K)-[0-9])", "--target", @"https://x.example/\1", "--value", "x");
        var both = await AskAsync(server, "linker", "try", "x", "--regex", "x", "--workspace", "acme");
        var refused = await AskAsync(server, "linker", "try", "x", "--regex", "(", "--target", "/");

        Assert.Equal((0, 0, 0, 0, 2, 1), (table.Code, json.Code, trial.Code, nothing.Code, both.Code, refused.Code));
        Assert.Contains($"0   BB-1  tracker  issues  BB     {app.Origin}/browse/BB-1\n", table.Output, StringComparison.Ordinal);
        Assert.Contains("it has a (?K) and no values\n", table.Output, StringComparison.Ordinal);
        Assert.Equal("issues", Text(JsonDocument.Parse(json.Output).RootElement.GetProperty("matches")[0], "linker"));
        Assert.Contains("https://x.example/x-1", trial.Output, StringComparison.Ordinal);
        Assert.StartsWith("Nothing becomes a link.\n", nothing.Output, StringComparison.Ordinal);
        Assert.Contains("--workspace, --descriptor and --regex", both.Errors, StringComparison.Ordinal);
        Assert.Contains("at position 1", refused.Errors, StringComparison.Ordinal);
    }

    private static Task<TestAnswer> PreviewAsync(TestServer server, string json) => server.AdminAsync(HttpMethod.Post, "/linkers/preview", json);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static Task<CommandResult> AskAsync(TestServer server, params string[] arguments) => CommandLine.MortiseAsync([.. arguments, "--data", server.DirectoryPath]);
}
