using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.AppModules;

/// <summary>Caller B over HTTP: what the token of an app's frame may, and when it ends. Source: ap-bridge.md 4.3; connect.md 14.3, 18.5.</summary>
public sealed class FrameTokenTests
{
    private const string Key = "com.example.panel";
    private const string Renew = "/_/site/frames/renew";
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string State = Rocket + "/properties/com.example.panel/state";

    [Theory, EveryDatabase]
    [Requirement("P24"), Requirement("P29"), Requirement("P36"), Requirement("P37"), Requirement("P42"), Requirement("P43"), Requirement("P69")]
    public async Task The_page_of_an_app_works_with_its_own_properties_and_stops_at_read_only(TestDatabase database)
    {
        await using var world = await FrameWorld.StartAsync(database);
        using var frame = world.Server.WithBearer(await world.MintAsync(world.App, "bob"));
        using var rival = world.Server.WithBearer(await world.MintAsync(world.Rival, "bob"));
        using var page = world.Server.WithBearer(world.Server.Get<BrowserTokens>().ForPage(await world.SignInAsync("bob")));

        // What is not read_only, a person with read access sets and removes through the frame.
        Assert.Equal(HttpStatusCode.NoContent, (await frame.AskAsync(HttpMethod.Put, State, """{"on": {"deep": 1}}""")).Status);
        Assert.Equal("""{"on": {"deep": 1}}""", (await frame.AskAsync(HttpMethod.Get, State)).Body);
        Assert.Contains(Key, (await frame.AskAsync(HttpMethod.Get, Rocket + "?fields=%2Bproperties.*.*.*")).Body, StringComparison.Ordinal);

        // It is not public: neither another app's frame nor the person's own page sees it.
        foreach (var other in new[] { rival, page })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.AskAsync(HttpMethod.Get, State)).Status);
            Assert.DoesNotContain(Key, (await other.AskAsync(HttpMethod.Get, Rocket + "?fields=%2Bproperties.*.*.*")).Body, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.AskAsync(HttpMethod.Put, State, "{}")).Status);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await frame.AskAsync(HttpMethod.Put, State, """{"_attributes": ["public"]}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await page.AskAsync(HttpMethod.Get, State)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await frame.AskAsync(HttpMethod.Delete, State)).Status);

        // read_only is for the app's JWT: neither made, nor changed, nor freed of it, nor removed from a browser.
        var made = await frame.AskAsync(HttpMethod.Put, State, """{"_attributes": ["read_only"]}""");
        await world.App.SendAsync(world.Server.Client, "PUT", State, """{"v": 1, "_attributes": ["read_only"]}""");
        foreach (var refused in new[] { made, await frame.AskAsync(HttpMethod.Put, State, """{"v": 2}"""), await frame.AskAsync(HttpMethod.Delete, State) })
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains("read_only", refused.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Equal("""{"v": 1, "_attributes": ["read_only"]}""", (await frame.AskAsync(HttpMethod.Get, State)).Body);
    }

    [Theory, EveryDatabase]
    public async Task A_frame_may_what_person_and_scopes_and_workspace_allow_together(TestDatabase database)
    {
        await using var world = await FrameWorld.StartAsync(database);
        using var bob = world.Server.WithBearer(await world.MintAsync(world.App, "bob"));
        using var ada = world.Server.WithBearer(await world.MintAsync(world.App, "ada"));
        using var eve = world.Server.WithBearer(await world.MintAsync(world.App, "eve"));
        using var nobody = world.Server.WithBearer(await world.MintAsync(world.App, (string?)null));

        // The person's rights: bob reads and does not administer, eve is not let in, though the app itself would be.
        Assert.Equal(HttpStatusCode.OK, (await bob.AskAsync(HttpMethod.Get, Rocket)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.AskAsync(HttpMethod.Get, Rocket)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.AskAsync(HttpMethod.Get, Rocket)).Status);
        Assert.Equal("ada", (await ada.AskAsync(HttpMethod.Get, "/2.0/user")).Json.GetProperty("username").GetString());

        // The app's scopes: the owner may administer, the app may not.
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.AskAsync(HttpMethod.Delete, Rocket)).Status);

        // The workspace: what ada owns elsewhere is not there, and neither is what everybody may see.
        Assert.Equal(HttpStatusCode.NotFound, (await ada.AskAsync(HttpMethod.Get, "/2.0/repositories/other/secret")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.AskAsync(HttpMethod.Get, "/2.0/repositories/other/open")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.AskAsync(HttpMethod.Get, "/2.0/workspaces/other")).Status);
        foreach (var list in new[] { "/2.0/repositories", "/2.0/repositories?role=member", "/2.0/workspaces", "/2.0/user/permissions/workspaces", "/2.0/user/permissions/repositories", "/2.0/user/workspaces" })
            Assert.DoesNotContain("other", (await ada.AskAsync(HttpMethod.Get, list)).Body, StringComparison.Ordinal);

        // Nobody reads what everybody may, and writes nothing. The app's own interface is for its JWT.
        Assert.Equal(HttpStatusCode.OK, (await nobody.AskAsync(HttpMethod.Get, "/2.0/repositories/acme/docs")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/docs/properties/com.example.panel/x", "{}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.AskAsync(HttpMethod.Get, "/2.0/user")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.AskAsync(HttpMethod.Delete, "/2.0/addon")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.AskAsync(HttpMethod.Delete, "/2.0/addon")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.AskAsync(HttpMethod.Get, "/2.0/addon/linkers")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_token_ends_with_its_session_its_installation_and_its_time(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var world = await FrameWorld.StartAsync(database, clock);
        var sessions = world.Server.Get<SessionStore>();
        var cookie = await sessions.BeginAsync(world.People["bob"].Id, CancellationToken.None);
        var bob = (await sessions.FindAsync(cookie, CancellationToken.None))!;
        var token = await world.MintAsync(world.App, bob);
        using var frame = world.Server.WithBearer(token);
        async Task<HttpStatusCode> AskAsync() => (await frame.AskAsync(HttpMethod.Get, Rocket)).Status;
        Assert.Equal(HttpStatusCode.OK, await AskAsync());

        // Time: the token is exchanged for a new one, by the same session and from a page of this host alone.
        clock.Advance(FrameTokens.Lifetime);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());
        var own = ("Cookie", $"mortise_session={cookie}");
        var other = ("Cookie", $"mortise_session={await sessions.BeginAsync(world.People["ada"].Id, CancellationToken.None)}");
        var json = $$"""{"token": "{{token}}"}""";
        var renewed = await world.Server.Client.AskAsync(HttpMethod.Post, Renew, json, own, ("Origin", world.Server.Origin));
        Assert.Equal(HttpStatusCode.OK, renewed.Status);
        using var fresh = world.Server.WithBearer(renewed.Json.GetProperty("token").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await fresh.AskAsync(HttpMethod.Get, Rocket)).Status);
        (string Name, string Value)[][] refused =
        [
            [other], [], [own, ("Origin", "http://127.0.0.1:1")], [own, ("Origin", "null")], [own, ("Sec-Fetch-Site", "same-site")], [own, ("Sec-Fetch-Site", "cross-site")],
        ];
        foreach (var headers in refused)
            Assert.Equal(HttpStatusCode.Forbidden, (await world.Server.Client.AskAsync(HttpMethod.Post, Renew, json, headers)).Status);

        Assert.Equal(HttpStatusCode.Forbidden, (await world.Server.Client.AskAsync(HttpMethod.Post, Renew, """{"token": "mrti_forged"}""", own)).Status);

        // The installation: off, it is off at once; on again, the token counts as before.
        await world.TurnAsync("disabled");
        Assert.Equal(HttpStatusCode.Unauthorized, (await fresh.AskAsync(HttpMethod.Get, Rocket)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Server.Client.AskAsync(HttpMethod.Post, Renew, json, own)).Status);
        await world.TurnAsync("active");
        Assert.Equal(HttpStatusCode.OK, (await fresh.AskAsync(HttpMethod.Get, Rocket)).Status);

        // Scopes are those of the moment.
        await world.TurnAsync("active", scopes: "issue");
        Assert.Equal(HttpStatusCode.Forbidden, (await fresh.AskAsync(HttpMethod.Get, Rocket)).Status);
        await world.TurnAsync("active", scopes: "pullrequest account");

        // The session: signed out is signed out.
        await sessions.EndAsync(cookie, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await fresh.AskAsync(HttpMethod.Get, Rocket)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Server.Client.AskAsync(HttpMethod.Post, Renew, json, own)).Status);
    }

    [Fact]
    public async Task What_the_host_holds_and_what_the_app_holds_are_not_the_same()
    {
        await using var world = await FrameWorld.StartAsync(TestDatabase.Sqlite);
        using var bridge = world.Server.WithBearer(await world.MintAsync(world.App, "bob"));
        var foreign = ("Origin", "http://127.0.0.1:1");

        // The host's is no good from another origin; the app's is made for it, and makes no others.
        Assert.Equal(HttpStatusCode.Unauthorized, (await bridge.AskAsync(HttpMethod.Get, Rocket, null, foreign)).Status);
        var made = (await bridge.AskAsync(HttpMethod.Post, "/_/site/frames/access-token", "{}")).Json;
        Assert.Equal(("bearer", 600, "pullrequest account"), (made.GetProperty("token_type").GetString(), made.GetProperty("expires_in").GetInt32(), made.GetProperty("scopes").GetString()));
        using var app = world.Server.WithBearer(made.GetProperty("access_token").GetString()!);
        var direct = await app.AskAsync(HttpMethod.Get, Rocket, null, foreign);
        Assert.Equal((HttpStatusCode.OK, "*"), (direct.Status, direct.Header("Access-Control-Allow-Origin")));
        Assert.Null(direct.Header("Access-Control-Allow-Credentials"));
        Assert.Equal(HttpStatusCode.Forbidden, (await app.AskAsync(HttpMethod.Put, State, """{"_attributes": ["read_only"]}""")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, State, "{}")).Status);
        foreach (var path in new[] { "access-token", "context-token" })
            Assert.Equal(HttpStatusCode.Forbidden, (await app.AskAsync(HttpMethod.Post, "/_/site/frames/" + path, "{}")).Status);

        // No page brings a browser to ask for a password, which it would send by itself from then on.
        foreach (var header in new[] { foreign, ("Sec-Fetch-Site", "cross-site") })
            Assert.Equal("Bearer realm=\"Mortise\"", (await world.Server.Client.AskAsync(HttpMethod.Get, "/2.0/user", null, header)).Header("WWW-Authenticate"));

        // A context token proves the installation to the app's own server, and opens nothing here.
        var context = (await bridge.AskAsync(HttpMethod.Post, "/_/site/frames/context-token", "{}")).Json.GetProperty("token").GetString()!;
        Assert.True(UnverifiedJwt.TryParse(context, out var jwt, out _));
        Assert.Equal("context-qsh", jwt.Qsh);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Server.Client.AskAsync(HttpMethod.Get, Rocket, null, ("Authorization", "JWT " + context))).Status);

        // Neither is the cookie a credential, nor does a header that names an app make one.
        var cookie = ("Cookie", "mortise_session=" + await world.Server.Get<SessionStore>().BeginAsync(world.People["bob"].Id, CancellationToken.None));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Server.Client.AskAsync(HttpMethod.Get, Rocket, null, cookie, ("AP-Client-Key", Key))).Status);
    }

    [Fact]
    public async Task An_app_on_this_hosts_own_origin_is_refused_and_one_on_anothers_is_told_of()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme", await server.CreateUserAsync("ada"));
        await using var app = await TestApp.StartAsync("com.example.first");
        await server.InstallAsync(app, "acme");

        app.Descriptor["key"] = "com.example.second";
        var second = await server.AdminAsync(HttpMethod.Post, "/apps", $$"""{"url": "{{app.Origin}}/descriptor.json?second", "workspace": "acme"}""");
        Assert.Contains("com.example.first", second.Body, StringComparison.Ordinal);
        Assert.Contains("Shares the origin", second.Body, StringComparison.Ordinal);

        app.Descriptor["key"] = "com.example.third";
        app.Descriptor["baseUrl"] = server.Origin + "/app";
        var third = await server.AdminAsync(HttpMethod.Post, "/apps", $$"""{"url": "{{app.Origin}}/descriptor.json?third", "workspace": "acme"}""");
        Assert.NotEqual(HttpStatusCode.Created, third.Status);
        Assert.Contains("own origin", third.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_of_the_bridge_is_for_every_page_and_asked_for_each_time()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        foreach (var name in new[] { "all.js", "all-debug.js", "NOTICE.txt" })
        {
            var path = "/atlassian-connect/" + name;
            var answer = await server.Client.AskAsync(HttpMethod.Get, path, null, ("Cookie", "mortise_session=x"));
            Assert.Equal((HttpStatusCode.OK, "*", "cross-origin", "no-cache"),
                (answer.Status, answer.Header("Access-Control-Allow-Origin"), answer.Header("Cross-Origin-Resource-Policy"), answer.Header("Cache-Control")));
            Assert.Null(answer.Header("Set-Cookie"));
            Assert.Equal(HttpStatusCode.NotModified, (await server.Client.AskAsync(HttpMethod.Get, path, null, ("If-None-Match", answer.Header("ETag")!))).Status);
        }

        var notice = (await server.Client.AskAsync(HttpMethod.Get, "/atlassian-connect/NOTICE.txt")).Body;
        foreach (var part in (string[])["atlassian-connect-js", "simple-xdm", "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION", "END OF TERMS AND CONDITIONS", "highlight.js"])
            Assert.Contains(part, notice, StringComparison.Ordinal);
    }
}

/// <summary>
/// <c>acme</c> has the private <c>rocket</c>, which bob may read, and the public <c>docs</c>; ada owns it and <c>other</c>; eve is nobody. Two apps are installed on
/// <c>acme</c>, with the scopes <c>pullrequest account</c>.
/// </summary>
internal sealed class FrameWorld : IAsyncDisposable
{
    private FrameWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public SigningApp App { get; private set; } = null!;

    public SigningApp Rival { get; private set; } = null!;

    public Dictionary<string, TestUser> People { get; } = new(StringComparer.Ordinal);

    public static async Task<FrameWorld> StartAsync(TestDatabase database, TimeProvider? clock = null)
    {
        var world = new FrameWorld(await TestServer.StartAsync(database, services => services.AddSingleton(clock ?? TimeProvider.System)));
        foreach (var name in new[] { "ada", "bob", "eve" })
            world.People[name] = await world.Server.CreateUserAsync(name);

        var acme = await world.Server.CreateWorkspaceAsync("acme", world.People["ada"]);
        await world.Server.CreateWorkspaceAsync("other", world.People["ada"]);
        foreach (var (name, isPrivate) in new[] { ("acme/rocket", true), ("acme/docs", false), ("other/secret", true), ("other/open", false) })
            await world.Server.CreateRepositoryAsync(name, isPrivate);

        await world.Server.AddMemberAsync("acme", world.People["bob"]);
        await world.Server.GrantAsync("acme/rocket", world.People["bob"], "read");
        world.App = await SigningApp.InstallAsync(world.Server, acme, "com.example.panel", "pullrequest account");
        world.Rival = await SigningApp.InstallAsync(world.Server, acme, "com.example.rival", "pullrequest account");
        return world;
    }

    public async Task<Caller.Visitor> SignInAsync(string name)
    {
        var sessions = Server.Get<SessionStore>();
        return (await sessions.FindAsync(await sessions.BeginAsync(People[name].Id, CancellationToken.None), CancellationToken.None))!;
    }

    public async Task<string> MintAsync(SigningApp app, string? person) => await MintAsync(app, person is null ? (Caller.Visitor?)null : await SignInAsync(person));

    /// <summary>What the page around a frame of the app holds for that visitor; null: nobody is signed in.</summary>
    public async Task<string> MintAsync(SigningApp app, Caller.Visitor? visitor)
    {
        var identity = await Server.Get<AppIdentityStore>().FindAsync(app.ClientKey, CancellationToken.None);
        return Server.Get<FrameTokens>().Mint(identity!.Caller.InstallationId, app.ClientKey, "panel", visitor, "");
    }

    public async Task TurnAsync(string state, string scopes = "pullrequest account")
    {
        await Server.Get<Database>().WriteAsync(
            write => write.ExecuteAsync("UPDATE installations SET state = @state, scopes = @scopes WHERE client_key = @ClientKey", new { state, scopes, App.ClientKey }), CancellationToken.None);
        Server.Get<AppIdentityStore>().Forget(App.ClientKey);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
