using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Connect.Jwt;
using Mortise.Server.Features.AppModules;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Tests.Features.PullRequests;
using Mortise.Server.Tests.Platform;
using Mortise.Server.Web.Pages;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.AppModules;

/// <summary>The pages that apps add, the frames on them, and what a page with many modules costs.</summary>
public sealed class AppPageTests
{
    [Fact]
    public async Task Each_kind_of_page_has_a_frame_of_the_app()
    {
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite);
        var (server, uuid) = (world.Server, $"%7B{world.Git.Acme}%7D");
        var app = server.Own(await TestApp.StartAsync("my.app"));
        app.Descriptor["scopes"] = new JsonArray("account", "repository");
        app.Descriptor["modules"] = new JsonObject
        {
            ["repoPages"] = new JsonArray(
                ModuleWorld.Module("last", weight: 10), ModuleWorld.Module("first", weight: -1),
                ModuleWorld.Module("page", "page?r={repository.uuid}&n={repo_path}&u={user.uuid}&p={pullrequest.id}&x={signed_request}#top")),
            ["generalPages"] = ModuleWorld.Module("general", "/general?w={workspace.slug}"),
            ["adminPages"] = new JsonArray(ModuleWorld.Module("radmin"), ModuleWorld.Module("wadmin", location: "org.bitbucket.account.admin")),
            ["configurePage"] = ModuleWorld.Module("configure", "/configure?p={principal.uuid}"),
            ["profileTabs"] = ModuleWorld.Module("tab", "/tab?t={target_user.uuid}"),
            ["webItems"] = new JsonArray(
                ModuleWorld.Module("own-link", "/link?r={repository.slug}", "org.bitbucket.repository.navigation"),
                ModuleWorld.Module("elsewhere", "https://example.com/?r={repository.slug}", "org.bitbucket.repository.navigation"),
                ModuleWorld.Module("unknown", "/unknown", "org.bitbucket.no.such.place")),
        };
        await server.InstallAsync(app, on: "acme");
        using var ada = await world.SignInAsync("ada");
        using var bob = await world.SignInAsync("bob");

        // The address: context filled in, then signed for the hour, with the parameters that the app may not have left as they are.
        var page = await ada.OpenAsync("/acme/rocket/addon/my.app/page");
        var offer = page.Frame();
        var url = offer.GetProperty("url").GetString()!;
        var path = $"/page?r=%7B{world.Git.Rocket}%7D&n=acme%2Frocket&u=%7B{world.Git.User("ada").Id}%7D&p=%7Bpullrequest.id%7D&x=%7Bsigned_request%7D";
        Assert.StartsWith(app.Origin + path + "&jwt=", url, StringComparison.Ordinal);
        Assert.EndsWith("#top", url, StringComparison.Ordinal);
        Assert.Equal(("my.app", "page"), (offer.GetProperty("addon_key").GetString(), offer.GetProperty("key").GetString()));
        Assert.True(offer.GetProperty("options").GetProperty("isFullPage").GetBoolean());
        Assert.NotEqual("", offer.GetProperty("token").GetString());
        AssertSigned(url, app);
        Assert.Contains($"frame-src {app.Origin};", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("bridge.js", page.Body, StringComparison.Ordinal);
        Assert.Equal(["first", "page", "last"], page.AppLinks());

        // Links lead to the app signed, elsewhere without a token; a place that nobody knows shows nothing.
        Assert.Matches($"href=\"{app.Origin}/link\\?r=rocket&amp;jwt=ey", page.Body);
        Assert.Contains("href=\"https://example.com/?r=rocket\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("/unknown", page.Body, StringComparison.Ordinal);

        foreach (var (address, starts, forBob) in new[]
        {
            ("/acme/workspace/addon/my.app/general", "/general?w=acme&", HttpStatusCode.OK),
            ("/acme/rocket/admin/addon/my.app/radmin", "/page?", HttpStatusCode.Forbidden),
            ("/acme/workspace/settings/addon/my.app/wadmin", "/page?", HttpStatusCode.Forbidden),
            ("/acme/workspace/settings/addon/my.app", $"/configure?p={uuid}&", HttpStatusCode.Forbidden),
            ($"/{uuid}/addon/my.app/tab", $"/tab?t={uuid}&", HttpStatusCode.OK),
        })
        {
            var found = (await ada.OpenAsync(address)).Frame().GetProperty("url").GetString()!;
            Assert.StartsWith(app.Origin + starts, found, StringComparison.OrdinalIgnoreCase);
            AssertSigned(found, app);
            Assert.Equal((address, forBob), (address, (await bob.OpenAsync(address)).Status));
        }

        foreach (var nothing in new[] { "/acme/workspace/settings/addon/other", "/acme/workspace/addon/my.app/wadmin", "/acme/rocket/addon/my.app/general", "/acme/rocket/addon/my.app/radmin", $"/%7B{Guid.Empty}%7D/addon/my.app/tab" })
            Assert.Equal((nothing, HttpStatusCode.NotFound), (nothing, (await ada.OpenAsync(nothing)).Status));

        // The profile of a private team is nobody else's, nor are the apps on it.
        using var eve = await world.SignInAsync("eve");
        var hush = $"/%7B{await server.CreateWorkspaceAsync("hush", world.Git.User("ada"))}%7D/addon/my.app/tab";
        await server.InstallAsync(app, on: "hush");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), ((await ada.OpenAsync(hush)).Status, (await eve.OpenAsync(hush)).Status));
    }

    [Fact]
    public async Task A_page_with_many_modules_costs_as_many_queries_as_one_with_few()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, CountingDatabase.Add);
        var database = server.Get<CountingDatabase>();
        var ada = await server.CreateUserAsync("ada");
        var acme = await server.CreateWorkspaceAsync("acme", ada);
        var rocket = new PageSubject { WorkspaceId = acme, RepositoryId = await server.CreateRepositoryAsync("acme/rocket") };
        var caller = new Caller.Visitor(ada.Id, "ada", "Ada");
        await InstallAsync("one", 1);
        var few = await CountAsync(1);

        await InstallAsync("two", 10);
        await InstallAsync("three", 9);
        var many = await CountAsync(20);

        Assert.Equal(few, many);
        Assert.InRange(many, 3, 5);

        async Task<int> CountAsync(int modules)
        {
            var pages = server.Services.GetRequiredService<PageModules>();
            await pages.FindAsync(rocket, caller, CancellationToken.None);
            return await database.CountAsync(async () => Assert.Equal(modules, (await pages.FindAsync(rocket, caller, CancellationToken.None)).All.Count));
        }

        async Task InstallAsync(string key, int count)
        {
            var app = server.Own(await TestApp.StartAsync(key));
            app.Descriptor["modules"] = new JsonObject
            {
                ["webPanels"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => ModuleWorld.Module(
                    $"p{i}", "/panel?r={repository.uuid}&u={user.uuid}&w={workspace.slug}", "org.bitbucket.repository.overview.informationPanel",
                    $$$"""
                    [{"condition": "has_permission", "params": {"permission": "admin"}}, {"condition": "has_workspace_permission", "params": {"permission": "owner"}},
                     {"condition": "has_addon", "params": {"key": "{{{key}}}"}},
                     {"condition": "property_exists", "params": {"objectName": "p{{{i}}}"}, "invert": true},
                     {"condition": "property_exists", "target": "user.properties", "params": {"objectName": "p{{{i}}}"}, "invert": true}]
                    """))]),
            };
            await server.InstallAsync(app, on: "acme");
        }
    }

    /// <summary>As an app checks it: the secret, the hash of this address, and an hour.</summary>
    private static void AssertSigned(string url, TestApp app)
    {
        var start = url.IndexOf("jwt=", StringComparison.Ordinal) + 4;
        var token = url[start..].Split('#', '&')[0];
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        Assert.Equal(Qsh.Compute("GET", url.Split('#')[0], app.Origin), claims["qsh"]!.GetValue<string>());
        Assert.Equal(3600, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        Assert.Equal(app.ClientKey, claims["iss"]!.GetValue<string>());
        var end = token.LastIndexOf('.');
        Assert.Equal(Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(app.SharedSecret), Encoding.ASCII.GetBytes(token[..end]))), token[(end + 1)..]);
    }
}
