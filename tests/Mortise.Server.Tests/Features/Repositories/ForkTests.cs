using System.Net;
using Mortise.Testing;
using static Mortise.Server.Tests.Features.Source.SourceWorld;

namespace Mortise.Server.Tests.Features.Repositories;

/// <summary>…/forks, …/watchers and …/override-settings.</summary>
public sealed class ForkTests
{
    [Theory, EveryDatabase]
    public async Task A_fork_has_its_parents_history_and_outlives_it(TestDatabase database)
    {
        await using var world = await StartAsync(database);
        var tip = await world.CommitAsync(world.RocketPath, "trunk", ("100644", "README.md", "hello"u8.ToArray()));
        await world.Git.GitAsync(world.RocketPath, "symbolic-ref", "HEAD", "refs/heads/trunk");
        var forks = Rocket + "/forks";
        await world.Ada.AskAsync(HttpMethod.Put, Rocket, """{"description": "engines", "language": "c#"}""");

        var made = await world.Bob.AskAsync(HttpMethod.Post, forks, """{"mainbranch": {"name": "trunk"}}""");
        var again = await world.Bob.AskAsync(HttpMethod.Post, forks);
        var beside = await world.Ada.AskAsync(HttpMethod.Post, forks, """{"name": "Rocket Two", "workspace": {"slug": "acme"}, "description": "mine", "is_private": true, "project": {"key": "PROJ"}}""");

        Assert.True(made.Status == HttpStatusCode.Created, made.Body);
        Assert.Equal($"{world.Server.Origin}/2.0/repositories/bob/rocket", made.Header("Location"));
        Assert.Equal(("engines", "c#", true, "trunk"),
            (made.Json.GetProperty("description").GetString(), made.Json.GetProperty("language").GetString(), made.Json.GetProperty("is_private").GetBoolean(), made.Json.GetProperty("mainbranch").GetProperty("name").GetString()));
        Assert.True(made.Json.GetProperty("size").GetInt64() > 0);
        Assert.Equal("acme/rocket", made.Json.GetProperty("parent").GetProperty("full_name").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Created), (again.Status, beside.Status));
        Assert.Equal(("acme/rocket-two", "mine"), (beside.Json.GetProperty("full_name").GetString(), beside.Json.GetProperty("description").GetString()));

        // Each sees the forks that they may see, and a parent that they may see.
        Assert.Equal(["acme/rocket-two"], await NamesAsync(world.Ada, forks));
        Assert.Equal(["bob/rocket"], await NamesAsync(world.Bob, forks));
        Assert.Empty(await NamesAsync(world.Ada, forks + "?q=name=%22rocket%22"));
        Assert.Equal(["acme/rocket-two"], await NamesAsync(world.Ada, forks + "?role=owner&sort=-name"));
        var tag = (await world.Bob.ReadAsync("/2.0/repositories/bob/rocket")).Header("ETag")!;
        Assert.Equal(HttpStatusCode.OK, (await world.Bob.AskAsync(HttpMethod.Put, "/2.0/repositories/bob/rocket", """{"description": "ours"}""", ("If-Match", tag))).Status);
        Assert.Equal("""{"values":[{"parent":{"name":"rocket"}}]}""", (await world.Bob.ReadAsync("/2.0/repositories/bob?fields=values.parent.name")).Body);

        await world.Ada.AskAsync(HttpMethod.Delete, Rocket);
        var orphan = (await world.Bob.ReadAsync("/2.0/repositories/bob/rocket")).Json;
        var file = await world.Bob.ReadAsync($"/2.0/repositories/bob/rocket/src/{tip}/README.md");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, orphan.GetProperty("parent").ValueKind);
        Assert.Equal("hello", file.Body);

        static async Task<string[]> NamesAsync(HttpClient client, string path) =>
            [.. (await client.ReadAsync(path)).Json.GetProperty("values").EnumerateArray().Select(one => one.GetProperty("full_name").GetString()!)];
    }

    [Theory, EveryDatabase]
    public async Task Who_may_not_fork_or_look_is_told_no_more_than_that(TestDatabase database)
    {
        await using var world = await StartAsync(database);
        var reader = await world.Server.AsAsync(await world.Server.CreateUserAsync("kim"), "repository");

        Assert.Equal(HttpStatusCode.Created, (await world.Eve.AskAsync(HttpMethod.Post, Docs + "/forks", """{"is_private": true}""")).Status);
        foreach (var (client, path, body, status) in new (HttpClient, string, string?, HttpStatusCode)[]
        {
            (world.Eve, Rocket + "/forks", null, HttpStatusCode.NotFound),
            (world.Server.Client, Docs + "/forks", null, HttpStatusCode.Unauthorized),
            (reader, Docs + "/forks", null, HttpStatusCode.Forbidden),
            (world.Bob, Rocket + "/forks", """{"workspace": {"slug": "acme"}, "name": "x"}""", HttpStatusCode.Forbidden),
            (world.Bob, Rocket + "/forks", """{"workspace": {"slug": "nope"}}""", HttpStatusCode.NotFound),
            (world.Bob, Rocket + "/forks", """{"workspace": 7}""", HttpStatusCode.BadRequest),
            (world.Bob, Rocket + "/forks", """{"mainbranch": {"name": "nope"}}""", HttpStatusCode.BadRequest),
            (world.Bob, Rocket + "/forks", """{"name": "???"}""", HttpStatusCode.BadRequest),
        })
            Assert.True((await client.AskAsync(HttpMethod.Post, path, body)).Status == status, $"{path} {body}");

        await world.Ada.AskAsync(HttpMethod.Put, Rocket, """{"fork_policy": "no_public_forks"}""");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.AskAsync(HttpMethod.Post, Rocket + "/forks", """{"is_private": false}""")).Status);
        var bobs = await world.Bob.AskAsync(HttpMethod.Post, Rocket + "/forks", """{"fork_policy": "allow_forks"}""");
        Assert.Equal((HttpStatusCode.Created, "no_public_forks"), (bobs.Status, bobs.Json.GetProperty("fork_policy").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await world.Bob.AskAsync(HttpMethod.Put, "/2.0/repositories/bob/rocket", """{"fork_policy": "allow_forks"}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.AskAsync(HttpMethod.Post, "/2.0/repositories/bob/rocket/forks", """{"name": "z", "is_private": false}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await world.Bob.AskAsync(HttpMethod.Post, "/2.0/repositories/bob/rocket/forks", """{"name": "z"}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.AskAsync(HttpMethod.Put, "/2.0/repositories/bob/z", """{"is_private": false}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.AskAsync(HttpMethod.Put, "/2.0/repositories/bob/rocket", """{"is_private": false}""")).Status);
        await world.Ada.AskAsync(HttpMethod.Put, Rocket, """{"fork_policy": "no_forks"}""");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Ada.AskAsync(HttpMethod.Post, Rocket + "/forks", """{"name": "y"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.ReadAsync(Rocket + "/forks")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Bob.ReadAsync(Rocket + "/forks?role=king")).Status);

        // Whoever makes a repository watches it.
        await world.Ada.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/fresh", "{}");
        var watchers = (await world.Ada.ReadAsync("/2.0/repositories/acme/fresh/watchers")).Json;
        Assert.Equal("ada", Assert.Single(watchers.GetProperty("values").EnumerateArray()).GetProperty("nickname").GetString());
        Assert.Equal(0, (await world.Server.Client.ReadAsync(Docs + "/watchers")).Json.GetProperty("size").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.ReadAsync(Rocket + "/watchers")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await world.Server.AsAsync(await world.Server.CreateUserAsync("lee"), "account")).ReadAsync(Docs + "/watchers")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_repository_says_which_settings_it_has_for_itself(TestDatabase database)
    {
        await using var world = await StartAsync(database);
        const string Settings = Rocket + "/override-settings";

        var before = await world.Ada.ReadAsync(Settings);
        var put = await world.Ada.AskAsync(HttpMethod.Put, Settings, """{"override_settings": {"branching_model": true}}""", ("If-Match", before.Header("ETag")!));
        var stale = await world.Ada.AskAsync(HttpMethod.Put, Settings, """{"override_settings": {}}""", ("If-Match", before.Header("ETag")!));
        await world.Ada.AskAsync(HttpMethod.Put, Settings, """{"override_settings": {"default_merge_strategy": true, "other": 1}}""");

        Assert.Equal("""{"type":"repository_inheritance_state","override_settings":{"default_merge_strategy":false,"branching_model":false}}""", before.Body);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.PreconditionFailed), (put.Status, stale.Status));
        Assert.Equal("""{"override_settings":{"default_merge_strategy":true,"branching_model":true}}""", (await world.Ada.ReadAsync(Rocket + "?fields=override_settings")).Body);
        foreach (var body in (string[])["{}", """{"override_settings": []}""", """{"override_settings": {"branching_model": "perhaps"}}""", "["])
            Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.AskAsync(HttpMethod.Put, Settings, body)).Status);
        foreach (var (client, status) in new[] { (world.Bob, HttpStatusCode.Forbidden), (world.Eve, HttpStatusCode.NotFound), (world.Server.Client, HttpStatusCode.Unauthorized) })
        {
            Assert.Equal(status, (await client.ReadAsync(Settings)).Status);
            Assert.Equal(status, (await client.AskAsync(HttpMethod.Put, Settings, """{"override_settings": {}}""")).Status);
        }
    }
}
