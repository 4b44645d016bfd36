using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>The access matrix of application properties, columns J, B, T and O (<c>connect.md</c> 14.3): every kind of caller against every set of attributes.</summary>
public sealed class PropertyAccessMatrixTests
{
    private const string Key = "com.example.ci.state";

    private static readonly (string Name, string Body)[] Attributes =
    [
        ("plain", """{"v": 1}"""),
        ("read_only", """{"v": 1, "_attributes": ["read_only"]}"""),
        ("public", """{"v": 1, "_attributes": ["public"]}"""),
        ("both", """{"v": 1, "_attributes": ["public", "read_only"]}"""),
    ];

    [Theory, EveryDatabase]
    [Requirement("P11"), Requirement("P22"), Requirement("P26"), Requirement("P27"), Requirement("P28"), Requirement("P33"), Requirement("P34")]
    [Requirement("P23"), Requirement("P44"), Requirement("P35"), Requirement("P38"), Requirement("P39"), Requirement("P40"), Requirement("P41"), Requirement("P68"), Requirement("P70"), Requirement("P71")]
    public async Task Everyone_may_what_the_matrix_says(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var wrong = new List<string>();
        foreach (var subject in world.Subjects)
        {
            foreach (var (attributes, body) in Attributes)
            {
                foreach (var caller in world.Callers)
                    wrong.AddRange(await FaultsAsync(world, subject, attributes, body, caller));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory, EveryDatabase]
    [Requirement("P26"), Requirement("P41"), Requirement("P71")]
    public async Task What_is_hidden_looks_like_what_is_absent(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        foreach (var subject in world.Subjects)
        {
            var path = $"{subject.Path}/properties/{Key}/secret";
            foreach (var caller in world.Callers.Where(caller => !caller.IsOwner && !caller.IsToken && !((caller.IsAnonymousFrame || caller.IsFrameOfOutsider) && subject.IsPublic)))
            {
                var absent = await caller.AskAsync(HttpMethod.Get, path);
                Assert.Equal(HttpStatusCode.NoContent, (await world.Owner.AskAsync(HttpMethod.Put, path, """{"v": 1}""")).Status);
                var hidden = await caller.AskAsync(HttpMethod.Get, path);
                await world.Owner.AskAsync(HttpMethod.Delete, path);

                Assert.Equal((absent.Status, absent.Body), (hidden.Status, hidden.Body));
                Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
                Assert.DoesNotContain(hidden.Headers, header => header.Key == "ETag");
            }
        }
    }

    [Theory, EveryDatabase]
    [Requirement("P44")]
    public async Task A_token_of_the_app_is_stopped_by_read_only_and_told_so(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var token = world.Callers.Single(caller => caller.Name == "its token");
        var path = $"{world.Subjects[0].Path}/properties/{Key}/state";

        var made = await token.AskAsync(HttpMethod.Put, path, """{"_attributes": ["read_only"]}""");
        Assert.Equal(HttpStatusCode.NoContent, (await token.AskAsync(HttpMethod.Put, path, """{"v": 1}""")).Status);
        var locked = await token.AskAsync(HttpMethod.Put, path, """{"v": 1, "_attributes": ["public", "read_only"]}""");
        await world.Owner.AskAsync(HttpMethod.Put, path, """{"v": 1, "_attributes": ["read_only"]}""");
        var dropped = await token.AskAsync(HttpMethod.Put, path, """{"v": 2}""", ("If-Match", "\"nothing\""));
        var deleted = await token.AskAsync(HttpMethod.Delete, path);

        foreach (var answer in new[] { made, locked, dropped, deleted })
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains("read_only", answer.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Equal("""{"v": 1, "_attributes": ["read_only"]}""", (await token.AskAsync(HttpMethod.Get, path)).Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await token.AskAsync(HttpMethod.Put, path, "[]")).Status);
    }

    [Theory, EveryDatabase]
    [Requirement("P44")]
    public async Task A_token_sees_its_apps_properties_inside_objects_as_far_as_it_reaches(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        foreach (var subject in world.Subjects.Take(2))
            await world.Owner.AskAsync(HttpMethod.Put, $"{subject.Path}/properties/{Key}/state", """{"v": 1}""");

        foreach (var (name, hidden, open) in new[] { ("its token", true, true), ("its token, limited to another repository", false, false), ("a consumer of the workspace", false, false) })
        {
            var caller = world.Callers.Single(one => one.Name == name);
            var seen = await caller.AskAsync(HttpMethod.Get, world.Subjects[0].Path + "?fields=properties.*");
            var shown = await caller.AskAsync(HttpMethod.Get, world.Subjects[1].Path + "?fields=properties.*");
            Assert.Equal(hidden, seen.Body.Contains(Key, StringComparison.Ordinal));
            Assert.Equal(open, shown.Body.Contains(Key, StringComparison.Ordinal));
        }
    }

    private static async Task<List<string>> FaultsAsync(PropertyWorld world, PropertySubject subject, string attributes, string body, PropertyCaller caller)
    {
        var path = $"{subject.Path}/properties/{Key}/latest";
        var wrong = new List<string>();
        await world.Owner.AskAsync(HttpMethod.Put, path, body);

        var isPublic = attributes is "public" or "both";
        var sees = caller.Sees(subject);
        var isApp = caller.IsOwner || caller.IsToken || ((caller.IsAnonymousFrame || caller.IsFrameOfOutsider) && sees);
        var isLimited = caller.IsToken || (caller.IsFrameOfOutsider && sees);
        var get = await caller.AskAsync(HttpMethod.Get, path);
        Check("GET", get, isApp || (sees && isPublic) ? 200 : 404);
        if (get.Status == HttpStatusCode.OK)
            CheckText("GET", get.Body, isApp ? body : """{"v": 1}""");

        var writes = caller.IsOwner || (isLimited && attributes is ("plain" or "public"));
        var write = writes ? 204 : caller.IsAnonymous ? 401 : sees ? 403 : 404;
        Check("PUT", await caller.AskAsync(HttpMethod.Put, path, """{"v": 2}"""), write);
        Check("PUT of another's name", await caller.AskAsync(HttpMethod.Put, path + "-new", """{"v": 2, "_attributes": ["public"]}"""), isLimited ? 204 : write);
        Check("PUT of read_only", await caller.AskAsync(HttpMethod.Put, path + "-locked", """{"v": 2, "_attributes": ["read_only"]}"""), isLimited ? 403 : write);
        CheckText("after PUT", (await world.Owner.AskAsync(HttpMethod.Get, path)).Body, writes ? """{"v": 2}""" : body);
        Check("DELETE", await caller.AskAsync(HttpMethod.Delete, path), write);
        Check("after DELETE", await world.Owner.AskAsync(HttpMethod.Get, path), writes ? 404 : 200);
        await world.Owner.AskAsync(HttpMethod.Delete, path + "-new");
        await world.Owner.AskAsync(HttpMethod.Delete, path + "-locked");
        return wrong;

        void Check(string what, TestAnswer answer, int expected)
        {
            if ((int)answer.Status != expected)
                wrong.Add($"{subject.Name}, {attributes}, {caller.Name}: {what} {(int)answer.Status}, not {expected}: {answer.Body}");
        }

        void CheckText(string what, string text, string expected)
        {
            if (text != expected)
                wrong.Add($"{subject.Name}, {attributes}, {caller.Name}: {what} {text}, not {expected}");
        }
    }
}
