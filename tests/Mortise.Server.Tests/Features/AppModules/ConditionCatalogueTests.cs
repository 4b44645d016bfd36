using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mortise.Connect.Conditions;
using Mortise.Server.Features.AppModules;
using Mortise.Server.Tests.Features.PullRequests;
using Mortise.Server.Web.Pages;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.AppModules;

/// <summary>Conditions on real pages: what the tables and git answer, for whom, and on what page.</summary>
public sealed partial class ConditionCatalogueTests
{
    private const string Properties = "/2.0/repositories/acme/rocket/properties/";

    /// <summary>Each row of <c>connect.md</c> 4.3 shown and hidden: the key says on which pages (<c>r</c> repository, <c>p</c> pull request, <c>c</c> commit with a file) and to whom.</summary>
    private static readonly (string Key, string Condition)[] Catalogue =
    [
        ("equals", """{"condition":"equals","target":"repository.full_name","params":{"value":"acme/rocket"}}"""),
        ("equals-not", """{"condition":"equals","target":"repository.full_name","params":{"value":"acme/docs"}}"""),
        ("contains", """{"condition":"contains","target":"repository.properties.get(attribute=app.key)","params":{"value":"cfg"}}"""),
        ("contains-not", """{"condition":"contains","target":"repository.name","params":{"value":"zz"}}"""),
        ("property-own", """{"condition":"property_exists","target":"repository.properties","params":{"appKey":{"eval":"app.key"},"objectName":"cfg","propertyKey":"on"}}"""),
        ("property-not", """{"condition":"property_exists","target":"repository.properties","params":{"appKey":"my.app","objectName":"cfg","propertyKey":"off"}}"""),
        ("property-of-other", """{"condition":"property_exists","target":"repository.properties","params":{"appKey":"other","objectName":"public"}}"""),
        ("property-of-other-not", """{"condition":"property_exists","target":"repository.properties","params":{"appKey":"other","objectName":"secret"}}"""),
        ("property-of-user", """{"condition":"equals","target":"user.properties.get(attribute=app.key).u.on","params":{"value":true}}"""),
        ("property-of-pr", """{"condition":"equals","target":"pullrequest.properties.get(attribute=app.key).p.on","params":{"value":true}}"""),
        ("property-of-commit", """{"condition":"equals","target":"commit.properties.get(attribute=app.key).c.on","params":{"value":true}}"""),
        ("eval-of-property", """{"condition":"equals","target":"repository.properties.get(attribute=app.key).two.on","params":{"value":{"eval":"repository.properties.get(attribute=app.key).cfg.on"}}}"""),
        ("write", """{"condition":"has_permission","params":{"permission":"write"}}"""),
        ("admin", """{"condition":"has_permission","params":{"permission":"admin"}}"""),
        ("account-owner", """{"condition":"has_account_permission","params":{"permission":"owner"}}"""),
        ("account-collaborator", """{"condition":"has_account_permission","params":{"permission":"collaborator"}}"""),
        ("workspace-member", """{"condition":"has_workspace_permission","params":{"permission":"member"}}"""),
        ("issue", """{"condition":"has_issue_permission","params":{"permission":"read"}}"""),
        ("file", """{"condition":"has_file","target":"repository","params":{"path":"README"}}"""),
        ("file-not", """{"condition":"has_file","params":{"path":"no/such"}}"""),
        ("file-of-commit", """{"condition":"has_file","target":"commit","params":{"path":"feature.txt"}}"""),
        ("scm", """{"condition":"scm","params":{"value":"git"}}"""),
        ("scm-not", """{"condition":"scm","params":{"value":"hg"}}"""),
        ("private", """{"condition":"is_repo_private"}"""),
        ("private-not", """{"condition":"is_repo_private","invert":true}"""),
        ("binary", """{"condition":"is_binary"}"""),
        ("text", """{"and":[{"condition":"equals","target":"file.name","params":{"value":"logo.bin"}},{"condition":"is_binary","invert":true}]}"""),
        ("signed-in", """{"condition":"user_is_logged_in"}"""),
        ("signed-out", """{"condition":"user_is_logged_in","invert":"true"}"""),
        ("premium", """{"condition":"user_has_premium"}"""),
        ("premium-not", """{"condition":"user_has_premium","invert":true}"""),
        ("addon", """{"condition":"has_addon","params":{"key":"other"}}"""),
        ("addon-not", """{"condition":"has_addon","params":{"key":"nobody"}}"""),
        ("feature", """{"condition":"has_feature","params":{"feature":"checks"}}"""),
        ("feature-not", """{"condition":"has_feature","params":{"feature":"pipes"}}"""),
        ("flag", """{"condition":"flag_is_active","params":{"flag":"beta"}}"""),
        ("flag-not", """{"condition":"flag_is_active","params":{"flag":"gamma"}}"""),
        ("access", """{"condition":"meets_access_requirements"}"""),
        ("access-not", """{"condition":"meets_access_requirements","invert":true}"""),
    ];

    [Fact]
    public void No_condition_is_left_out() =>
        Assert.Equal(ConditionNames.All.Order(), Catalogue.Select(one => ConditionName().Match(one.Condition).Groups["name"].Value).Distinct().Order());

    [Theory, EveryDatabase]
    [Requirement("P46"), Requirement("P47"), Requirement("P48"), Requirement("P49"), Requirement("P50"), Requirement("P51"), Requirement("P52")]
    [Requirement("P53"), Requirement("P54"), Requirement("P55"), Requirement("P56"), Requirement("P57")]
    public async Task Conditions_show_and_hide(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database, ("AppModules:Features:0", "checks"), ("AppModules:Flags:0", "beta"));
        var (server, head) = (world.Server, await world.RocketAsync("rev-parse", "refs/heads/feature"));
        await world.CommitAsync("feature", "binary\n", ("logo.bin", "a\0b"));
        await world.PushAsync("feature");
        head = (await world.RocketAsync("rev-parse", "refs/heads/feature")).Trim();
        Assert.Equal(HttpStatusCode.Created, (await world.OpenAsync("feature")).Status);
        var app = server.Own(await TestApp.StartAsync("my.app"));
        app.Descriptor["modules"] = new JsonObject { ["repoPages"] = new JsonArray([.. Catalogue.Select(one => ModuleWorld.Module(one.Key, conditions: $"[{one.Condition}]")), ModuleWorld.Module("seed", conditions: $"[{Seed}]")]) };
        var poor = server.Own(await TestApp.StartAsync("poor"));
        poor.Descriptor["scopes"] = new JsonArray("issue");
        poor.Descriptor["modules"] = new JsonObject { ["repoPages"] = new JsonArray(ModuleWorld.Module("no-scope", conditions: """[{"condition":"scm","params":{"value":"hg"},"invert":true}]"""), ModuleWorld.Module("plain")) };
        await server.InstallAsync(app, on: "acme");
        await server.InstallAsync(poor, on: "acme");
        var other = await server.InstallAppAsync("other", on: "acme");
        await world.Ada.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/rocket", """{"has_issues": true}""");
        await PutAsync(app, Properties + "my.app/cfg", """{"on": 1}""");
        await PutAsync(app, Properties + "my.app/two", """{"on": "1"}""");
        await PutAsync(other, Properties + "other/public", """{"_attributes": ["public"]}""");
        await PutAsync(other, Properties + "other/secret", "{}");
        await PutAsync(app, $"/2.0/users/%7B{world.Git.User("ada").Id}%7D/properties/my.app/u", """{"on": true}""");
        await PutAsync(app, PullRequestWorld.All + "/1/properties/my.app/p", """{"on": true}""");
        await PutAsync(app, $"/2.0/repositories/acme/rocket/commit/{head}/properties/my.app/c", """{"on": true}""");

        // To ada, who owns the workspace, on a page of the repository; the page itself is HTML, and a link stands for what shows.
        const string OfRepository = "equals contains property-own property-of-other eval-of-property issue file scm private premium addon feature flag access seed";
        using var ada = await world.SignInAsync("ada");
        var page = await ada.OpenAsync("/acme/rocket/addon/my.app/scm");
        Assert.Equal(Keys(OfRepository, "property-of-user write admin account-owner account-collaborator workspace-member signed-in", "plain"), page.AppLinks().Order());
        foreach (var hidden in new[] { "my.app/scm-not", "my.app/signed-out", "poor/no-scope", "my.app/nothing", "nobody/scm" })
            Assert.Equal((hidden, HttpStatusCode.NotFound), (hidden, (await ada.OpenAsync("/acme/rocket/addon/" + hidden)).Status));

        // To others: bob may write and is no member; eve and nobody see a public page alone.
        var rocket = new PageSubject { WorkspaceId = world.Git.Acme, RepositoryId = world.Git.Rocket };
        Assert.Equal(Keys(OfRepository, "write account-collaborator signed-in", "plain"), (await world.ShownAsync(ModuleKind.RepoPage, rocket, "bob")).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync("/acme/rocket/addon/my.app/scm")).Status);
        var docs = (await server.Client.ReadAsync("/acme/docs/addon/my.app/scm")).AppLinks().Order();
        Assert.Equal(Keys("scm premium addon feature flag access seed private-not signed-out equals-not", "", "plain"), docs);

        // On pages of a pull request, of a commit and of a file of it.
        Assert.Contains("property-of-pr", await world.ShownAsync(ModuleKind.RepoPage, rocket with { PullRequest = 1 }));
        var commit = rocket with { Commit = head, File = "logo.bin" };
        Assert.Equal(["binary", "file-of-commit", "property-of-commit"], (await world.ShownAsync(ModuleKind.RepoPage, commit)).Except(page.AppLinks()).Order());
        Assert.Equal(["file-of-commit", "property-of-commit"], (await world.ShownAsync(ModuleKind.RepoPage, commit with { File = "README" })).Except(page.AppLinks()).Order());

        await TheDocumentedExampleAsync(world, app, other);
        await WhyAsync(world);
        await TheInstallationDecidesAsync(world, app, rocket);
    }

    private const string Seed = """
        {"type": "or", "conditions": [
          {"condition": "property_exists", "target": "repository.properties",
           "params": {"appKey": {"eval": "app.key"}, "objectName": "myproperty", "propertyKey": "enabled"}, "invert": true},
          {"condition": "equals", "target": "repository.properties.get(attribute=app.key).myproperty.enabled", "params": {"value": "true"}}]}
        """;

    /// <summary>Unset, true, false, other; then what the prose leaves open, as <c>docs/requirements.md</c> decides it.</summary>
    private static async Task TheDocumentedExampleAsync(PullRequestWorld world, TestApp app, TestApp other)
    {
        using var bob = await world.SignInAsync("bob");
        await PutAsync(other, Properties + "other/myproperty", """{"enabled": false, "_attributes": ["public"]}""");
        foreach (var (value, shows) in new (string?, bool)[]
        {
            (null, true), ("""{"enabled": true}""", true), ("""{"enabled": false}""", false), ("""{"enabled": "maybe"}""", false), ("""{"enabled": 1}""", false),
            ("""{"enabled": "true"}""", true), ("""{"other": 1}""", true), ("""{"enabled": false, "_attributes": ["public"]}""", false),
            ("""{"enabled": true, "_attributes": ["read_only"]}""", true), ("""{"enabled": false}""", false),
        })
        {
            if (value is not null)
                await PutAsync(app, Properties + "my.app/myproperty", value);

            Assert.Equal((value, shows), (value, (await bob.OpenAsync("/acme/rocket/addon/my.app/scm")).AppLinks().Contains("seed")));
        }

        // Hidden for that repository alone.
        Assert.Contains("seed", (await bob.OpenAsync("/acme/docs/addon/my.app/scm")).AppLinks());
    }

    /// <summary>Each module with its conditions, their values and reasons, and never with what an app keeps.</summary>
    private static async Task WhyAsync(PullRequestWorld world)
    {
        const string Path = "/modules/why?path=%2Facme%2Frocket%2Faddon%2Fmy.app%2Fscm";
        var answer = await world.Server.AdminAsync(HttpMethod.Get, Path + "&user=bob");
        var modules = answer.Json.GetProperty("modules").EnumerateArray().ToDictionary(one => one.GetProperty("key").GetString()!);

        Assert.True(modules["write"].GetProperty("shown").GetBoolean());
        Assert.False(modules["admin"].GetProperty("shown").GetBoolean());
        Assert.Equal("the viewer has write, not admin", Reason(modules["admin"]));
        Assert.Equal(("closed", "the app lacks the scope repository"), (modules["no-scope"].GetProperty("conditions")[0].GetProperty("value").GetString(), Reason(modules["no-scope"])));
        Assert.Equal("this page has no pullrequest", Reason(modules["property-of-pr"]));
        var parts = modules["seed"].GetProperty("conditions")[0].GetProperty("conditions");
        Assert.Equal(["false", "false"], parts.EnumerateArray().Select(part => part.GetProperty("value").GetString()!));
        Assert.DoesNotContain("maybe", answer.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Server.AdminAsync(HttpMethod.Get, Path + "&user=eve")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Server.AdminAsync(HttpMethod.Get, Path + "&user=nobody")).Status);

        // The same for owners of the workspace from a page of theirs, and for nobody else.
        foreach (var (name, status) in new[] { ("ada", HttpStatusCode.OK), ("bob", HttpStatusCode.Forbidden) })
        {
            using var browser = await world.SignInAsync(name);
            var page = await browser.OpenAsync("/acme/rocket/addon/my.app/scm");
            using var client = world.Server.WithBearer(page.PageToken());
            Assert.Equal((name, status), (name, (await client.ReadAsync("/_/site" + Path + "&user=bob")).Status));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Ada.ReadAsync("/_/site" + Path)).Status);

        static string? Reason(System.Text.Json.JsonElement module) => module.GetProperty("conditions")[0].GetProperty("reason").GetString();
    }

    private static async Task TheInstallationDecidesAsync(PullRequestWorld world, TestApp app, PageSubject rocket)
    {
        var apps = (await world.Server.AdminAsync(HttpMethod.Get, "/apps?workspace=acme")).Json;
        var id = apps.GetProperty("values").EnumerateArray().Single(one => one.GetProperty("key").GetString() == app.Key).GetProperty("id").GetString();

        await world.Server.AdminAsync(HttpMethod.Post, $"/apps/{id}/disable");
        Assert.Equal(["plain"], await world.ShownAsync(ModuleKind.RepoPage, rocket));
        await world.Server.AdminAsync(HttpMethod.Post, $"/apps/{id}/enable");
        Assert.Contains("scm", await world.ShownAsync(ModuleKind.RepoPage, rocket));
    }

    private static async Task PutAsync(TestApp app, string path, string json) => Assert.True((int)(await app.PutAsync(path, json)).Status < 300, path);

    private static IEnumerable<string> Keys(params string[] keys) => keys.SelectMany(some => some.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Order();

    [GeneratedRegex("\"condition\":\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex ConditionName();
}
