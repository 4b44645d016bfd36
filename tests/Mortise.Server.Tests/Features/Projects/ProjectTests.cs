using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Projects;

public sealed class ProjectTests
{
    private const string All = "/2.0/workspaces/acme/projects";

    [Theory, EveryDatabase]
    public async Task An_owner_makes_reads_and_removes_a_project(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);

        var made = await owner.AskAsync(HttpMethod.Post, All, """{"key": "mars", "name": "Mars", "is_private": true, "owner": {"ignored": 1}}""");
        var read = await owner.ReadAsync($"{All}/MARS");
        var hidden = await server.Client.ReadAsync($"{All}/MARS");
        var again = await owner.AskAsync(HttpMethod.Post, All, """{"key": "MARS", "name": "Mars"}""");
        var gone = await owner.AskAsync(HttpMethod.Delete, $"{All}/MARS");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal($"{server.Origin}{All}/MARS", made.Header("Location"));
        Assert.Equal(made.Body, read.Body);
        Assert.Equal("team", read.Json.GetProperty("owner").GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        Assert.True(again.Json.GetProperty("error").GetProperty("fields").TryGetProperty("key", out _));
        Assert.Equal(HttpStatusCode.NoContent, gone.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.ReadAsync($"{All}/MARS")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_new_key_moves_the_project(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);

        var moved = await owner.AskAsync(HttpMethod.Put, $"{All}/PROJ", """{"key": "CORE"}""");
        var renamed = await owner.AskAsync(HttpMethod.Put, $"{All}/CORE", """{"name": "The core"}""");

        Assert.Equal(HttpStatusCode.OK, moved.Status);
        Assert.Equal($"{server.Origin}{All}/CORE", moved.Header("Location"));
        Assert.Equal("The core", renamed.Json.GetProperty("name").GetString());
        Assert.Null(renamed.Header("Location"));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.ReadAsync($"{All}/PROJ")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Put_makes_a_project_that_is_absent(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);

        var made = await owner.AskAsync(HttpMethod.Put, $"{All}/MARS", """{"name": "Mars"}""");
        var nameless = await owner.AskAsync(HttpMethod.Put, $"{All}/VENUS", "{}");
        var misnamed = await owner.AskAsync(HttpMethod.Put, $"{All}/1X", """{"name": "Mars"}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.True(nameless.Json.GetProperty("error").GetProperty("fields").TryGetProperty("name", out _));
        Assert.Equal(HttpStatusCode.BadRequest, misnamed.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_project_that_holds_repositories_stays(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);

        var deleted = await owner.AskAsync(HttpMethod.Delete, $"{All}/PROJ");
        var hidden = await owner.AskAsync(HttpMethod.Put, $"{All}/PROJ", """{"is_private": true}""");

        Assert.Equal(HttpStatusCode.Forbidden, deleted.Status);
        Assert.Equal(HttpStatusCode.BadRequest, hidden.Status);
        Assert.True(hidden.Json.GetProperty("error").GetProperty("fields").TryGetProperty("is_private", out _));
    }

    [Theory, EveryDatabase]
    public async Task A_change_with_a_stale_tag_is_refused(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);
        var tag = (await owner.ReadAsync($"{All}/PROJ")).Header("ETag")!;

        var first = await owner.AskAsync(HttpMethod.Put, $"{All}/PROJ", """{"name": "A"}""", ("If-Match", tag));
        var second = await owner.AskAsync(HttpMethod.Put, $"{All}/PROJ", """{"name": "B"}""", ("If-Match", tag));
        var third = await owner.AskAsync(HttpMethod.Delete, $"{All}/PROJ", null, ("If-Match", tag));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, third.Status);
    }

    [Theory, EveryDatabase]
    public async Task Members_read_projects_and_do_not_change_them(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await OwnerAsync(server);
        var bob = await server.CreateUserAsync("bob");
        await server.AddMemberAsync("acme", bob);
        await server.CreateProjectAsync("acme", "HIDDEN", isPrivate: true);
        var client = await server.AsAsync(bob);

        var list = await client.ReadAsync($"{All}?fields=size,values.key");
        var strange = await server.Client.ReadAsync($"{All}?fields=size,values.key");

        Assert.Equal("""{"size":2,"values":[{"key":"HIDDEN"},{"key":"PROJ"}]}""", list.Body);
        Assert.Equal("""{"size":1,"values":[{"key":"PROJ"}]}""", strange.Body);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.AskAsync(HttpMethod.Post, All, """{"key": "X", "name": "x"}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.AskAsync(HttpMethod.Delete, $"{All}/PROJ")).Status);
    }

    private static async Task<HttpClient> OwnerAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada, isPrivate: false);
        return await server.AsAsync(ada);
    }

    [Theory, EveryDatabase]
    public async Task A_private_repository_does_not_hide_that_its_project_shows_another(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateProjectAsync("acme", "TWO");
        await server.CreateRepositoryAsync("acme/rocket", project: "TWO");
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false, project: "TWO");
        await server.CreateRepositoryAsync("acme/alone", project: "PROJ");
        var client = await server.AsAsync(ada);
        const string Asked = "values.repository.slug,values.repository.project.has_publicly_visible_repos";

        var one = await client.ReadAsync("/2.0/repositories/acme/rocket?fields=project.has_publicly_visible_repos");
        var list = await client.ReadAsync("/2.0/repositories/acme?fields=values.slug,values.project.has_publicly_visible_repos");
        var permissions = await client.ReadAsync("/2.0/user/permissions/repositories?fields=" + Asked);

        Assert.Equal("""{"project":{"has_publicly_visible_repos":true}}""", one.Body);
        Assert.Equal(
            """{"values":[{"slug":"rocket","project":{"has_publicly_visible_repos":true}},{"slug":"docs","project":{"has_publicly_visible_repos":true}},{"slug":"alone","project":{"has_publicly_visible_repos":false}}]}""",
            list.Body);
        Assert.Equal(["rocket True", "docs True", "alone False"], permissions.Json.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("repository"))
            .Select(repository => $"{repository.GetProperty("slug")} {repository.GetProperty("project").GetProperty("has_publicly_visible_repos")}"));
    }
}
