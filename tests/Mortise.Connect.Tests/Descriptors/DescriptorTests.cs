using System.Text;
using Mortise.Connect.Conditions;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Tests.Descriptors;

/// <summary>
/// Documents of ours in the shapes that real apps have. Source: <c>connect.md</c> 2.3 and 20.1, whose names of apps stand beside the cases.
/// </summary>
public sealed class DescriptorTests
{
    [Fact]
    public void The_smallest_descriptor_is_enough()
    {
        var descriptor = Read("""{"key":"a","name":"A","baseUrl":"https://a.example","authentication":{"type":"none"}}""", out var report);

        Assert.Equal("a", descriptor.Key.Value);
        Assert.Equal(AppAuthentication.None, descriptor.Authentication);
        Assert.Equal(ScopeSet.All, descriptor.Scopes);
        Assert.False(descriptor.DeclaresScopes);
        Assert.Equal(["account"], descriptor.Contexts);
        Assert.Equal(new Lifecycle(), descriptor.Lifecycle);
        Assert.Empty(descriptor.Modules.WebPanels);
        Assert.Equal("/description", Assert.Single(report.Warnings).Pointer);
        Assert.Equal(["key", "name", "baseUrl", "authentication"], report.Inventory.Select(entry => entry.Kind));
    }

    [Fact]
    public void A_descriptor_like_an_error_trackers_is_read()   // sentry: "JWT", dots, postInstallRedirect, one webhook
    {
        var descriptor = Read(
            """
            {
              "key": "errors.io.bitbucket", "name": "Errors", "description": "Errors beside the code.",
              "vendor": { "name": "Errors", "url": "www.errors.example" },
              "baseUrl": "https://errors.example/", "authentication": { "type": "JWT" },
              "lifecycle": { "installed": "/ext/installed/", "uninstalled": "ext/uninstalled" },
              "scopes": ["issue:write", "pullrequest", "webhook", "repository"], "contexts": ["account"],
              "modules": {
                "postInstallRedirect": { "url": "/ext/setup/", "key": "redirect" },
                "webhooks": { "event": "*", "url": "/hook" }
              }
            }
            """, out var report);

        Assert.Empty(report.Warnings);
        Assert.Equal("https://errors.example", descriptor.BaseUrl);
        Assert.Equal(AppAuthentication.Jwt, descriptor.Authentication);
        Assert.Equal(new("https://errors.example/ext/installed/", "https://errors.example/ext/uninstalled"), descriptor.Lifecycle);
        Assert.Equal("repository pullrequest issue:write webhook", descriptor.Scopes.ToString());
        Assert.True(descriptor.DeclaresScopes);
        Assert.Equal("https://errors.example/ext/setup/", descriptor.Modules.PostInstallRedirect!.AbsoluteUrl);
        Assert.Equal("https://errors.example/hook", Assert.Single(descriptor.Modules.Webhooks).AbsoluteUrl);
        Assert.Contains(new("/modules/webhooks", "webhooks", "*"), report.Inventory);
        Assert.Contains(new("/modules/postInstallRedirect", "postInstallRedirect", "redirect"), report.Inventory);
    }

    [Fact]
    public void A_descriptor_like_a_merge_queues_is_read()   // landkid: proxy, conditions without target, pull request panel
    {
        var descriptor = Read(
            """
            {
              "key": "merge-queue", "name": "Merge queue", "description": "Lands pull requests in order.", "baseUrl": "https://queue.example",
              "authentication": { "type": "jwt" }, "lifecycle": { "installed": "/lifecycle/installed" },
              "scopes": ["account", "repository", "pullrequest:write"], "contexts": ["account"],
              "modules": {
                "proxy": {
                  "/can-land/{repository}/{pullrequest}": { "destination": "/proxy/can-land?user={user.uuid}&pr={pullrequest.id}" },
                  "/land/{repository}/{pullrequest}": {
                    "destination": "/proxy/land", "scopes": ["repository"],
                    "methods": { "post": { "scopes": ["pullrequest"], "destination": "/proxy/land-now" } }
                  }
                },
                "webhooks": [{ "event": "repo:commit_status_updated", "url": "/webhook" }, { "event": "pullrequest:superseded", "url": "/webhook" }],
                "webPanels": [{
                  "weight": 100, "tooltip": { "value": "Queue" }, "key": "queue-panel", "name": { "value": "Queue" },
                  "url": "/bitbucket/index.html?state={pullrequest.state}&repoId={repository.uuid}",
                  "location": "org.bitbucket.pullrequest.overview.informationPanel",
                  "conditions": [
                    { "condition": "has_permission", "params": { "permission": "write" } },
                    { "type": "OR", "conditions": [
                      { "condition": "equals", "target": "repository.uuid", "params": { "value": "{u}" } },
                      { "condition": "is_repo_private", "invert": "True" } ] }
                  ]
                }]
              }
            }
            """, out var report);

        Assert.Equal("/modules/webhooks/1/event", Assert.Single(report.Warnings).Pointer);
        Assert.Equal(2, descriptor.Modules.Webhooks.Count);
        var (all, one) = (descriptor.Modules.Proxy[0], descriptor.Modules.Proxy[1]);
        Assert.Equal(["GET", "PUT", "POST", "DELETE"], all.Methods.Keys);
        Assert.Equal("https://queue.example/proxy/can-land?user={user.uuid}&pr={pullrequest.id}", all.Methods["POST"].AbsoluteDestination);
        Assert.Equal(("https://queue.example/proxy/land-now", ScopeSet.Of(Scope.PullRequest)), (one.Methods["POST"].AbsoluteDestination, one.Methods["POST"].Scopes));
        Assert.Single(one.Methods);

        var panel = Assert.Single(descriptor.Modules.WebPanels);
        Assert.Equal((100, "Queue", "/modules/webPanels/0"), (panel.Weight, panel.Tooltip, panel.Pointer));
        Assert.Equal("has_permission", Assert.IsType<SimpleCondition>(panel.Conditions[0]).Name);
        var any = Assert.IsType<CompositeCondition>(panel.Conditions[1]);
        Assert.False(any.IsAnd);
        Assert.True(any.Conditions[1].Invert);
    }

    [Fact]
    public void A_descriptor_with_every_kind_of_module_is_read()
    {
        var descriptor = Read(
            """
            {
              "key": "all", "name": "All", "description": "Everything.", "baseUrl": "https://all.example/base", "authentication": { "type": "jwt" },
              "lifecycle": { "installed": "https://hooks.example/i", "enabled": "/e", "disabled": "/d" },
              "modules": {
                "webItems": [{ "key": "item", "name": { "value": "Item", "i18n": "en" }, "url": "http://other.example/",
                  "location": "org.bitbucket.repository.navigation", "target": { "type": "dialog", "options": { "width": 300 } },
                  "styleClasses": ["a"], "icon": { "url": "/i.png", "width": 16, "height": 16 }, "params": { "auiIcon": "aui-iconfont-image" } }],
                "webPanel": { "key": "panel", "name": { "value": "Panel" }, "url": "?repoPath={repo_path}",
                  "location": "org.bitbucket.repository.overview.informationPanel" },
                "repoPages": [{ "key": "repo", "name": { "value": "Repo" }, "url": "/r" }],
                "generalPages": [{ "key": "general", "name": { "value": "General" }, "url": "/g" }],
                "adminPages": [{ "key": "admin", "name": { "value": "Admin" }, "url": "/a" }],
                "configurePage": [{ "key": "configure", "name": { "value": "Configure" }, "url": "settings/plugin?s={signed_request}" }],
                "profileTabs": [{ "key": "tab", "name": { "value": "Tab" }, "url": "/t" }],
                "fileViews": [{ "key": "view", "name": { "value": "View" }, "url": "/v", "file_matches": { "extensions": [".sch", "BRD"] } }],
                "linkers": [{ "key": "issues", "regex": "((?K)\\-\\d+)", "url": "/browse/\\1", "type": "href" },
                  { "key": "hashes", "regex": "(?<!&)#(?P<id>[0-9]+)", "url": "/issues/\\1", "type": "image" }],
                "customEvents": { "com.all:done": { "schema": { "properties": {} }, "fields": ["repository.owner"] } },
                "oauthConsumer": { "clientId": "abc" },
                "somethingElse": [{}]
              },
              "forgeAppId": "ari:cloud:ecosystem::app/11111111-2222-3333-4444-555555555555", "forgeAppLink": "https://forge.example/x",
              "enableLicensing": true, "apiVersion": 1, "translations": {}
            }
            """, out var report);

        var modules = descriptor.Modules;
        var item = Assert.Single(modules.WebItems);
        Assert.Equal((WebItemTarget.Dialog, "http://other.example/", "https://all.example/base/i.png"), (item.Target, item.AbsoluteUrl, item.Icon!.Url));
        Assert.Equal(300, item.TargetOptions!.Value.GetProperty("width").GetInt32());
        Assert.Equal("https://all.example/base?repoPath={repo_path}", Assert.Single(modules.WebPanels).AbsoluteUrl);
        Assert.Equal("org.bitbucket.repository.navigation", Assert.Single(modules.RepoPages).Location);
        Assert.Equal("org.bitbucket.repository.admin", Assert.Single(modules.AdminPages).Location);
        Assert.Null(Assert.Single(modules.GeneralPages).Location);
        Assert.Equal("https://all.example/base/settings/plugin?s={signed_request}", modules.ConfigurePage!.AbsoluteUrl);
        Assert.Single(modules.ProfileTabs);
        Assert.Equal(["sch", "BRD"], Assert.Single(modules.FileViews).Extensions);
        Assert.Equal([true, false], modules.Linkers.Select(linker => linker.TakesValues));
        Assert.Equal([LinkerKind.Link, LinkerKind.Image], modules.Linkers.Select(linker => linker.Kind));
        Assert.Equal(@"https://all.example/base/browse/\1", modules.Linkers[0].AbsoluteUrl);
        Assert.Equal("com.all:done", Assert.Single(modules.CustomEvents).Key);
        Assert.Equal("abc", modules.OauthConsumer!.ClientId);
        Assert.Equal(("https://hooks.example/i", "https://all.example/base/e"), (descriptor.Lifecycle.Installed, descriptor.Lifecycle.Enabled));
        Assert.EndsWith("555555555555", descriptor.ForgeAppId, StringComparison.Ordinal);
        Assert.Equal(["/modules/somethingElse", "/modules/webPanel", "/translations"], report.Warnings.Select(warning => warning.Pointer).Order());
        Assert.Contains(new("/modules/webPanel", "webPanels", "org.bitbucket.repository.overview.informationPanel"), report.Inventory);
        Assert.Contains(new("/modules/customEvents/com.all:done", "customEvents", "com.all:done"), report.Inventory);
        Assert.Contains(new("/modules/somethingElse", "somethingElse", ""), report.Inventory);
    }

    /// <summary>Members added to a sound descriptor, and the place of the one warning. Source: <c>connect.md</c> 2.1, 2.3, 22 rows 35 and 47.</summary>
    [Theory]
    [InlineData("\"apiMigrations\":{\"gdpr\":true}", "/apiMigrations")]
    [InlineData("\"key\":\"second\"", "/key")]
    [InlineData("\"lifecycle\":{\"upgraded\":\"/u\"}", "/lifecycle/upgraded")]
    [InlineData("\"modules\":{\"jiraIssueFields\":[]}", "/modules/jiraIssueFields")]
    [InlineData("\"modules\":{\"webhook\":{\"event\":\"repo:push\",\"url\":\"/h\"}}", "/modules/webhook")]
    [InlineData("\"modules\":{\"webhooks\":[{\"event\":\"repo:renamed\",\"url\":\"/h\"}]}", "/modules/webhooks/0/event")]
    [InlineData("\"modules\":{\"generalPages\":[{\"key\":\"k\",\"name\":{\"value\":\"n\"},\"url\":\"/u\",\"weight\":\"7\"}]}", "/modules/generalPages/0/weight")]
    [InlineData("\"modules\":{\"generalPages\":[{\"key\":\"k\",\"name\":{\"value\":\"n\"},\"url\":\"/u\",\"location\":\"x\"}]}", "/modules/generalPages/0/location")]
    [InlineData("\"modules\":{\"repoPages\":[{\"key\":\"k\",\"name\":{\"value\":\"n\"},\"url\":\"/u\",\"location\":\"x\"}]}", "/modules/repoPages/0/location")]
    [InlineData("\"description\":null", "/description /description")]
    [InlineData("\"contexts\":[]", "")]
    [InlineData("\"scopes\":[]", "")]
    [InlineData("\"links\":{\"self\":\"https://a.example\"}", "")]
    public void What_is_unusual_is_read_with_a_warning(string members, string pointers)
    {
        Read(Doc(members), out var report);

        Assert.Equal(pointers, string.Join(' ', report.Warnings.Select(warning => warning.Pointer).Order()));
    }

    [Fact]
    public void A_long_key_is_read_with_a_warning()
    {
        var document = $$"""{"key":"{{new string('k', 65)}}","name":"A","description":"d","baseUrl":"https://a.example","authentication":{"type":"jwt"} }""";

        Read(document, out var report);

        Assert.Equal("/key", Assert.Single(report.Warnings).Pointer);
    }

    [Fact]
    public void Of_two_members_of_one_name_the_last_counts() => Assert.Equal("second", Read(Doc("\"key\":\"second\""), out _).Key.Value);

    [Fact]
    public void An_empty_list_of_scopes_is_no_scope()
    {
        var descriptor = Read(Doc("\"scopes\":[]"), out _);

        Assert.True(descriptor.DeclaresScopes);
        Assert.True(descriptor.Scopes.IsEmpty);
    }

    [Fact]
    public void The_rules_of_a_developers_machine_allow_http_and_older_contexts()
    {
        var document = Doc("\"contexts\":[\"personal\"]").Replace("https:", "http:", StringComparison.Ordinal);

        Assert.True(Descriptor.TryParse(Encoding.UTF8.GetBytes(document), new(AllowHttp: true, AllowPersonalContext: true), out var descriptor, out _));
        Assert.Equal("http://a.example", descriptor.BaseUrl);
        Assert.Equal(["personal"], descriptor.Contexts);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_and_the_bytes_are_kept()
    {
        byte[] utf8 = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Doc("\"x\":1"))];

        Assert.True(Descriptor.TryParse(utf8, new(), out var descriptor, out _));
        Assert.Equal(utf8, descriptor.Utf8.ToArray());
    }

    /// <summary>Base, URL of a module, and the joined URL. Source: <c>connect.md</c> 2.2.</summary>
    [Theory]
    [InlineData("https://a.example", "/x", "https://a.example/x")]
    [InlineData("https://a.example/", "/x", "https://a.example/x")]
    [InlineData("https://a.example/b", "/x", "https://a.example/b/x")]
    [InlineData("https://a.example/b/", "settings/plugin/y", "https://a.example/b/settings/plugin/y")]
    [InlineData("https://a.example/b", "?repoPath={repo_path}", "https://a.example/b?repoPath={repo_path}")]
    [InlineData("https://a.example/b/", "?x=1", "https://a.example/b?x=1")]
    [InlineData("https://a.example", "/x?y=https://z", "https://a.example/x?y=https://z")]
    [InlineData("https://a.example", "https://b.example/x", "https://b.example/x")]
    [InlineData("https://a.example", "HTTPS://b.example/x", "HTTPS://b.example/x")]
    [InlineData("https://a.example", "//b.example/x", "https://a.example//b.example/x")]
    [InlineData("https://a.example", "javascript:alert(1)", "https://a.example/javascript:alert(1)")]
    [InlineData("https://a.example", "", "https://a.example")]
    [InlineData("https://a.example", "#top", "https://a.example#top")]
    public void Urls_are_joined_with_one_slash(string baseUrl, string url, string joined) => Assert.Equal(joined, DescriptorUrls.Join(baseUrl, url));

    /// <summary>Source: <c>connect.md</c> 1.2.</summary>
    [Theory]
    [InlineData("ari:cloud:bitbucket::app/{11111111-2222-3333-4444-555555555555}/example-app", true, true)]
    [InlineData("ari:cloud:bitbucket::app/{11111111-2222-3333-4444-555555555555}/", false, false)]
    [InlineData("ari:cloud:bitbucket::app/11111111-2222-3333-4444-555555555555/example-app", false, false)]
    [InlineData("ari:cloud:bitbucket::app/{11111111-2222-3333-4444-555555555555}/a/b", false, false)]
    [InlineData("connection:123", true, false)]
    [InlineData("connection:", false, false)]
    [InlineData("connection:1 2", false, false)]
    [InlineData("Connection:1", false, false)]
    [InlineData("", false, false)]
    [InlineData(null, false, false)]
    public void A_client_key_has_one_of_two_forms(string? text, bool sound, bool registered)
    {
        Assert.Equal(sound, ClientKey.TryParse(text, out var key));
        Assert.Equal(registered, key.IsRegistered);
        Assert.Equal(registered ? Guid.Parse("11111111-2222-3333-4444-555555555555") : null, key.Principal);
    }

    [Fact]
    public void Client_keys_are_made_in_both_forms()
    {
        Assert.True(AppKey.TryParse("example.app", out var app));

        Assert.Equal(
            "ari:cloud:bitbucket::app/{acf54878-51be-473e-bf0b-0fbb12e011ad}/example.app",
            ClientKey.ForRegistered(Guid.Parse("ACF54878-51BE-473E-BF0B-0FBB12E011AD"), app).Value);
        Assert.Equal("connection:123", ClientKey.ForUnregistered("123").Value);
        Assert.Throws<ArgumentException>(() => ClientKey.ForUnregistered(""));
    }

    private static Descriptor Read(string document, out DescriptorReport report)
    {
        var sound = Descriptor.TryParse(Encoding.UTF8.GetBytes(document), new(), out var descriptor, out report);
        Assert.Empty(report.Faults);
        Assert.True(sound);
        return descriptor!;
    }

    private static string Doc(string members) =>
        $$"""{"key":"first","name":"A","description":"d","baseUrl":"https://a.example","authentication":{"type":"jwt"},{{members}}}""";
}
