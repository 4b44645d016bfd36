using Mortise.Connect.Descriptors;

namespace Mortise.Server.Tests.Browser;

/// <summary>Every kind of module at every location, from an app on an origin of its own, where <c>connect.md</c> 3 has it.</summary>
[Collection<PlainSiteTests>]
public sealed class ModulePlacesTests(Chromium chromium, PlainSite site)
{
    private const string Settings = "/acme/workspace/settings";
    private const string Ada = "/%7B01950000-0000-7000-8000-00000000ada0%7D";

    /// <summary>Where a link or button of the module stands, and where its frame; the commit stands for itself.</summary>
    private static readonly (string Module, string? Item, string? Frame)[] Places =
    [
        ("org.bitbucket.account.admin.mirror.config.actions", Settings + "/mirrors", null),
        ("org.bitbucket.addon.management", Settings + "/apps", null),
        ("org.bitbucket.branch.list.actions", "/acme/rocket/branches/", null),
        ("org.bitbucket.branch.summary.actions", "/acme/rocket/branch/main", null),
        ("org.bitbucket.branch.summary.info", "/acme/rocket/branch/main", null),
        ("org.bitbucket.commit.summary.actions", "/acme/rocket/commits/{commit}", null),
        ("org.bitbucket.commit.summary.info", "/acme/rocket/commits/{commit}", null),
        ("org.bitbucket.pullrequest.summary.actions", "/acme/rocket/pull-requests/1", null),
        ("org.bitbucket.pullrequest.summary.info", "/acme/rocket/pull-requests/1", null),
        ("org.bitbucket.repository.actions", "/acme/rocket", null),
        ("org.bitbucket.repository.navigation", "/acme/rocket", null),
        ("panel-org.bitbucket.account.admin.mirror.config", null, Settings + "/mirrors"),
        ("panel-org.bitbucket.pullrequest.overview.informationPanel", null, "/acme/rocket/pull-requests/1"),
        ("panel-org.bitbucket.repository.overview.informationPanel", null, "/acme/rocket"),
        ("page", "/acme/rocket", "/acme/rocket/addon/gallery-app/page"),
        ("general", "/acme/", "/acme/workspace/addon/gallery-app/general"),
        ("admin", "/acme/rocket/admin", "/acme/rocket/admin/addon/gallery-app/admin"),
        ("account-admin", Settings, Settings + "/addon/gallery-app/account-admin"),
        ("configure", Settings + "/apps/{installation}", Settings + "/addon/gallery-app"),
        ("tab", Ada + "/", Ada + "/addon/gallery-app/tab"),
        ("view", "/acme/rocket/src/main/README.md", "/acme/rocket/src/main/README.md?viewer=gallery-app/view"),
    ];

    [BrowserFact]
    public async Task Every_module_is_where_its_location_says()
    {
        var world = await site.World;
        await using var tab = await chromium.OpenAsync(world.Server);
        await tab.SignInAsync("ada");
        string Address(string address) =>
            address.Replace("{commit}", world.Commit, StringComparison.Ordinal).Replace("{installation}", world.InstallationId, StringComparison.Ordinal);

        // No location of a descriptor is without a place.
        Assert.Equal(
            KnownNames.WebItemLocations.Concat(KnownNames.WebPanelLocations.Select(location => "panel-" + location)).Order(),
            Places.Select(place => place.Module).Where(name => name.Contains('.', StringComparison.Ordinal)).Order());

        foreach (var page in Places.SelectMany(place => (string?[])[place.Item, place.Frame]).OfType<string>().Distinct())
        {
            await tab.GoAsync(Address(page));
            foreach (var (module, _, _) in Places.Where(place => place.Item == page))
                Assert.True(await tab.Page.Locator(Link(module)).CountAsync() > 0, $"{page} has no link of {module}");

            // The frame is there when the app's own page has answered this host's script.
            foreach (var (module, _, _) in Places.Where(place => place.Frame == page))
            {
                var frame = await tab.Page.WaitForSelectorAsync($"[data-app-answers] > iframe[src^='{world.App.Origin}/{module}?of=']");
                Assert.Equal("An app shows this.", await (await frame!.ContentFrameAsync())!.InnerTextAsync("p"));
            }
        }

        // By weight, with their icons; the app's own may come by http.
        await tab.GoAsync("/acme/rocket");
        var items = tab.Page.Locator(".page-head .app-item");
        Assert.Equal(["light", "org.bitbucket.repository.actions", "heavy"], await items.EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href').split('?')[0].split('/').at(-1))"));
        Assert.True(await items.Locator("img.app-icon").First.EvaluateAsync<bool>("icon => icon.decode().then(() => icon.naturalWidth === 1)"));
        await tab.ScreenshotAsync("modules-overview");
        await tab.GoAsync(Settings + "/mirrors");
        await tab.ScreenshotAsync("modules-mirrors");
    }
    private static string Link(string module) => module switch
    {
        "configure" => "a.button[href$='/addon/gallery-app']",
        "view" => "a[href='?viewer=gallery-app/view']",
        _ when module.Contains('.', StringComparison.Ordinal) => $".app-item[href*='/{module}?']",
        _ => $"a[href$='/addon/gallery-app/{module}']",
    };
}
