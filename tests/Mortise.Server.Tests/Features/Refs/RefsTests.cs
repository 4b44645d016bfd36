using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Refs;

/// <summary>Branches and tags: /2.0/repositories/{workspace}/{repo_slug}/refs…</summary>
public sealed class RefsTests
{
    private const string Refs = "/2.0/repositories/acme/rocket/refs";

    [Theory, EveryDatabase]
    public async Task Branches_and_tags_are_listed_made_and_deleted(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        var client = await server.AsAsync(ada);
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        await server.CreateRepositoryAsync("acme/empty");
        await server.GrantAsync("acme/rocket", bob, "read");
        using var git = new GitFixture();
        using var clone = new GitFixture();
        var seed = await clone.InitAsync("seed.git");
        var first = await clone.CommitAsync(seed, "main", "first\n", ("README", "a\n"));
        var second = await clone.CommitAsync(seed, "main", "second\n", ("README", "b\n"));
        await clone.GitAsync(seed, "push", "--quiet", $"http://ada:{await server.AppPasswordAsync(ada)}@{new Uri(server.Origin).Authority}/acme/rocket.git", "main");

        // Made: by hash, by a beginning of one, by the name of a branch.
        var made = await PostAsync(client, "branches", Body("feature/b10", first));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal($"{server.Origin}{Refs}/branches/feature/b10", made.Header("Location"));
        foreach (var (name, hash) in new[] { ("b2", first[..8]), ("b10", "main"), ("b1", "feature/b10") })
            Assert.Equal(HttpStatusCode.Created, (await PostAsync(client, "branches", Body(name, hash))).Status);
        var tag = await PostAsync(client, "tags", Body("v1.0", first).Replace("{\"name", "{\"message\": \"the *first*\", \"name", StringComparison.Ordinal));
        var unsaid = await PostAsync(client, "tags", """{"name": "v2", "target": {"hash": "main"}}""");
        await git.GitAsync(path, "tag", "light", first);

        // Shown.
        var branch = (await client.ReadAsync(Refs + "/branches/feature/b10")).Json;
        Assert.Equal(made.Body, (await client.ReadAsync(Refs + "/branches/feature%2Fb10")).Body);
        Assert.Equal(("branch", "feature/b10", first), (Text(branch, "type"), Text(branch, "name"), Text(branch.GetProperty("target"), "hash")));
        Assert.Equal("first\n", Text(branch.GetProperty("target"), "message"));
        Assert.Equal(6, branch.GetProperty("merge_strategies").GetArrayLength());
        Assert.Equal("merge_commit", Text(branch, "default_merge_strategy"));
        Assert.Equal(first, (await client.ReadAsync(Href(branch, "commits"))).Json.GetProperty("values")[0].GetProperty("hash").GetString());
        Assert.Equal("the *first*\n", Text(tag.Json, "message"));
        Assert.Equal($"{{{ada.Id}}}", Text(tag.Json.GetProperty("tagger").GetProperty("user"), "uuid"));
        Assert.Equal($"Added tag v2 for changeset {second[..12]}\n", Text(unsaid.Json, "message"));
        Assert.Equal("tag", await git.GitAsync(path, "cat-file", "-t", "refs/tags/v1.0"));
        var light = (await client.ReadAsync(Refs + "/tags/light")).Json;
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null), (light.GetProperty("message").ValueKind, light.GetProperty("date").ValueKind, light.GetProperty("tagger").ValueKind));

        // Listed, ordered, filtered.
        (string Query, string Names)[] lists =
        [
            ("/branches", "b1 b10 b2 feature/b10 main"), ("/branches?sort=name", "b1 b2 b10 feature/b10 main"), ("/branches?sort=-name&pagelen=2", "main feature/b10"),
            ("/branches?pagelen=2&page=2", "b2 feature/b10"), ("/branches?q=name~%22B1%22", "b1 b10 feature/b10"), ($"/branches?q=target.hash=%22{second}%22", "b10 main"),
            ("/tags", "light v1.0 v2"), ("/tags?q=message~%22first%22", "v1.0"), ("?q=type=%22tag%22", "light v1.0 v2"), ("?pagelen=6", "b1 b10 b2 feature/b10 main light"),
            ("/tags?page=7", ""),
        ];
        foreach (var (query, names) in lists)
            Assert.Equal((query, names), (query, string.Join(' ', (await client.ReadAsync(Refs + query)).Json.GetProperty("values").EnumerateArray().Select(item => Text(item, "name")))));

        // Refused.
        (string Kind, string Body)[] bad =
        [
            ("branches", Body("main", first)), ("branches", """{"name": "x"}"""), ("branches", """{"target": {"hash": "main"}}"""),
            ("branches", """{"name": "a..b", "target": {"hash": "main"}}"""), ("branches", """{"name": "refs/heads/x", "target": {"hash": "main"}}"""),
            ("branches", """{"name": "main/x", "target": {"hash": "main"}}"""), ("branches", """{"name": "x", "target": {"hash": "nothing"}}"""),
            ("branches", "[]"), ("tags", """{"name": "v2", "target": {"hash": "main"}}"""), ("tags", """{"name": "-x ", "target": {"hash": "main"}}"""),
        ];
        foreach (var (kind, body) in bad)
            Assert.Equal((body, HttpStatusCode.BadRequest), (body, (await PostAsync(client, kind, body)).Status));

        Assert.Equal(HttpStatusCode.BadRequest, (await client.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/empty/refs/branches", """{"name": "x", "target": {"hash": "main"}}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.ReadAsync(Refs + "/branches?q=nonsense")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.AskAsync(HttpMethod.Delete, Refs + "/branches/main")).Status);
        foreach (var absent in (string[])["/branches/nothing", "/branches/feature", "/tags/main", "/tags/a..b"])
        {
            Assert.Equal((absent, HttpStatusCode.NotFound), (absent, (await client.ReadAsync(Refs + absent)).Status));
            Assert.Equal((absent, HttpStatusCode.NotFound), (absent, (await client.AskAsync(HttpMethod.Delete, Refs + absent)).Status));
        }

        var (reader, outsider) = (await server.AsAsync(bob), await server.AsAsync(eve));
        var readOnly = await server.AsAsync(ada, "repository");
        foreach (var (method, place, body) in new[]
        {
            (HttpMethod.Post, "/branches", """{"name": "x", "target": {"hash": "main"}}"""), (HttpMethod.Post, "/tags", """{"name": "x", "target": {"hash": "main"}}"""),
            (HttpMethod.Delete, "/branches/b1", null), (HttpMethod.Delete, "/tags/v2", null),
        })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.AskAsync(method, Refs + place, body)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await reader.AskAsync(method, Refs + place, body)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await readOnly.AskAsync(method, Refs + place, body)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await outsider.AskAsync(method, Refs + place, body)).Status);
        }

        foreach (var place in (string[])["", "/branches", "/tags", "/branches/main", "/tags/v2"])
        {
            Assert.Equal(HttpStatusCode.OK, (await reader.ReadAsync(Refs + place)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await outsider.ReadAsync(Refs + place)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync(Refs + place)).Status);
        }

        // Deleted, here and by git.
        Assert.Equal(HttpStatusCode.NoContent, (await client.AskAsync(HttpMethod.Delete, Refs + "/branches/feature%2Fb10")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.AskAsync(HttpMethod.Delete, Refs + "/tags/v1.0")).Status);
        await clone.GitAsync(seed, "push", "--quiet", $"http://ada:{await server.AppPasswordAsync(ada)}@{new Uri(server.Origin).Authority}/acme/rocket.git", ":b2");
        Assert.Equal("b1 b10 main light v2", string.Join(' ', (await client.ReadAsync(Refs)).Json.GetProperty("values").EnumerateArray().Select(item => Text(item, "name"))));
        Assert.Equal(0, (await client.ReadAsync("/2.0/repositories/acme/empty/refs")).Json.GetProperty("size").GetInt32());
    }

    private static Task<TestAnswer> PostAsync(HttpClient client, string kind, string body) => client.AskAsync(HttpMethod.Post, $"{Refs}/{kind}", body);

    private static string Body(string name, string hash) => JsonSerializer.Serialize(new { name, target = new { hash } });

    private static string? Text(JsonElement item, string member) => item.GetProperty(member).GetString();

    private static string Href(JsonElement item, string relation) => item.GetProperty("links").GetProperty(relation).GetProperty("href").GetString()!;
}
