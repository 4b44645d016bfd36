using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Workspaces;

public sealed class WorkspaceTests
{
    [Theory, EveryDatabase]
    public async Task A_private_workspace_answers_strangers_as_an_unknown_one_does(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateWorkspaceAsync("open", isPrivate: false);

        var hidden = await server.Client.ReadAsync("/2.0/workspaces/acme");
        var own = await (await server.AsAsync(ada)).ReadAsync("/2.0/workspaces/acme");

        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Equal("No workspace with identifier 'acme'.", hidden.ErrorMessage);
        Assert.Equal(HttpStatusCode.OK, own.Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.ReadAsync("/2.0/workspaces/open")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_public_repository_shows_its_workspace(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        await server.CreateRepositoryAsync("acme/rocket");

        Assert.Equal(HttpStatusCode.OK, (await server.Client.ReadAsync("/2.0/workspaces/acme")).Status);
        var list = await server.Client.ReadAsync("/2.0/repositories/acme?fields=size,values.slug");
        Assert.Equal("""{"size":1,"values":[{"slug":"docs"}]}""", list.Body);
    }

    [Theory, EveryDatabase]
    public async Task Members_see_who_belongs_and_others_are_refused(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada, isPrivate: false);
        await server.AddMemberAsync("acme", bob);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.GrantAsync("acme/rocket", bob, "write");

        var members = await (await server.AsAsync(bob, "account")).ReadAsync("/2.0/workspaces/acme/members");
        var permissions = await (await server.AsAsync(ada)).ReadAsync("/2.0/workspaces/acme/permissions?fields=values.permission,values.user.nickname");
        var member = await (await server.AsAsync(ada)).ReadAsync("/2.0/workspaces/acme/members/bob");
        var stranger = await (await server.AsAsync(eve)).ReadAsync("/2.0/workspaces/acme/members");

        Assert.Equal(2, members.Json.GetProperty("size").GetInt64());
        Assert.Equal(
            """{"values":[{"user":{"nickname":"ada"},"permission":"owner"},{"user":{"nickname":"bob"},"permission":"collaborator"}]}""", permissions.Body);
        Assert.Equal("workspace_membership", member.Json.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, stranger.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await server.AsAsync(ada)).ReadAsync("/2.0/workspaces/acme/members/eve")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_person_lists_their_workspaces_and_roles(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme");
        await server.CreateWorkspaceAsync("other");
        await server.AddMemberAsync("acme", ada);
        var client = await server.AsAsync(ada, "account");

        var access = await client.ReadAsync("/2.0/user/workspaces?fields=pagelen,values.administrator,values.workspace.slug");
        var roles = await client.ReadAsync("/2.0/user/permissions/workspaces?fields=pagelen,values.permission,values.workspace.slug");
        var owned = await client.ReadAsync("/2.0/workspaces?role=owner&fields=values.slug");
        var one = await client.ReadAsync("/2.0/user/workspaces/acme/permission?fields=permission");

        Assert.Equal("""{"pagelen":25,"values":[{"administrator":false,"workspace":{"slug":"acme"}},{"administrator":true,"workspace":{"slug":"ada"}}]}""", access.Body);
        Assert.Equal("""{"pagelen":50,"values":[{"workspace":{"slug":"acme"},"permission":"member"},{"workspace":{"slug":"ada"},"permission":"owner"}]}""", roles.Body);
        Assert.Equal("""{"values":[{"slug":"ada"}]}""", owned.Body);
        Assert.Equal("""{"permission":"member"}""", one.Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.ReadAsync("/2.0/workspaces?role=king")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync("/2.0/user/workspaces/other/permission")).Status);
    }

    [Theory, EveryDatabase]
    public async Task An_access_token_cannot_touch_permissions(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        var token = server.WithBearer(await server.AccessTokenAsync("acme"));

        Assert.Equal(HttpStatusCode.OK, (await token.ReadAsync("/2.0/workspaces/acme/members")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await token.ReadAsync("/2.0/workspaces/acme/permissions")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await token.ReadAsync("/2.0/workspaces/acme/permissions/repositories")).Status);
    }
}
