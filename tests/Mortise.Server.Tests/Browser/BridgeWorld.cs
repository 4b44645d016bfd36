using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Mortise.Server.Features.Users;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>Two apps, each on an origin of its own, whose pages load the host's script as it is; both have a panel on <c>acme/rocket</c>.</summary>
internal sealed class BridgeWorld : IAsyncDisposable
{
    private readonly GitFixture fixture = new();

    private BridgeWorld(TestServer server, TestApp alpha, TestApp beta) => (Server, Alpha, Beta) = (server, alpha, beta);

    public FakeClock Clock { get; private init; } = null!;

    /// <summary>Has the pages of both apps come without the script, so that they say nothing.</summary>
    public bool AppsAreSilent { get; set; }

    public TestServer Server { get; }

    /// <summary>An honest app: panel, page, dialog.</summary>
    public TestApp Alpha { get; }

    /// <summary>One that tries what it can, with fewer scopes.</summary>
    public TestApp Beta { get; }

    public static async Task<BridgeWorld> StartAsync()
    {
        var clock = new FakeClock();
        var server = await TestServer.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(clock));
        var (alpha, beta) = (server.Own(await TestApp.StartAsync("com.example.alpha")), server.Own(await TestApp.StartAsync("com.example.beta")));
        var world = new BridgeWorld(server, alpha, beta) { Clock = clock };
        var ada = await server.CreateUserAsync("ada");
        await server.Get<PasswordStore>().SetAsync(ada.Id, "ada", CancellationToken.None);
        await server.CreateWorkspaceAsync("acme", ada);
        var rocket = await server.CreateRepositoryAsync("acme/rocket");
        await world.fixture.CommitAsync(server.RepositoryPath(rocket), "main", "first\n", ("README.md", "# Rocket\n"));
        await world.InstallAsync(alpha, "repository", "account", "pullrequest");
        await world.InstallAsync(beta, "repository");
        return world;
    }

    /// <summary>The frame in which the app shows a page, once its script and the host know each other.</summary>
    public static async Task<IFrame> FrameAsync(BrowserTab tab, TestApp app, string page)
    {
        var shown = await tab.Page.WaitForSelectorAsync($"[data-app-answers] > iframe[src^='{app.Origin}/{page}']");
        return (await shown!.ContentFrameAsync())!;
    }

    /// <summary>Runs a script in the frame that calls <c>ok</c> with its outcome; what comes of it as JSON text, or <c>"nothing came"</c> after <paramref name="patience"/> milliseconds.</summary>
    public static Task<string> RunAsync(IFrame frame, string script, int patience = 60_000) =>
        frame.EvaluateAsync<string>(
            $"() => new Promise((ok, no) => {{ setTimeout(() => ok('nothing came'), {patience}); {script} }}).then(outcome => JSON.stringify(outcome === undefined ? null : outcome))");

    public async ValueTask DisposeAsync()
    {
        fixture.Dispose();
        await Server.DisposeAsync();
    }

    private async Task InstallAsync(TestApp app, params string[] scopes)
    {
        app.Descriptor["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]);
        app.Descriptor["modules"] = JsonNode.Parse("""
            {
              "webPanels": [{"key": "panel", "name": {"value": "Panel"}, "url": "/panel?repo={repository.full_name}", "location": "org.bitbucket.repository.overview.informationPanel"}],
              "repoPages": [{"key": "page", "name": {"value": "Page"}, "url": "/page", "location": "org.bitbucket.repository.navigation"}],
              "webItems": [{"key": "item", "name": {"value": "Beside"}, "url": "/item", "location": "org.bitbucket.repository.actions", "target": {"type": "inlinedialog"}}],
              "generalPages": [{"key": "dialog", "name": {"value": "Dialog"}, "url": "/dialog"}]
            }
            """);
        app.ServeDescriptor = context => AnswerAsync(app, context);
        await Server.InstallAsync(app, "acme");
    }

    private Task AnswerAsync(TestApp app, HttpContext context)
    {
        if (context.Request.Path == "/descriptor.json")
            return context.Response.WriteAsync(app.Descriptor.ToJsonString());

        context.Response.ContentType = "text/html; charset=utf-8";
        var script = AppsAreSilent ? "" : $"<script src=\"{Server.Origin}/atlassian-connect/all.js\"></script>";
        return context.Response.WriteAsync($"""
            <!doctype html><html lang="en"><head><title>{app.Key}</title><link rel="icon" href="data:,">{script}</head><body><p>{app.Key}</p></body></html>
            """);
    }
}
