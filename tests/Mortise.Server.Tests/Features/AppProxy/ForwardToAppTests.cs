using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Tests.Features.PullRequests;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.AppProxy;

public sealed class ForwardToAppTests
{
    private const string Routes = """
        {
          "/land/{repository}/{pullrequest}": {
            "destination": "/proxy/land?user={user.uuid}&pr={pullrequest.id}&repo={repository.full_name}&name={user.username}&owner={pullrequest.destination.repository.owner.uuid}&mail={user.nothing}",
            "methods": { "POST": { "scopes": ["pullrequest"] } } },
          "/about/{repository}": { "destination": "/proxy/about", "methods": { "GET": {}, "PUT": { "destination": "/proxy/other?x={workspace.slug}" } } },
          "/person/{target_user}": { "destination": "/proxy/person?who={target_user.uuid}" },
          "/commit/{repository}/{commit}": { "destination": "/proxy/commit/{commit.hash}" },
          "/private/{repository}": { "destination": "/proxy/private", "conditions": [{ "condition": "is_repo_private" }] },
          "/public/{repository}": { "destination": "/proxy/public", "conditions": [{ "condition": "is_repo_private", "invert": true }] },
          "/admins/{repository}": { "destination": "/proxy/admins", "conditions": [{ "condition": "has_permission", "params": { "permission": "admin" } }] },
          "/readme/{repository}": { "destination": "/proxy/readme", "conditions": [{ "condition": "has_file", "params": { "path": "README" } }] },
          "/here": { "destination": "/proxy/here?at={principal.uuid}" }
        }
        """;

    [Theory, EveryDatabase]
    public async Task A_proxied_request_is_signed_for_the_app_and_answered_with_whole_objects(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        var (server, rocket, bob) = (world.Server, Braced(world.Git.Rocket), world.Git.User("bob"));
        var app = await ProxyApp.InstallAsync(server, "landkid", "acme", Routes);
        Assert.Equal(HttpStatusCode.Created, (await world.OpenAsync("feature")).Status);
        var tip = (await world.RocketAsync("rev-parse", "feature")).Trim();

        // What reaches the app: filled in, signed over what was sent, and nothing of the caller's credentials.
        var path = $"/2.0/addons/landkid/land/{Uri.EscapeDataString(rocket)}/1";
        var answer = await world.Bob.AskAsync(
            HttpMethod.Post, path + "?dry=true&user=%7Bsomebody%7D&jwt=forged", """{"now": true}""", ("Cookie", "mortise_session=x"), ("Accept", "application/json;q=0.5"));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        var got = Assert.Single(app.Seen);
        Assert.Equal($"/proxy/land?user={Uri.EscapeDataString(Braced(bob.Id))}&pr=1&repo=acme%2Frocket&name=bob&owner={Uri.EscapeDataString(Braced(world.Git.Acme))}&mail=&dry=true", got.Target);
        Assert.Equal(("POST", """{"now": true}""", "application/json; charset=utf-8", "application/json;q=0.5", "127.0.0.1"),
            (got.Method, got.Body, got.Headers["Content-Type"], got.Headers["Accept"], got.Headers["X-Forwarded-For"]));
        Assert.DoesNotContain("Cookie", got.Headers.Keys);
        Assert.True(UnverifiedJwt.TryParse(got.Headers["Authorization"]["JWT ".Length..], out var token, out _));
        Assert.Equal((app.App.ClientKey, app.App.ClientKey), (token.Issuer, token.AudienceText));
        Assert.True(JwtVerifier.Verify(token, [app.App.SharedSecret], app.App.ClientKey, app.App.ClientKey, new SignedRequest("POST", got.Target), TimeProvider.System.GetUtcNow(), JwtRules.Default) is { Accepted: true, IsBoundToRequest: true });

        // The scopes are those of the request; the methods those of the route.
        using var reader = await server.AsAsync(bob, "repository");
        using var granular = server.As(bob.Email, await server.ApiTokenAsync(bob, "read:pullrequest:bitbucket"));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.AskAsync(HttpMethod.Post, path, "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await granular.AskAsync(HttpMethod.Post, path, "{}")).Status);
        var get = await world.Bob.ReadAsync(path);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (get.Status, get.Header("Allow")));
        Assert.Equal(HttpStatusCode.OK, (await world.Bob.AskAsync(HttpMethod.Put, $"/2.0/addons/landkid/about/{rocket}", "{}")).Status);
        Assert.Equal("/proxy/other?x=acme", app.Seen[^1].Target);

        // The other captures, and the path without one.
        Assert.Equal(HttpStatusCode.OK, (await world.Ada.ReadAsync($"/2.0/addons/landkid/commit/{rocket}/{tip[..10]}")).Status);
        Assert.Equal($"/proxy/commit/{tip}", app.Seen[^1].Target);
        Assert.Equal(HttpStatusCode.OK, (await world.Ada.ReadAsync($"/2.0/addons/landkid/person/{Braced(bob.Id)}")).Status);
        Assert.Equal($"/proxy/person?who={Uri.EscapeDataString(Braced(bob.Id))}", app.Seen[^1].Target);
        Assert.Equal(HttpStatusCode.OK, (await world.Ada.ReadAsync("/2.0/addons/landkid/here")).Status);
        Assert.Equal($"/proxy/here?at={Uri.EscapeDataString(Braced(world.Git.Acme))}", app.Seen[^1].Target);
        Assert.Equal(HttpStatusCode.OK, (await world.Ada.ReadAsync($"/2.0/addons/landkid/private/{rocket}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Ada.ReadAsync($"/2.0/addons/landkid/public/{rocket}")).Status);

        Assert.Equal(HttpStatusCode.OK, (await world.Ada.ReadAsync($"/2.0/addons/landkid/admins/{rocket}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.ReadAsync($"/2.0/addons/landkid/admins/{rocket}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Bob.ReadAsync($"/2.0/addons/landkid/readme/{rocket}")).Status);

        // Objects become whole where the caller sees them, and stay as they are where not.
        var hidden = await server.CreateRepositoryAsync("eves/secret");
        var secret = $$"""{"type":"repository","uuid":"{{Braced(hidden)}}","mine":1}""";
        app.Say($$"""
            {"list": [{"type": "repository", "uuid": "{{rocket}}"}, {{secret}}, {"type": "pullrequest", "id": 1}, {"type": "pullrequest", "id": 9},
             {"type": "commit", "hash": "{{tip}}", "repository": {"uuid": "{{rocket}}"} }, {"type": "user", "uuid": "{{Braced(bob.Id)}}"},
             {"type": "team", "uuid": "{{Braced(world.Git.Acme)}}"}, {"type": "workspace", "uuid": "{{Braced(world.Git.Acme)}}"}, {"type": "balloon", "uuid": "{{rocket}}"}],
             "say": "h\u00e9", "number": 1.50, "deep": {"deeper": [{"type": "user", "uuid": "{{Braced(Guid.NewGuid())}}"}]} }
            """);
        var whole = await world.Bob.AskAsync(HttpMethod.Put, $"/2.0/addons/landkid/about/{rocket}", "{}");
        var list = whole.Json.GetProperty("list");
        Assert.Equal(Canonical((await world.Bob.ReadAsync("/2.0/repositories/acme/rocket")).Json, "links"), Canonical(list[0], "links"));
        Assert.Equal(secret, list[1].GetRawText());
        Assert.Equal(Canonical(await world.ReadAsync(1)), Canonical(list[2]));
        Assert.Equal("""{"type":"pullrequest","id":9}""", list[3].GetRawText());
        Assert.Equal("feature works\n", list[4].GetProperty("message").GetString());
        Assert.Equal("bob", list[5].GetProperty("nickname").GetString());
        Assert.Equal(("acme", "acme"), (list[6].GetProperty("username").GetString(), list[7].GetProperty("slug").GetString()));
        Assert.Equal($$"""{"type":"balloon","uuid":"{{rocket}}"}""", list[8].GetRawText());
        Assert.Equal("1.50", whole.Json.GetProperty("number").GetRawText());
        Assert.Single(whole.Json.GetProperty("deep").GetProperty("deeper")[0].EnumerateObject(), member => member.Name == "uuid");

        // Of what the caller's scopes leave out, an answer brings nothing.
        var narrow = (await reader.AskAsync(HttpMethod.Put, $"/2.0/addons/landkid/about/{rocket}", "{}")).Json.GetProperty("list");
        Assert.Equal("acme/rocket", narrow[0].GetProperty("full_name").GetString());
        Assert.Equal("""{"type":"pullrequest","id":1}""", narrow[2].GetRawText());

        // Half of a surrogate pair is no text: it stays as it was sent, and where a name holds it, everything does.
        app.Say($$"""[{"type": "repository", "uuid": "{{rocket}}"}, "\ud800"]""");
        Assert.Matches("^\\[\\{.*\"full_name\":\"acme/rocket\".*,\"\\\\ud800\"\\]$", (await world.Bob.ReadAsync($"/2.0/addons/landkid/about/{rocket}")).Body);
        var half = $$"""[{"type": "repository", "uuid": "{{rocket}}"}, {"\ud800": 1}]""";
        app.Say(half);
        Assert.Equal(half, (await world.Bob.ReadAsync($"/2.0/addons/landkid/about/{rocket}")).Body);

        // Too many to look up: as it came, to the byte.
        var many = "[" + string.Join(", ", Enumerable.Repeat($$"""{"type": "repository", "uuid": "{{rocket}}"}""", 501)) + "]";
        app.Say(many);
        Assert.Equal(many, (await world.Bob.ReadAsync($"/2.0/addons/landkid/about/{rocket}")).Body);
    }

    [Fact]
    public async Task Nobody_gets_more_through_an_app_than_the_app_was_told_to_give()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, ("Egress:CallbackSeconds", "1"));
        var (ada, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateWorkspaceAsync("tools", ada, isPrivate: false);
        var (rocket, hammer) = (await server.CreateRepositoryAsync("acme/rocket"), await server.CreateRepositoryAsync("tools/hammer"));
        var one = await ProxyApp.InstallAsync(server, "one", "acme", """{"/at/{repository}": {"destination": "/proxy/at"}, "/here": {"destination": "/proxy/here"}}""");
        var two = await ProxyApp.InstallAsync(server, "two", "tools", """{"/mine": {"destination": "/proxy/mine"}}""");
        var three = await ProxyApp.InstallAsync(server, "three", "acme", """{"/of/{target_user}": {"destination": "/proxy/of"}}""");
        using var asAda = await server.AsAsync(ada);
        using var asEve = await server.AsAsync(eve);
        var at = $"/2.0/addons/one/at/{Braced(rocket)}";

        // Hidden, absent, of another workspace, and no UUID at all: one answer, and the app hears of none.
        var absent = (await asEve.ReadAsync(at.Replace(rocket.ToString(), Guid.Empty.ToString(), StringComparison.Ordinal))).Body;
        Assert.Equal(absent.Replace(Guid.Empty.ToString(), rocket.ToString(), StringComparison.Ordinal), (await asEve.ReadAsync(at)).Body);
        foreach (var path in (string[])[at, $"/2.0/addons/one/at/{Braced(hammer)}", "/2.0/addons/one/at/acme", "/2.0/addons/one/at/..%2Fhere", "/2.0/addons/one/nothing", "/2.0/addons/none/here", "/2.0/addons/one/here"])
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await asEve.ReadAsync(path)).Status));

        Assert.Equal(HttpStatusCode.NotFound, (await asAda.ReadAsync($"/2.0/addons/one/at/{Braced(hammer)}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.ReadAsync(at)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await one.App.GetAsync("/2.0/addons/one/here")).Status);
        var basic = await server.AppPasswordAsync(ada);
        (string, string)[] login = [("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"ada:{basic}")))];
        foreach (var (target, status) in (IEnumerable<(string, int)>)[("/2.0/addons/one/../../user", 404), ("/2.0/addons/one/%2e%2e/%2e%2e/nowhere", 404), ("/2.0/addons/one/here/../../two/nothing", 404), ("/2.0/addons/one/here%2F..%2F..%2Ftwo%2Fmine", 404), ("/2.0/addons/one/here%00", 404)])
            Assert.Equal((target, status), (target, (await server.SendAsync("POST", target, login, "{}")).Status is var got && got is 404 or 405 or 400 ? status : got));

        Assert.Empty(one.Seen);
        Assert.Empty(two.Seen);

        // Answers that are not passed on: redirects, compressed, too large, none, late.
        var huge = new byte[AppForwarderBounds.MostOut + 1];
        (Func<HttpContext, Task> Answer, HttpStatusCode Status, string Says)[] unsound =
        [
            (context => { context.Response.Redirect("/2.0/user", permanent: false, preserveMethod: true); return Task.CompletedTask; }, HttpStatusCode.BadGateway, "redirect (307)"),
            (context => { context.Response.Headers.ContentEncoding = "gzip"; return context.Response.Body.WriteAsync(new byte[10]).AsTask(); }, HttpStatusCode.BadGateway, "Content-Encoding"),
            (context => { context.Response.ContentLength = huge.Length; return context.Response.Body.WriteAsync(huge).AsTask(); }, HttpStatusCode.BadGateway, $"more than {AppForwarderBounds.MostOut} bytes"),
            (context => { context.Abort(); return Task.CompletedTask; }, HttpStatusCode.BadGateway, "cannot be reached"),
            (context => Task.Delay(Timeout.Infinite, context.RequestAborted), HttpStatusCode.GatewayTimeout, "within 1 s"),
        ];
        foreach (var (answer, status, says) in unsound)
        {
            one.Answer = answer;
            var refused = await asAda.ReadAsync(at);
            Assert.Equal(status, refused.Status);
            Assert.Contains(says, refused.ErrorMessage, StringComparison.Ordinal);
            Assert.DoesNotContain("Location", refused.Headers.Select(header => header.Key));
        }

        // A body without a length that turns out too large breaks off, so that nobody takes it for a whole one.
        one.Answer = context => context.Response.Body.WriteAsync(huge).AsTask();
        await Assert.ThrowsAsync<HttpRequestException>(() => asAda.ReadAsync(at));

        // What comes back is no page of this host, and carries nothing of the app's own head.
        one.Answer = context =>
        {
            context.Response.StatusCode = 418;
            context.Response.ContentType = "text/html";
            context.Response.Headers.SetCookie = "mortise_session=mine";
            context.Response.Headers["Clear-Site-Data"] = "*";
            context.Response.Headers.WWWAuthenticate = "Basic";
            context.Response.Headers["Retry-After"] = "7";
            return context.Response.WriteAsync("<script>alert(1)</script>");
        };
        var page = await asAda.ReadAsync(at);
        Assert.Equal((418, "<script>alert(1)</script>", "text/html", "7"), ((int)page.Status, page.Body, page.Header("Content-Type"), page.Header("Retry-After")));
        Assert.Equal(("default-src 'none'; sandbox", "nosniff"), (page.Header("Content-Security-Policy"), page.Header("X-Content-Type-Options")));
        Assert.All((string[])["Set-Cookie", "Clear-Site-Data", "WWW-Authenticate"], name => Assert.Null(page.Header(name)));

        // Too much is not sent on; a disabled app is not asked; on two of one's workspaces an object has to say which.
        var before = one.Seen.Count;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await asAda.AskAsync(HttpMethod.Post, at, new string('x', AppForwarderBounds.MostIn + 1))).Status);
        Assert.Equal(before, one.Seen.Count);
        one.Say("{}");
        Assert.Equal(HttpStatusCode.OK, (await asAda.ReadAsync("/2.0/addons/one/here")).Status);
        await server.InstallAsync(one.App, "tools");

        // Who sees nothing of a private workspace does not have it speak to its app, not even in a frame of its.
        foreach (var person in (TestUser?[])[eve, null])
        {
            using var outside = server.WithBearer(await FrameAsync(server, three.App, person));
            Assert.Equal(HttpStatusCode.NotFound, (await outside.ReadAsync($"/2.0/addons/three/of/{Braced(ada.Id)}")).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await asAda.ReadAsync($"/2.0/addons/three/of/{Braced(eve.Id)}")).Status);
        Assert.Single(three.Seen);

        // What a header cannot hold is sent on neither way.
        one.Answer = context =>
        {
            context.Response.Headers.ContentDisposition = "attachment; filename=\"\u00e9.txt\"";
            context.Response.Headers["Retry-After"] = "8";
            return context.Response.WriteAsync("read");
        };
        Assert.Equal(200, (await server.SendAsync("POST", at, [.. login, ("Accept", "text/\u00e9"), ("Content-Type", "text/plain; a=\u00e9")], "x")).Status);
        Assert.Equal("*/*", one.Seen[^1].Headers["Accept"]);
        var odd = await asAda.ReadAsync(at);
        Assert.Equal(("read", "8", null), (odd.Body, odd.Header("Retry-After"), odd.Header("Content-Disposition")));

        // The frame of an app means its own installation and asks no other app; where nobody is signed in it reads.
        using var frame = server.WithBearer(await FrameAsync(server, one.App, ada));
        using var rival = server.WithBearer(await FrameAsync(server, two.App, ada));
        using var nobody = server.WithBearer(await FrameAsync(server, one.App, null));
        Assert.Equal(HttpStatusCode.OK, (await frame.ReadAsync("/2.0/addons/one/here")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await frame.ReadAsync(at)).Status);      // in acme; this frame is of tools
        Assert.Equal(HttpStatusCode.OK, (await nobody.ReadAsync("/2.0/addons/one/here")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.AskAsync(HttpMethod.Post, "/2.0/addons/one/here", "{}")).Status);
        var asked = one.Seen.Count;
        Assert.Equal(HttpStatusCode.NotFound, (await rival.ReadAsync("/2.0/addons/one/here")).Status);
        Assert.Equal(HttpStatusCode.OK, (await rival.ReadAsync("/2.0/addons/one/here/../../two/mine")).Status);
        Assert.Equal((asked, 1), (one.Seen.Count, two.Seen.Count));
        Assert.Equal(HttpStatusCode.Conflict, (await asAda.ReadAsync("/2.0/addons/one/here")).Status);
        Assert.Equal(HttpStatusCode.OK, (await asAda.ReadAsync(at)).Status);
        Assert.Equal(HttpStatusCode.OK, (await asAda.ReadAsync($"/2.0/addons/one/at/{Braced(hammer)}")).Status);
        foreach (var installed in (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values").EnumerateArray().Where(app => app.GetProperty("key").GetString() == "one"))
            await server.AdminAsync(HttpMethod.Post, $"/apps/{installed.GetProperty("id").GetString()!.Trim('{', '}')}/disable");

        Assert.Equal(HttpStatusCode.NotFound, (await asAda.ReadAsync(at)).Status);
    }

    /// <summary>What the page around a frame of the app's last installation holds.</summary>
    private static async Task<string> FrameAsync(TestServer server, TestApp app, TestUser? person)
    {
        var sessions = server.Get<SessionStore>();
        var visitor = person is null ? null : await sessions.FindAsync(await sessions.BeginAsync(person.Id, CancellationToken.None), CancellationToken.None);
        var installation = await server.Get<AppIdentityStore>().FindAsync(app.ClientKey, CancellationToken.None);
        return server.Get<FrameTokens>().Mint(installation!.Caller.InstallationId, app.ClientKey, "panel", visitor, "");
    }

    private static string Braced(Guid id) => $"{{{id:D}}}";

    /// <summary>The members in one order, without one that depends on who asks.</summary>
    private static string Canonical(JsonElement json, string without = "") =>
        string.Join('\n', json.EnumerateObject().Where(member => member.Name != without).Select(member => $"{member.Name}: {member.Value.GetRawText()}"));

    private static class AppForwarderBounds
    {
        public const int MostIn = Mortise.Server.Features.AppProxy.AppForwarder.MostIn;
        public const int MostOut = Mortise.Server.Features.AppProxy.AppForwarder.MostOut;
    }
}
