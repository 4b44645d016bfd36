using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>From the settings of a workspace to an app that works, and away again, as a person does it.</summary>
public sealed class InstallJourneyTests(Chromium chromium)
{
    [BrowserFact]
    public async Task An_owner_installs_an_app_in_the_browser_looks_at_it_and_uninstalls_it()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var ada = await server.CreatePersonAsync("ada");
        await server.CreateUserAsync("bob");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.Descriptor["modules"] = new JsonObject
        {
            ["webPanels"] = new JsonArray(new JsonObject
            {
                ["key"] = "badges",
                ["name"] = new JsonObject { ["value"] = "Build badges" },
                ["url"] = "/panel",
                ["location"] = "org.bitbucket.repository.overview.informationPanel",
            }),
        };
        app.ServeDescriptor = context =>
        {
            if (context.Request.Path == "/descriptor.json")
                return context.Response.WriteAsync(app.Descriptor.ToJsonString());

            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync($"""<!DOCTYPE html><html lang="en"><title>Badges</title><link rel="icon" href="data:,"><script src="{server.Origin}/atlassian-connect/all.js"></script><p>All builds are green.</p></html>""");
        };
        await using var tab = await chromium.OpenAsync(server);
        var page = tab.Page;
        await tab.SignInAsync("ada", SettingsWorld.Password);

        // Install.
        await tab.GoAsync("/acme/workspace/settings/apps");
        await page.FillAsync("#url", app.DescriptorUrl);
        await page.ClickAsync("text=Install app");
        await page.SelectOptionAsync("#workspace", "acme");
        await tab.ScreenshotAsync("install-app");
        await page.ClickAsync("button[value=install]");
        await page.WaitForURLAsync("**/acme/workspace/settings/apps/*");
        Assert.Contains("The app is installed.", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Single(app.Callbacks);
        await tab.ScreenshotAsync("installed-app");

        // It shows.
        await tab.GoAsync("/acme/rocket");
        var frame = await page.WaitForSelectorAsync($"[data-app-answers] > iframe[src^='{app.Origin}/panel']");
        Assert.Equal("All builds are green.", await (await frame!.ContentFrameAsync())!.InnerTextAsync("p"));

        // A form that speaks the API, and what it refuses.
        await tab.GoAsync("/acme/rocket/admin/permissions");
        await page.FillAsync("#who-users", "bob");
        await page.ClickAsync("form[aria-labelledby=grants-users] button");
        await page.WaitForSelectorAsync("[role=alert]");
        Assert.Contains("is not a member of the workspace", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        tab.Allow("status of 400");
        await tab.GoAsync("/acme/rocket/admin");
        await page.FillAsync("#name", "Booster");
        await page.ClickAsync("text=Save");
        await page.WaitForURLAsync("**/acme/booster/admin?done=saved");

        // Uninstall, after a question.
        await tab.GoAsync("/acme/workspace/settings/apps");
        await page.ClickAsync("text=The app build-badges");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.ClickAsync("text=Uninstall app");
        await page.WaitForURLAsync("**/acme/workspace/settings/apps?done=uninstalled");
        Assert.Contains("No apps yet", await page.InnerTextAsync("main"), StringComparison.Ordinal);
    }
}
