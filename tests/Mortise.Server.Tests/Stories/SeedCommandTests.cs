using System.Text.Json;
using Mortise.Connect.Jwt;
using Mortise.Server.Tests.Features.Addon;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>Every shape of command in the founding documentation, typed into curl as printed, with its placeholders filled in.</summary>
/// <remarks>The addresses stay those of <c>api.bitbucket.org</c>, and <c>--connect-to</c> leads them to the server; the scheme is http here.</remarks>
public sealed class SeedCommandTests
{
    private const string Key = "com.example.ci.state";
    private const string Host = "http://api.bitbucket.org";
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string Property = Rocket + "/properties/com.example.ci.state/myproperty";

    [Theory, EveryDatabase]
    [Requirement("P8"), Requirement("P9"), Requirement("P10"), Requirement("P12"), Requirement("P13"), Requirement("P14"), Requirement("P16"), Requirement("P18"), Requirement("P19"), Requirement("P31")]
    public async Task Get_put_and_delete_work_as_printed(TestDatabase database)
    {
        await using var typed = await Typist.StartAsync(database);

        // The bodies as printed, in single quotes, are prose.
        foreach (var prose in (string[])["{\n  'foo': 'bar'\n}", "{\n  'foo': 'bar',\n  '_attributes': [\n    'read_only',\n    'public'\n  ]\n}", "{\n  'enabled': true\n}"])
        {
            var refused = await typed.SignedAsync("PUT", Property, "--data", prose);
            Assert.Equal(400, refused.Status);
            Assert.Contains("double quotes", refused.Message, StringComparison.Ordinal);
            Assert.Equal(404, (await typed.SignedAsync("GET", Property)).Status);
        }

        // The same as JSON.
        Assert.Equal((204, ""), await typed.SignedAsync("PUT", Property, "--data", """{ "foo": "bar" }"""));
        Assert.Equal((200, """{ "foo": "bar" }"""), await typed.SignedAsync("GET", Property));
        Assert.Equal(404, (await typed.AskAsync($"{Host}{Property}", "-u", typed.Ada)).Status);

        const string Shared = """{ "foo": "bar", "_attributes": [ "read_only", "public" ] }""";
        Assert.Equal((204, ""), await typed.SignedAsync("PUT", Property, "--data", Shared));
        Assert.Equal((200, Shared), await typed.SignedAsync("GET", Property));
        Assert.Equal((200, """{ "foo": "bar" }"""), await typed.AskAsync($"{Host}{Property}", "-u", typed.Ada));
        Assert.Equal(403, (await typed.AskAsync($"{Host}{Property}", "-X", "PUT", "-u", typed.Ada, "--data", """{ "foo": "mine" }""")).Status);
        Assert.Equal(403, (await typed.AskAsync($"{Host}{Property}", "-X", "DELETE", "-u", typed.Ada)).Status);

        Assert.Equal((204, ""), await typed.SignedAsync("DELETE", Property));
        Assert.Equal(404, (await typed.SignedAsync("GET", Property)).Status);
        Assert.Equal(404, (await typed.SignedAsync("DELETE", Property)).Status);
    }

    [Theory, EveryDatabase]
    [Requirement("P58"), Requirement("P60"), Requirement("P66"), Requirement("P67")]
    public async Task Properties_come_with_the_repository_as_printed(TestDatabase database)
    {
        await using var typed = await Typist.StartAsync(database);
        await typed.SignedAsync("PUT", Property, "--data", """{ "enabled": true, "last": { "build": { "number": 7 } }, "_attributes": [ "public" ] }""");
        await typed.SignedAsync("PUT", Property + "2", "--data", """{ "enabled": false }""");

        var plain = await typed.AskAsync($"{Host}{Rocket}", "-G", "-u", typed.Ada, "--data-urlencode", "fields=+properties.*");
        var deep = await typed.AskAsync($"{Host}{Rocket}", "-G", "-u", typed.Ada, "--data-urlencode", "fields=+properties.*.*.*");
        var unescaped = await typed.AskAsync($"{Host}{Rocket}", "-G", "-u", typed.Ada, "--data", "fields=+properties.*");
        var own = await typed.SignedAsync("GET", Rocket + "?fields=%2Bproperties.*");

        const string Shown = """{"com.example.ci.state":{"myproperty":{"enabled":true}}}""";
        Assert.Equal((200, "acme/rocket"), (plain.Status, plain.Json.GetProperty("full_name").GetString()));
        Assert.Equal(Shown, Compact(plain));
        Assert.Equal(Shown, Compact(unescaped));
        Assert.Equal("""{"com.example.ci.state":{"myproperty":{"enabled":true,"last":{"build":{"number":7}}}}}""", Compact(deep));
        Assert.Equal("""{"com.example.ci.state":{"myproperty":{"enabled":true},"myproperty2":{"enabled":false}}}""", Compact(own));
        Assert.False((await typed.AskAsync($"{Host}{Rocket}", "-u", typed.Ada)).Json.TryGetProperty("properties", out _));
    }

    [Theory, EveryDatabase]
    [Requirement("P22")]
    public async Task Get_takes_every_kind_of_credential(TestDatabase database)
    {
        await using var typed = await Typist.StartAsync(database);
        await typed.SignedAsync("PUT", Property, "--data", """{ "foo": "bar", "_attributes": [ "public" ] }""");
        var server = typed.Server;
        string[][] credentials =
        [
            ["-u", typed.Ada],
            ["-u", $"ada@example.com:{await server.ApiTokenAsync(typed.User, "read:repository:bitbucket")}"],
            ["-H", $"Authorization: Bearer {await server.AccessTokenAsync("acme/rocket", "repository")}"],
            ["-H", $"Authorization: Bearer {await server.AccessTokenAsync("acme:PROJ", "repository")}"],
            ["-H", $"Authorization: Bearer {await server.AccessTokenAsync("acme", "repository")}"],
        ];

        foreach (var credential in credentials)
            Assert.Equal((200, """{ "foo": "bar" }"""), await typed.AskAsync($"{Host}{Property}", credential));

        Assert.Equal(404, (await typed.AskAsync($"{Host}{Property}")).Status);
        Assert.Equal(401, (await typed.AskAsync($"{Host}{Property}", "-u", "ada:wrong")).Status);
    }

    /// <summary>The printed commands of the Addon resource: signed they work, and with a bearer token, as the generic samples print it, they are told what to send.</summary>
    [Theory, EveryDatabase]
    [Requirement("A6"), Requirement("A7"), Requirement("A9"), Requirement("A12")]
    public async Task Commands_of_the_addon_resource_work_as_printed(TestDatabase database)
    {
        await using var typed = await Typist.StartAsync(database);
        var app = await typed.Server.InstallLinkerAppAsync();
        var descriptor = app.Descriptor.ToJsonString();
        await typed.Server.AdminAsync(HttpMethod.Post, "/app-registrations", JsonSerializer.Serialize(new { key = "other", descriptor_url = "https://example.com/descriptor.json" }));
        const string Linkers = "/2.0/addon/linkers";
        var id = (await app.PostAsync(Linkers + "/issues/values", """{"value": "ZZ"}""")).Json.GetProperty("id").GetInt64();
        string[] json = ["--header", "Content-Type: application/json", "--data"];
        (string Method, string Path, string[] More, int Signed, int Bearer)[] commands =
        [
            ("PUT", "/2.0/addon", [.. json, "{}"], 204, 403),
            ("PUT", "/2.0/addon", [.. json, $$"""{"descriptor": {{descriptor}}}"""], 204, 403),
            ("PUT", "/2.0/addon", [.. json, """{"descriptor_url": "https://example.com/descriptor.json"}"""], 400, 403),
            ("GET", Linkers, [], 200, 401), ("GET", Linkers + "/issues", [], 200, 401), ("GET", Linkers + "/issues/values", [], 200, 401),
            ("GET", $"{Linkers}/issues/values/{id}", [], 200, 401),
            ("PUT", Linkers + "/issues/values", [.. json, """["BB", "OPS"]"""], 204, 401), ("POST", Linkers + "/issues/values", [.. json, """{"value": "CC"}"""], 201, 401),
            ("DELETE", $"{Linkers}/issues/values/{id + 1}", [], 204, 401), ("DELETE", Linkers + "/issues/values", [], 204, 401),
            ("DELETE", "/2.0/addon", [], 204, 403),
        ];

        foreach (var (method, path, more, ofSigned, ofBearer) in commands)
        {
            var bearer = await typed.AskAsync(
                $"{Host}{path}", ["--request", method, "--header", $"Authorization: Bearer {await typed.Server.AccessTokenAsync("acme")}", .. more]);
            var signed = await typed.AskAsync($"{Host}{path}", ["-X", method, "-H", $"Authorization: JWT {app.Sign(method, path)}", .. more]);
            Assert.Equal((method, path, ofBearer), (method, path, bearer.Status));
            Assert.Contains("Authorization: JWT", bearer.Message, StringComparison.Ordinal);
            Assert.Equal((method, path, ofSigned), (method, path, signed.Status));
        }

        Assert.Equal(401, (await typed.AskAsync($"{Host}{Linkers}", "-H", $"Authorization: JWT {app.Sign("GET", Linkers)}")).Status);
    }

    private static string Compact(CurlAnswer answer) => answer.Json.GetProperty("properties").GetRawText();

    private sealed record CurlAnswer(int Status, string Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;

        public static implicit operator (int Status, string Body)(CurlAnswer answer) => (answer.Status, answer.Body);
    }

    /// <summary>A server, and somebody who types curl commands at it.</summary>
    private sealed class Typist : IAsyncDisposable
    {
        private Typist(TestServer server, TestUser user, string password, SigningApp app) => (Server, User, Ada, App) = (server, user, $"ada:{password}", app);

        public TestServer Server { get; }

        public TestUser User { get; }

        /// <summary><c>user:app password</c>.</summary>
        public string Ada { get; }

        private SigningApp App { get; }

        public static async Task<Typist> StartAsync(TestDatabase database)
        {
            Assert.SkipUnless(ForeignProcess.IsThere("curl"), "curl is not there; ./x test installs it");
            var server = await TestServer.StartAsync(database);
            var ada = await server.CreateUserAsync("ada");
            var acme = await server.CreateWorkspaceAsync("acme", ada);
            await server.CreateRepositoryAsync("acme/rocket");
            return new Typist(server, ada, await server.AppPasswordAsync(ada), await SigningApp.InstallAsync(server, acme, Key));
        }

        public async Task<CurlAnswer> AskAsync(string url, params string[] arguments)
        {
            var run = await ForeignProcess.RunAsync(
                "curl",
                ["--silent", "--show-error", "--noproxy", "*", "--connect-to", $"api.bitbucket.org:80:127.0.0.1:{new Uri(Server.Origin).Port}", .. arguments, "--write-out", "\n%{http_code}", url]);
            Assert.True(run.Code == 0, run.Errors);
            var end = run.Output.LastIndexOf('\n');
            return new CurlAnswer(int.Parse(run.Output[(end + 1)..]), run.Output[..end]);
        }

        /// <summary>With <c>-H "Authorization: JWT &lt;JWT Token&gt;"</c>.</summary>
        public Task<CurlAnswer> SignedAsync(string method, string target, params string[] arguments)
        {
            var now = TimeProvider.System.GetUtcNow();
            var token = JwtSigner.Sign(new JwtClaims(App.Key, now, now.AddMinutes(3), App.ClientKey, Qsh: Qsh.Compute(method, target)), App.Secret);
            return AskAsync($"{Host}{target}", ["-X", method, "-H", $"Authorization: JWT {token}", .. arguments]);
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
