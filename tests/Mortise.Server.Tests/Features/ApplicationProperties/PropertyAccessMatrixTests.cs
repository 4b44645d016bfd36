using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>The access matrix of application properties, rows J and O (<c>connect.md</c> 14.3): every kind of caller against every set of attributes.</summary>
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
    [Requirement("P35"), Requirement("P38"), Requirement("P39"), Requirement("P40"), Requirement("P41"), Requirement("P68"), Requirement("P70"), Requirement("P71")]
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
            foreach (var caller in world.Callers.Where(caller => !caller.IsOwner))
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

    private static async Task<List<string>> FaultsAsync(PropertyWorld world, PropertySubject subject, string attributes, string body, PropertyCaller caller)
    {
        var path = $"{subject.Path}/properties/{Key}/latest";
        var wrong = new List<string>();
        await world.Owner.AskAsync(HttpMethod.Put, path, body);

        var isPublic = attributes is "public" or "both";
        var sees = caller.Sees(subject);
        var get = await caller.AskAsync(HttpMethod.Get, path);
        Check("GET", get, caller.IsOwner || (sees && isPublic) ? 200 : 404);
        if (get.Status == HttpStatusCode.OK)
            CheckText("GET", get.Body, caller.IsOwner ? body : """{"v": 1}""");

        var write = caller.IsOwner ? 204 : caller.IsAnonymous ? 401 : sees ? 403 : 404;
        Check("PUT", await caller.AskAsync(HttpMethod.Put, path, """{"v": 2}"""), write);
        Check("PUT of another's name", await caller.AskAsync(HttpMethod.Put, path + "-new", """{"v": 2, "_attributes": ["public"]}"""), write);
        CheckText("after PUT", (await world.Owner.AskAsync(HttpMethod.Get, path)).Body, caller.IsOwner ? """{"v": 2}""" : body);
        Check("DELETE", await caller.AskAsync(HttpMethod.Delete, path), write);
        Check("after DELETE", await world.Owner.AskAsync(HttpMethod.Get, path), caller.IsOwner ? 404 : 200);
        await world.Owner.AskAsync(HttpMethod.Delete, path + "-new");
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
