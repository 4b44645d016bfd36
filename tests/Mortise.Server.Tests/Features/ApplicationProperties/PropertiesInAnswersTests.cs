using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>Properties beside the members of repositories and users, alone and in lists (<c>connect.md</c> 14.4).</summary>
public sealed class PropertiesInAnswersTests
{
    private const string Key = "com.example.ci.state";
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string Open = """{"ok": true, "n": 1.50, "tags": ["a","b"], "in": {"s": 1, "deep": {"d": {"e": 2}}}, "_attributes": ["public"]}""";

    [Theory, EveryDatabase]
    [Requirement("P58"), Requirement("P59"), Requirement("P66"), Requirement("P67")]
    public async Task Depth_is_what_the_fields_say(TestDatabase database)
    {
        await using var world = await WithValuesAsync(database);
        (string Fields, string? Properties)[] cases =
        [
            ("", null),
            ("?fields=full_name", null),
            ("?fields=%2Blinks", null),
            ("?fields=%2Bproperties.*", """{"com.example.ci.state":{"open":{"ok":true,"n":1.50,"tags":["a","b"]}}}"""),
            ("?fields=+properties.*", """{"com.example.ci.state":{"open":{"ok":true,"n":1.50,"tags":["a","b"]}}}"""),
            ("?fields=%2Bproperties", """{"com.example.ci.state":{"open":{"ok":true,"n":1.50,"tags":["a","b"]}}}"""),
            ("?fields=%2Bproperties.*.*", """{"com.example.ci.state":{"open":{"ok":true,"n":1.50,"tags":["a","b"],"in":{"s":1}}}}"""),
            ("?fields=%2Bproperties.*.*.*", """{"com.example.ci.state":{"open":{"ok":true,"n":1.50,"tags":["a","b"],"in":{"s":1,"deep":{}}}}}"""),
            ("?fields=%2Bproperties.*.*.*.*", """{"com.example.ci.state":{"open":{"ok":true,"n":1.50,"tags":["a","b"],"in":{"s":1,"deep":{"d":{"e":2}}}}}}"""),
            ("?fields=%2Bproperties.com.example.ci.state.open.ok", """{"com.example.ci.state":{"open":{"ok":true}}}"""),
            ("?fields=%2Bproperties.com.example.ci.state.open.in.s", """{"com.example.ci.state":{"open":{"in":{"s":1}}}}"""),
            ("?fields=%2Bproperties.com.example.ci.state.hidden", "{}"),
            ("?fields=%2Bproperties.com.example.never.open", "{}"),
            ("?fields=properties.*.*.ok", """{"com.example.ci.state":{"open":{"ok":true}}}"""),
        ];

        var ada = Ada(world);
        foreach (var (fields, properties) in cases)
        {
            var answer = await ada.AskAsync(HttpMethod.Get, Rocket + fields);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal($"{fields} {properties}", $"{fields} {Properties(answer.Json)}");
            if (!fields.StartsWith("?fields=properties", StringComparison.Ordinal))
                Assert.Equal("acme/rocket", answer.Json.GetProperty("full_name").GetString());
        }
    }

    [Theory, EveryDatabase]
    [Requirement("P26"), Requirement("P39"), Requirement("P41"), Requirement("P68"), Requirement("P70"), Requirement("P71")]
    public async Task Each_caller_sees_its_own_part(TestDatabase database)
    {
        await using var world = await WithValuesAsync(database);
        const string Mine = """{"com.example.ci.state":{"hidden":{"v":1},"open":{"ok":true}}}""";
        const string Shared = """{"com.example.ci.state":{"open":{"ok":true}}}""";
        const string Asked = "?fields=properties.*.*.ok,properties.*.*.v";

        foreach (var caller in world.Callers)
        {
            foreach (var subject in world.Subjects.Where(subject => subject.Name.EndsWith("repository", StringComparison.Ordinal) && subject.Path.Split('/').Length == 5))
            {
                var answer = await caller.AskAsync(HttpMethod.Get, subject.Path + Asked);
                if (!caller.Sees(subject))
                    Assert.Equal((caller.Name, HttpStatusCode.NotFound), (caller.Name, answer.Status));
                else
                    Assert.Equal((caller.Name, subject.Name, caller.IsOwner || caller.IsToken || caller.IsFrameOfOutsider || caller.IsAnonymousFrame ? Mine : Shared), (caller.Name, subject.Name, Properties(answer.Json)));
            }
        }
    }

    [Theory, EveryDatabase]
    [Requirement("P61"), Requirement("P68"), Requirement("P70"), Requirement("P71")]
    public async Task Lists_of_repositories_carry_them(TestDatabase database)
    {
        await using var world = await WithValuesAsync(database);
        const string List = "/2.0/repositories/acme?fields=values.slug,values.properties.*.*.ok,values.properties.*.*.v,size";
        const string Nothing = "{}";

        var own = await world.Owner.AskAsync(HttpMethod.Get, List);
        var ada = await Ada(world).AskAsync(HttpMethod.Get, List);
        var eve = await world.Callers.Single(caller => caller.Name == "an outsider").AskAsync(HttpMethod.Get, List);
        var bare = await Ada(world).AskAsync(HttpMethod.Get, "/2.0/repositories/acme");
        var beside = await Ada(world).AskAsync(HttpMethod.Get, "/2.0/repositories/acme?fields=%2Bvalues.properties.*");

        Assert.Equal(["docs", "rocket", "spare"], Slugs(own));
        const string Mine = """{"com.example.ci.state":{"hidden":{"v":1},"open":{"ok":true}}}""";
        Assert.Equal([Mine, Mine, Nothing], own.Json.GetProperty("values").EnumerateArray().Select(Properties));
        Assert.Equal(["docs", "rocket", "spare"], Slugs(ada));
        const string Shared = """{"com.example.ci.state":{"open":{"ok":true}}}""";
        Assert.Equal([Shared, Shared, Nothing], ada.Json.GetProperty("values").EnumerateArray().Select(Properties));
        Assert.Equal(["docs"], Slugs(eve));
        Assert.Equal("""{"com.example.ci.state":{"open":{"ok":true}}}""", Properties(eve.Json.GetProperty("values")[0]));
        Assert.All(bare.Json.GetProperty("values").EnumerateArray(), item => Assert.Null(Properties(item)));
        Assert.All(beside.Json.GetProperty("values").EnumerateArray(), item => Assert.True(item.TryGetProperty("full_name", out _) && item.TryGetProperty("properties", out _)));
    }

    [Theory, EveryDatabase]
    [Requirement("P4"), Requirement("P63"), Requirement("P68")]
    public async Task Users_carry_them_alone_and_in_lists(TestDatabase database)
    {
        await using var world = await WithValuesAsync(database);
        var me = await Ada(world).AskAsync(HttpMethod.Get, "/2.0/user");
        var user = $"/2.0/users/{Uri.EscapeDataString(me.Json.GetProperty("uuid").GetString()!)}";
        Assert.Equal(HttpStatusCode.NoContent, (await world.Owner.AskAsync(HttpMethod.Put, $"{user}/properties/{Key}/open", Open)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Owner.AskAsync(HttpMethod.Put, $"{user}/properties/{Key}/hidden", """{"v": 1}""")).Status);
        const string Shared = """{"com.example.ci.state":{"open":{"ok":true,"n":1.50,"tags":["a","b"]}}}""";
        const string Mine = """{"com.example.ci.state":{"hidden":{"v":1},"open":{"ok":true,"n":1.50,"tags":["a","b"]}}}""";

        Assert.Null(Properties(me.Json));
        Assert.Equal(Shared, Properties((await Ada(world).AskAsync(HttpMethod.Get, "/2.0/user?fields=%2Bproperties.*")).Json));
        Assert.Equal(Shared, Properties((await Ada(world).AskAsync(HttpMethod.Get, user + "?fields=%2Bproperties.*")).Json));
        Assert.Equal(Mine, Properties((await world.Owner.AskAsync(HttpMethod.Get, user + "?fields=%2Bproperties.*")).Json));
        var members = await Ada(world).AskAsync(HttpMethod.Get, "/2.0/workspaces/acme/members?fields=%2Bvalues.user.properties.*");
        var ada = members.Json.GetProperty("values").EnumerateArray().Single(member => member.GetProperty("user").GetProperty("uuid").GetString() == me.Json.GetProperty("uuid").GetString());
        Assert.Equal(Shared, Properties(ada.GetProperty("user")));
    }

    [Theory, EveryDatabase]
    [Requirement("P62"), Requirement("P63"), Requirement("P64"), Requirement("P68")]
    public async Task Whatever_stands_inside_another_object_carries_them(TestDatabase database)
    {
        await using var world = await WithValuesAsync(database);
        var ada = Ada(world);
        var user = $"/2.0/users/{Uri.EscapeDataString((await ada.AskAsync(HttpMethod.Get, "/2.0/user")).Json.GetProperty("uuid").GetString()!)}";
        var commit = world.Subjects.Single(subject => subject.Name == "commit in the private repository").Path;
        await world.Owner.AskAsync(HttpMethod.Put, $"{user}/properties/{Key}/open", Open);
        await world.Owner.AskAsync(HttpMethod.Put, $"{commit}/properties/{Key}/open", Open);
        await world.Owner.AskAsync(HttpMethod.Put, $"{commit}/properties/{Key}/hidden", """{"v": 1}""");
        await ada.AskAsync(HttpMethod.Put, $"{Rocket}/permissions-config/users/mia", """{"permission": "read"}""");
        const string Shared = """{"com.example.ci.state":{"open":{"ok":true}}}""";
        const string Mine = """{"com.example.ci.state":{"hidden":{"v":1},"open":{"ok":true}}}""";

        (string Path, string At, string Expected)[] cases =
        [
            (commit, "", Mine),
            (commit, "repository", Mine),
            (commit, "author.user", Shared),
            ("/2.0/user/permissions/repositories", "values.0.repository", Mine),
            ("/2.0/user/permissions/repositories", "values.0.user", Shared),
            ("/2.0/workspaces/acme/permissions/repositories/rocket", "values.0.repository", Mine),
            ("/2.0/workspaces/acme/permissions/repositories/rocket", "values.1.repository", Mine),
            ("/2.0/workspaces/acme/permissions", "values.0.user", Shared),
            (Rocket + "/permissions-config/users", "values.0.repository", Mine),
            (Rocket + "/permissions-config/users", "values.0.user", "{}"),
            (Rocket + "/permissions-config/users/mia", "repository", Mine),
        ];
        foreach (var (path, at, expected) in cases)
        {
            var steps = at.Split('.', StringSplitOptions.RemoveEmptyEntries);
            var way = string.Concat(steps.Where(step => !char.IsDigit(step[0])).Select(step => step + "."));
            var fields = $"?fields={way}properties.*.*.ok,{way}properties.*.*.v";
            foreach (var (caller, sees) in ((PropertyCaller, string)[])[(ada, expected == Mine ? Shared : expected), (world.Owner, expected)])
            {
                var answer = await caller.AskAsync(HttpMethod.Get, path + fields);

                // An app has no permissions of its own, and this one none to see those of others.
                if (caller == world.Owner && (path.StartsWith("/2.0/user/", StringComparison.Ordinal) || path.Contains("permissions-config", StringComparison.Ordinal)))
                    continue;

                Assert.True(answer.Status == HttpStatusCode.OK, $"{caller.Name} {path}: {answer.Status} {answer.Body}");
                var found = steps.Aggregate(answer.Json, (node, step) => char.IsDigit(step[0]) ? node[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node.GetProperty(step));
                Assert.Equal((caller.Name, path, at, sees), (caller.Name, path, at, Properties(found)));
            }

            Assert.DoesNotContain("\"properties\"", (await ada.AskAsync(HttpMethod.Get, path)).Body, StringComparison.Ordinal);
        }
    }

    private static async Task<PropertyWorld> WithValuesAsync(TestDatabase database)
    {
        var world = await PropertyWorld.StartAsync(database);
        foreach (var repository in (string[])["rocket", "docs"])
        {
            var path = $"/2.0/repositories/acme/{repository}/properties/{Key}";
            Assert.Equal(HttpStatusCode.NoContent, (await world.Owner.AskAsync(HttpMethod.Put, path + "/open", Open)).Status);
            Assert.Equal(HttpStatusCode.NoContent, (await world.Owner.AskAsync(HttpMethod.Put, path + "/hidden", """{"v": 1}""")).Status);
        }

        return world;
    }

    private static PropertyCaller Ada(PropertyWorld world) => world.Callers.Single(caller => caller.Name == "the owner, by app password");

    private static string? Properties(JsonElement item) => item.TryGetProperty("properties", out var properties) ? properties.GetRawText() : null;

    private static IEnumerable<string?> Slugs(TestAnswer list) => list.Json.GetProperty("values").EnumerateArray().Select(item => item.GetProperty("slug").GetString()).Order();
}
