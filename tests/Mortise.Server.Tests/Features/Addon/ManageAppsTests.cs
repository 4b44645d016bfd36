using System.Net;
using System.Text.Json.Nodes;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

public sealed class ManageAppsTests
{
    private const string Apps = "/acme/workspace/settings/apps";
    private const string Develop = "/acme/workspace/settings/develop";

    [Theory, EveryDatabase]
    public async Task An_owner_sees_updates_switches_and_uninstalls_apps(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.Descriptor["forgeAppLink"] = "https://forge.example.com/install";
        app.Descriptor["modules"] = new JsonObject { ["configurePage"] = Module("configure", "Configure") };
        app.Descriptor["name"] = "Badges <1>";
        var installed = await server.InstallAsync(app, "acme");
        var page = $"{Apps}/{installed.GetProperty("installation").GetProperty("id").GetString()}";
        using var browser = await server.BrowserOfAsync("ada");
        using var eve = await server.BrowserOfAsync("eve");

        // What there is.
        var list = (await browser.OpenAsync(Apps)).Body;
        foreach (var words in new[] { "Badges &lt;1&gt;", "Get the Forge app", "https://forge.example.com/install", page })
            Assert.Contains(words, list, StringComparison.Ordinal);

        var shown = (await browser.OpenAsync(page)).Body;
        foreach (var words in new[] { "/acme/workspace/settings/addon/build-badges", app.ClientKey, "the descriptor is sound", "pullrequest" })
            Assert.Contains(words, WebUtility.HtmlDecode(shown), StringComparison.Ordinal);

        (await browser.SubmitAsync(Apps, ("url", "https://x.example/d.json?a=b&c"))).LeadsTo("/site/addons/authorize?descriptor_uri=https%3A%2F%2Fx.example%2Fd.json%3Fa%3Db%26c&workspace=acme");

        // Of another workspace it is not there, whoever asks.
        var elsewhere = page.Replace("/acme/", "/eve/", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.OpenAsync(elsewhere)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.SendAsync("/account/settings", elsewhere + "?handler=Uninstall", ("data", "erase"))).Status);

        // An update shows what it changes first; scopes come with it because they were shown.
        var unchanged = await browser.SubmitAsync(page + "?handler=Check");
        Assert.DoesNotContain("?handler=Update", unchanged.Body, StringComparison.Ordinal);
        app.Descriptor["scopes"] = new JsonArray("account", "repository", "pullrequest", "issue:write");
        var preview = await browser.SubmitAsync(page + "?handler=Check");
        Assert.Contains("scopes gained", preview.Body, StringComparison.Ordinal);
        Assert.Contains("Grant and update", preview.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("issue:write", (await browser.OpenAsync(page)).Body, StringComparison.Ordinal);
        app.Descriptor["scopes"] = new JsonArray("account", "repository:delete");
        (await browser.SubmitAsync(page + "?handler=Update", ("digest", preview.Hidden("digest")))).Refuses("has changed since you were asked", HttpStatusCode.Conflict);
        app.Descriptor["scopes"] = new JsonArray("account", "repository", "pullrequest", "issue:write");
        (await browser.SubmitAsync(page + "?handler=Update", ("digest", preview.Hidden("digest")))).LeadsTo(page + "?done=updated");
        Assert.Contains("issue:write", (await browser.OpenAsync(page)).Body, StringComparison.Ordinal);

        // Off and on.
        (await browser.SubmitAsync(page + "?handler=Turn&on=false")).LeadsTo(page + "?done=disabled");
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/2.0/user")).Status);
        Assert.DoesNotContain(">Configure<", (await browser.OpenAsync(page)).Body, StringComparison.Ordinal);
        (await browser.SubmitAsync(page + "?handler=Turn&on=true")).LeadsTo(page + "?done=enabled");
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/2.0/user")).Status);

        // The end, with what becomes of its data.
        (await browser.SubmitAsync(page + "?handler=Uninstall", ("data", "7"))).Refuses("Choose what becomes");
        (await browser.SubmitAsync(page + "?handler=Uninstall", ("data", "archive"))).LeadsTo(Apps + "?done=uninstalled");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(page)).Status);
        Assert.Contains("No apps yet", (await browser.OpenAsync(Apps)).Body, StringComparison.Ordinal);
        var gone = (await server.AdminAsync(HttpMethod.Get, "/apps?workspace=acme&removed=true")).Json.GetProperty("values")[0];
        Assert.Equal("archive", gone.GetProperty("data").GetString());
    }

    [Theory, EveryDatabase]
    public async Task Registrations_belong_to_the_workspace_that_made_them(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        using var browser = await server.BrowserOfAsync("ada");
        using var eve = await server.BrowserOfAsync("eve");
        var foreign = "/eve/workspace/settings/develop";
        (string, string)[] Form(string key, string url) => [("key", key), ("url", url)];

        (await browser.SubmitAsync(Develop, Form("no key", app.DescriptorUrl))).Refuses("An app key has 1 to");
        (await browser.SubmitAsync(Develop, Form(app.Key, "ftp://x"))).Refuses("ftp");
        var secret = (await browser.SubmitAsync(Develop, Form(app.Key, app.DescriptorUrl))).MadeSecret();
        var listed = (await browser.OpenAsync(Develop)).Body;
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        Assert.Contains($"{server.Origin}/site/addons/authorize?addon_key=build-badges", listed, StringComparison.Ordinal);

        // For others it is not there, and cannot be taken.
        Assert.DoesNotContain(app.Key, (await eve.OpenAsync(foreign)).Body, StringComparison.Ordinal);
        foreach (var handler in new[] { "Rotate", "Move", "Remove", "Update" })
            Assert.Equal(HttpStatusCode.NotFound, (await eve.SubmitAsync($"{foreign}?handler={handler}", Form(app.Key, "https://evil.example/d.json"))).Status);

        (await eve.SubmitAsync(foreign, Form(app.Key, "https://evil.example/d.json"))).Refuses("is registered", HttpStatusCode.Conflict);
        var known = server.Own(await TestApp.StartAsync("known"));
        var elsewhere = await server.InstallAsync(known, "acme");
        await server.AdminAsync(HttpMethod.Delete, $"/apps/{elsewhere.GetProperty("installation").GetProperty("id").GetString()}");
        (await eve.SubmitAsync(foreign, Form("known", "https://evil.example/d.json"))).Refuses("was installed on another workspace", HttpStatusCode.Conflict);

        // Its own workspace moves it, updates what is installed, makes a new secret, and removes it once it is installed nowhere.
        app.SharedSecret = secret;
        await server.InstallAsync(app, "acme");
        (await browser.SubmitAsync(Develop + "?handler=Remove", Form(app.Key, ""))).Refuses("Uninstall it there first", HttpStatusCode.Conflict);
        var update = await browser.SubmitAsync(Develop + "?handler=Update", Form(app.Key, ""));
        Assert.StartsWith(Develop + "?rollout=", update.Header("Location"), StringComparison.Ordinal);
        Assert.Contains("The update of all installations of", (await browser.OpenAsync(update.Header("Location")!)).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("The update of all", (await eve.OpenAsync(foreign + update.Header("Location")![Develop.Length..])).Body, StringComparison.Ordinal);
        var rotated = (await browser.SubmitAsync(Develop + "?handler=Rotate", Form(app.Key, ""))).MadeSecret();
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/2.0/user")).Status);
        app.SharedSecret = rotated;
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/2.0/user")).Status);
        (await browser.SubmitAsync(Develop + "?handler=Move", Form(app.Key, app.DescriptorUrl + "?v=2"))).LeadsTo(Develop + "?done=moved");
        var id = (await server.AdminAsync(HttpMethod.Get, "/apps?workspace=acme")).Json.GetProperty("values")[0].GetProperty("id").GetString();
        await server.AdminAsync(HttpMethod.Delete, $"/apps/{id}");
        (await browser.SubmitAsync(Develop + "?handler=Remove", Form(app.Key, ""))).LeadsTo(Develop + "?done=removed");
        Assert.Contains("No apps registered yet", (await browser.OpenAsync(Develop)).Body, StringComparison.Ordinal);
    }

    private static JsonObject Module(string key, string name) => new() { ["key"] = key, ["name"] = new JsonObject { ["value"] = name }, ["url"] = "/" + key };

    private static async Task<TestServer> StartAsync(TestDatabase database)
    {
        var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme", await server.CreatePersonAsync("ada"));
        await server.CreatePersonAsync("eve");
        return server;
    }
}
