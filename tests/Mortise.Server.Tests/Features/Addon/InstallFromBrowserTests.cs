using System.Net;
using System.Text.Json.Nodes;
using Mortise.Connect.Jwt;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

public sealed class InstallFromBrowserTests
{
    private const string Page = "/site/addons/authorize";

    [Theory, EveryDatabase]
    public async Task An_owner_installs_an_app_and_comes_back_to_it_with_a_signed_address(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        using var browser = await server.BrowserOfAsync("ada");
        using var nobody = new PlainBrowser(server);
        var link = LinkOf(app, "/back?state=a%20b");

        (await nobody.OpenAsync(link)).LeadsTo("/site/signin?next=" + Uri.EscapeDataString(link));
        var asked = await browser.OpenAsync(link);
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        foreach (var words in new[] { "Install The app build-badges?", "(your own account)", "(workspace acme)", "Read the account&#x27;s repositories <code>repository</code>" })
            Assert.Contains(words, asked.Body, StringComparison.Ordinal);

        Assert.DoesNotContain("other", asked.Body, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", asked.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains($"form-action 'self' {app.Origin};", asked.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("DENY", asked.Header("X-Frame-Options"));
        Assert.Empty(app.Callbacks);

        // A workspace that the person does not own, and a form of another site's making, install nothing.
        var digest = asked.Hidden("digest");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SubmitAsync(link, ("decision", "install"), ("workspace", "other"), ("digest", digest))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SubmitAsync(link, ("decision", "install"), ("workspace", "nothing"), ("digest", digest))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(link, ("decision", "install"), ("workspace", "acme"), ("digest", digest))).Status);
        Assert.Empty(app.Callbacks);

        // The callback is done when the browser is sent back.
        var done = await browser.SubmitAsync(link, ("decision", "install"), ("workspace", "acme"), ("digest", digest));
        var callback = Assert.Single(app.Callbacks);
        var target = Returned(done, app);
        Assert.Equal("/back", target.AbsolutePath);
        Assert.StartsWith("?state=a%20b&client_key=connection%3A", target.Query, StringComparison.Ordinal);
        Assert.True(IsSigned(target, app), target.Query);
        Assert.True(callback.Body.TryGetProperty("actor", out _));
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/2.0/workspaces/acme")).Status);
    }

    [Fact]
    public async Task A_link_at_fault_is_told_here_and_followed_nowhere()
    {
        await using var server = await StartAsync(TestDatabase.Sqlite);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        var prefixed = server.Own(await TestApp.StartAsync("prefixed"));
        prefixed.Descriptor["baseUrl"] = prefixed.Origin + "/app";
        using var browser = await server.BrowserOfAsync("ada");
        var uri = "descriptor_uri=" + Uri.EscapeDataString(app.DescriptorUrl);
        var port = new Uri(app.Origin).Port;
        string[] faults =
        [
            "", "redirect_uri=https://evil.example", $"{uri}&addon_key=x", $"{uri}&{uri}", "addon_key=unknown", "addon_key=%00", "descriptor_uri=nonsense",
            "descriptor_uri=file%3A%2F%2F%2Fetc%2Fpasswd", "descriptor_uri=javascript%3Aalert(1)",
            .. new[]
            {
                "https://evil.example/", "//evil.example", "/back", "javascript:alert(1)", $"{app.Origin}.evil.example/", $"{app.Origin}@evil.example/", $"https://127.0.0.1:{port}/",
                $"http://127.0.0.1:{port}1/", $"{app.Origin}/{{user_uuid}}", $"{app.Origin}/?client_key=forged", $"{app.Origin}/?jwt=forged", $"{app.Origin}/#fragment", $"{app.Origin}\\@evil.example",
            }.Select(back => $"{uri}&redirect_uri={Uri.EscapeDataString(back)}"),
            .. new[] { $"{prefixed.Origin}/apple", $"{prefixed.Origin}/", $"{prefixed.Origin}/app/../x", $"{prefixed.Origin}/app/%2e%2e/x" }
                .Select(back => $"descriptor_uri={Uri.EscapeDataString(prefixed.DescriptorUrl)}&redirect_uri={Uri.EscapeDataString(back)}"),
        ];
        foreach (var query in faults)
        {
            var answer = await browser.OpenAsync($"{Page}?{query}");
            Assert.True(answer.Status == HttpStatusCode.BadRequest && answer.Header("Location") is null, $"{query}: {answer.Status}");
            var sent = await browser.SendAsync("/account/settings", $"{Page}?{query}", ("decision", "install"), ("workspace", "acme"));
            Assert.True(sent.Status == HttpStatusCode.BadRequest && sent.Header("Location") is null, $"{query}: {sent.Status}");
        }

        Assert.Empty(app.Callbacks);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync($"{Page}?descriptor_uri={Uri.EscapeDataString(prefixed.DescriptorUrl)}&redirect_uri={Uri.EscapeDataString(prefixed.Origin + "/app/back")}")).Status);
    }

    [Fact]
    public async Task What_came_of_it_is_told_to_the_app_or_shown_with_the_report()
    {
        await using var server = await StartAsync(TestDatabase.Sqlite);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        using var browser = await server.BrowserOfAsync("ada");
        (string, string)[] Install(string digest, string on = "acme") => [("decision", "install"), ("workspace", on), ("digest", digest)];
        var (back, plain) = (LinkOf(app, "/back"), LinkOf(app, null));
        var digest = (await browser.OpenAsync(back)).Hidden("digest");

        // No.
        Assert.Equal("?error=access_denied&error_description=The+person+did+not+install+the+app.", Returned(await browser.SubmitAsync(back, ("decision", "deny")), app).Query);
        (await browser.SubmitAsync(plain, ("decision", "deny"))).LeadsTo("/");

        // The app refuses its callback.
        app.OnCallback = _ => Task.FromResult(500);
        Assert.StartsWith("?error=server_error&error_description=The+app+answered+500", Returned(await browser.SubmitAsync(back, Install(digest)), app).Query, StringComparison.Ordinal);
        var report = await browser.SubmitAsync(plain, Install(digest));
        report.Refuses("callback");
        Assert.Contains("the app answered: the app refuses", report.Body, StringComparison.Ordinal);
        app.OnCallback = null;

        // What was shown is not what is there any more: asked again, and nothing is done.
        app.Descriptor["scopes"] = new JsonArray("account", "repository:delete");
        var changed = await browser.SubmitAsync(back, Install(digest));
        changed.Refuses("has changed since you were asked", HttpStatusCode.Conflict);
        Assert.Contains("<code>repository:delete</code>", changed.Body, StringComparison.Ordinal);
        Assert.Equal(2, app.Callbacks.Count);

        // Without an address to return to: the page of the app, or where its descriptor says, signed.
        digest = changed.Hidden("digest");
        var shown = await browser.SubmitAsync(plain, Install(digest));
        Assert.StartsWith("/acme/workspace/settings/apps/", shown.Header("Location"), StringComparison.Ordinal);
        Assert.Contains("The app is installed.", (await browser.OpenAsync(shown.Header("Location")!)).Body, StringComparison.Ordinal);
        app.Descriptor["modules"] = new JsonObject { ["postInstallRedirect"] = new JsonObject { ["key"] = "hello", ["url"] = "/setup?who={user_username}&id={user_uuid}&kind={user_type}&odd={repository.uuid}" } };
        digest = (await browser.OpenAsync(plain)).Hidden("digest");
        var setUp = Returned(await browser.SubmitAsync(plain, Install(digest, on: "ada")), app);
        Assert.StartsWith("?who=ada&id=%7B", setUp.Query, StringComparison.Ordinal);
        Assert.Contains("&kind=user&odd=%7Brepository.uuid%7D&jwt=", setUp.Query, StringComparison.Ordinal);
        Assert.True(IsSigned(setUp, app), setUp.Query);
    }

    [Fact]
    public async Task A_registered_app_is_installed_by_its_key_alone()
    {
        await using var server = await StartAsync(TestDatabase.Sqlite);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        using var browser = await server.BrowserOfAsync("ada");
        var develop = "/acme/workspace/settings/develop";
        app.SharedSecret = (await browser.SubmitAsync(develop, ("key", app.Key), ("url", app.DescriptorUrl))).MadeSecret();

        var byUri = await browser.OpenAsync(LinkOf(app, null));
        var asked = await browser.OpenAsync($"{Page}?addon_key=build-badges");
        var done = await browser.SubmitAsync($"{Page}?addon_key=build-badges", ("decision", "install"), ("workspace", "acme"), ("digest", asked.Hidden("digest")));

        byUri.Refuses("is registered on this host, and is installed by its key");
        Assert.Contains("registered by the workspace acme", asked.Body, StringComparison.Ordinal);
        Assert.StartsWith("/acme/workspace/settings/apps/", done.Header("Location"), StringComparison.Ordinal);
        Assert.StartsWith("ari:cloud:bitbucket::app/", Assert.Single(app.Callbacks).ClientKey, StringComparison.Ordinal);
        app.Descriptor["key"] = "another";
        (await browser.OpenAsync($"{Page}?addon_key=build-badges")).Refuses("has another key");
    }

    private static async Task<TestServer> StartAsync(TestDatabase database)
    {
        var server = await TestServer.StartAsync(database);
        var ada = await server.CreatePersonAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateWorkspaceAsync("other", await server.CreateUserAsync("eve"));
        await server.AddMemberAsync("other", ada);
        return server;
    }

    private static string LinkOf(TestApp app, string? back) =>
        $"{Page}?descriptor_uri={Uri.EscapeDataString(app.DescriptorUrl)}{(back is null ? "" : "&redirect_uri=" + Uri.EscapeDataString(app.Origin + back))}";

    private static Uri Returned(TestAnswer answer, TestApp app)
    {
        Assert.True(answer.Status == HttpStatusCode.Redirect, answer.Body);
        var target = new Uri(answer.Header("Location")!);
        Assert.Equal(app.Origin, target.GetLeftPart(UriPartial.Authority));
        return target;
    }

    /// <summary>As an app checks it: by the secret of its installation, over the address without the token.</summary>
    private static bool IsSigned(Uri target, TestApp app)
    {
        var at = target.PathAndQuery.IndexOf("&jwt=", StringComparison.Ordinal);
        return UnverifiedJwt.TryParse(target.PathAndQuery[(at + 5)..], out var token, out _)
            && JwtVerifier.Verify(token, [app.SharedSecret], app.ClientKey, app.ClientKey, new SignedRequest("GET", target.PathAndQuery[..at]), TimeProvider.System.GetUtcNow(), JwtRules.Default).Accepted;
    }
}
