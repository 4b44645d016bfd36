using System.Net;
using System.Text.Json;
using Mortise.Server.Tests.Features.Addon;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>Clients that others wrote, unmodified, against the server: the scripts in <c>tests/clients</c> run them.</summary>
public sealed class NpmClientTests
{
    private static readonly string Folder = SourceTree.Path("tests", "clients");

    [Theory, EveryDatabase]
    [Requirement("P8"), Requirement("P12"), Requirement("P14"), Requirement("P19"), Requirement("P27"), Requirement("P40"), Requirement("P67"), Requirement("P68")]
    public async Task Calls_signed_by_atlassian_jwt_are_understood(TestDatabase database)
    {
        NeedNode();
        await using var server = await TestServer.StartAsync(database);
        var workspace = await server.CreateWorkspaceAsync("acme");
        var repository = await server.CreateRepositoryAsync("acme/rocket");
        var app = await SigningApp.InstallAsync(server, workspace, "com.example.ci.state");

        var run = await RunAsync(
            server, "signed-calls.js", ("APP_KEY", app.Key), ("CLIENT_KEY", app.ClientKey), ("SECRET", app.Secret),
            ("WORKSPACE_ID", workspace.ToString()), ("REPOSITORY_ID", repository.ToString()));

        Assert.True(run.Code == 0, run.Errors);
        Assert.Equal("""{"ok": true, "in": {"side": [1, {"er": 2}], "list": [1, 2]}}""", (await app.SendAsync(server.Client, "GET", "/2.0/repositories/acme/rocket/properties/com.example.ci.state/state")).Body);
    }

    [Theory, EveryDatabase]
    [Requirement("A6"), Requirement("A10"), Requirement("A12"), Requirement("A13"), Requirement("A23"), Requirement("A25"), Requirement("A29"), Requirement("A30")]
    public async Task All_operations_of_the_addon_resource_are_called_by_atlassian_jwt(TestDatabase database)
    {
        NeedNode();
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();

        var run = await RunAsync(
            server, "addon-calls.js", ("APP_KEY", app.Key), ("CLIENT_KEY", app.ClientKey), ("SECRET", app.SharedSecret), ("DESCRIPTOR", app.Descriptor.ToJsonString()));

        Assert.True(run.Code == 0, run.Errors);
    }

    [Theory, EveryDatabase]
    public async Task The_package_bitbucket_works_with_repositories_and_workspaces(TestDatabase database)
    {
        NeedNode();
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);

        var run = await RunAsync(server, "bitbucket-client.js", ("USERNAME", ada.Username), ("PASSWORD", await server.AppPasswordAsync(ada)));

        Assert.True(run.Code == 0, run.Errors);
        Assert.Equal(HttpStatusCode.NotFound, (await (await server.AsAsync(ada)).ReadAsync("/2.0/repositories/acme/rocket")).Status);
    }

    [Theory, EveryDatabase]
    public async Task The_package_bitbucket_and_git_bring_a_pull_request_to_its_merge(TestDatabase database)
    {
        NeedNode();
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.AddMemberAsync("acme", bob);
        using var git = new GitFixture();

        var run = await RunAsync(
            server, "pull-request-client.js", ("FOLDER", git.Root), ("USERNAME", ada.Username), ("PASSWORD", await server.AppPasswordAsync(ada)),
            ("REVIEWER", bob.Username), ("REVIEWER_PASSWORD", await server.AppPasswordAsync(bob)));

        Assert.True(run.Code == 0, run.Errors);
    }

    [Theory, EveryDatabase]
    [Requirement("P14"), Requirement("P19"), Requirement("P27"), Requirement("P45")]
    public async Task An_app_on_atlassian_connect_express_lives_here(TestDatabase database)
    {
        NeedNode();
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        var (process, descriptor) = await ForeignProcess.StartAsync("node", [Path.Combine(Folder, "ace-app", "app.js")], Folder);
        server.Own(process);
        using var asAda = await server.AsAsync(ada);
        var app = new AceApp(server, new Uri(descriptor));
        var order = JsonSerializer.Serialize(new { url = descriptor });

        // The first install has no token, the second one is signed with the secret of the first, which the package checks.
        for (var install = 1; install <= 2; install++)
        {
            var installed = await asAda.AskAsync(HttpMethod.Post, "/2.0/account/acme/addons", order);
            Assert.True(installed.Status == HttpStatusCode.Created || (install == 2 && installed.Status == HttpStatusCode.OK), installed.Body);
            Assert.Equal(Enumerable.Repeat("installed", install), (await app.HeardAsync()).Select(heard => heard.Event));
        }

        var clientKey = (await app.HeardAsync())[^1].ClientKey;
        const string Property = "/2.0/repositories/acme/rocket/properties/com.example.ace.state/state";
        const string Body = """{"ok": true, "_attributes": ["public"]}""";
        Assert.Equal((404, "not set"), await app.AsksAsync(clientKey, "get", Property));
        Assert.Equal((204, ""), await app.AsksAsync(clientKey, "put", Property, Body));
        Assert.Equal((200, Body), await app.AsksAsync(clientKey, "get", Property));
        Assert.Equal((200, """{"ok":true}"""), await app.AsksAsync(clientKey, "get", Property + "?fields=ok"));
        Assert.Equal("""{"ok": true}""", (await asAda.ReadAsync(Property)).Body);
        Assert.Equal(200, (await app.AsksAsync(clientKey, "get", "/2.0/repositories/acme/rocket?fields=%2Bproperties.*&b=2&a=1")).Status);
        Assert.Equal((204, ""), await app.AsksAsync(clientKey, "del", Property));
        Assert.Equal(404, (await app.AsksAsync(clientKey, "get", Property)).Status);

        // All operations of the Addon resource.
        const string Values = "/2.0/addon/linkers/issues/values";
        Assert.Equal((204, ""), await app.AsksAsync(clientKey, "put", "/2.0/addon", "{}"));
        Assert.Equal((200, """{"values":[{"key":"issues"}]}"""), await app.AsksAsync(clientKey, "get", "/2.0/addon/linkers?fields=values.key"));
        Assert.Equal(200, (await app.AsksAsync(clientKey, "get", "/2.0/addon/linkers/issues")).Status);
        Assert.Equal((201, """{"value":"BB"}"""), await app.AsksAsync(clientKey, "post", Values + "?fields=value", """{"value": "BB"}"""));
        Assert.Equal((204, ""), await app.AsksAsync(clientKey, "put", Values, """["BB", "OPS"]"""));
        var (status, page) = await app.AsksAsync(clientKey, "get", Values + "?fields=values.id");
        Assert.Equal(200, status);
        var first = JsonDocument.Parse(page).RootElement.GetProperty("values")[0].GetProperty("id").GetInt64();
        Assert.Equal((200, """{"value":"BB"}"""), await app.AsksAsync(clientKey, "get", $"{Values}/{first}?fields=value"));
        Assert.Equal((204, ""), await app.AsksAsync(clientKey, "del", $"{Values}/{first}"));
        Assert.Equal((204, ""), await app.AsksAsync(clientKey, "del", Values));
        Assert.Equal((200, $$"""{"client_key":"{{clientKey}}"}"""), await app.AsksAsync(clientKey, "get", "/2.0/addon/com.example.ace.state/client-key"));
        Assert.Equal((204, ""), await app.AsksAsync(clientKey, "del", "/2.0/addon"));
        Assert.Equal(new Heard("uninstalled", clientKey), await app.LastAsync("uninstalled"));
        Assert.Equal(HttpStatusCode.Created, (await asAda.AskAsync(HttpMethod.Post, "/2.0/account/acme/addons", order)).Status);

        // The package's own middleware takes the last callback as well.
        var id = (await asAda.ReadAsync("/2.0/account/acme/addons")).Json.GetProperty("values")[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await asAda.AskAsync(HttpMethod.Delete, $"/2.0/account/acme/addons/{id}")).Status);
        Assert.Equal(new Heard("uninstalled", clientKey), await app.LastAsync("uninstalled"));
    }

    [Theory, EveryDatabase]
    [Requirement("P44")]
    public async Task An_app_swaps_its_token_before_it_says_that_it_is_installed(TestDatabase database)
    {
        NeedNode();
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        await server.CreateRepositoryAsync("acme/rocket");
        var (process, descriptor) = await ForeignProcess.StartAsync("node", [Path.Combine(Folder, "swap-app", "app.js")], Folder);
        server.Own(process);
        var token = "";
        for (var install = 1; install <= 2; install++)
        {
            var installed = await server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = descriptor, workspace = "acme" }));
            Assert.True(installed.Status == HttpStatusCode.Created, installed.Body);
            var seen = (await server.Client.ReadAsync(new Uri(new Uri(descriptor), "/control").ToString())).Json.EnumerateArray().TakeLast(3).ToArray();
            string[] scopes = ["repository account", "repository account", "repository:write account"];
            foreach (var (one, held) in seen.Zip(scopes))
            {
                Assert.False(one.TryGetProperty("error", out var error), $"{error}");
                Assert.Equal((held, "bearer", 3600), (one.GetProperty("scopes").GetString(), one.GetProperty("token_type").GetString(), one.GetProperty("expires_in").GetInt32()));
                Assert.Equal(["200 200", "acme", "acme/rocket"], [string.Join(' ', one.GetProperty("status").EnumerateArray()), one.GetProperty("workspace").GetString()!, one.GetProperty("repositories")[0].GetString()!]);
            }

            token = seen[^1].GetProperty("access_token").GetString()!;
        }

        Assert.Equal(HttpStatusCode.OK, (await server.WithBearer(token).ReadAsync("/2.0/repositories/acme/rocket")).Status);
    }

    private static Task<ProcessRun> RunAsync(TestServer server, string script, params (string Name, string Value)[] environment) =>
        ForeignProcess.RunAsync("node", [Path.Combine(Folder, script)], Folder, [("MORTISE_URL", server.Origin), .. environment]);

    private static void NeedNode()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("node"), "node is not there; ./x test installs it");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), "tests/clients/node_modules is not there; ./x test makes it");
    }

    private sealed record Heard(string Event, string ClientKey);

    /// <summary>The app of <c>tests/clients/ace-app</c>, told what to ask of its host.</summary>
    private sealed record AceApp(TestServer Server, Uri Descriptor)
    {
        private Uri Control => new(Descriptor, "/control");

        /// <summary>The lifecycle callbacks that the package's middleware let through, in order.</summary>
        public async Task<Heard[]> HeardAsync() =>
            [.. (await Server.Client.ReadAsync(Control.ToString())).Json.EnumerateArray().Select(item => new Heard(item.GetProperty("event").GetString()!, item.GetProperty("clientKey").GetString()!))];

        /// <summary>Waits until that callback is the last one; a test fails after a while.</summary>
        public async Task<Heard> LastAsync(string name)
        {
            var heard = await Eventually.SeeAsync(HeardAsync, all => all[^1].Event == name, $"callback '{name}'");
            return heard[^1];
        }

        /// <summary>What the host answered to <c>addon.httpClient({clientKey})</c>; of a refusal the body is cut to what it says.</summary>
        public async Task<(int Status, string Body)> AsksAsync(string clientKey, string method, string url, string? body = null)
        {
            var answer = await Server.Client.AskAsync(HttpMethod.Post, Control.ToString(), JsonSerializer.Serialize(new { clientKey, method, url, body }));
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            var text = answer.Json.GetProperty("body").GetString()!;
            return (answer.Json.GetProperty("status").GetInt32(), text.Contains("is not set here", StringComparison.Ordinal) ? "not set" : text);
        }
    }
}
