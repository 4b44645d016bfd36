using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Repositories;

public sealed class GetRepositoryTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Theory, EveryDatabase]
    public async Task A_public_repository_is_there_for_everyone(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var id = await server.CreateRepositoryAsync("acme/rocket", isPrivate: false);

        var answer = await server.Client.ReadAsync(Rocket);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("acme/rocket", answer.Json.GetProperty("full_name").GetString());
        Assert.Equal($"{{{id:D}}}", answer.Json.GetProperty("uuid").GetString());
        Assert.True(File.Exists(Path.Combine(server.RepositoryPath(id), "HEAD")));
    }

    [Theory, EveryDatabase]
    public async Task A_private_repository_is_there_for_members_with_a_permission_only(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket");
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.AddMemberAsync("acme", ada, isOwner: true);
        await server.AddMemberAsync("acme", bob);
        await server.GrantAsync("acme/rocket", bob, "read");

        var hidden = await server.Client.ReadAsync(Rocket);
        var absent = await server.Client.ReadAsync("/2.0/repositories/acme/nothing");

        Assert.Equal(HttpStatusCode.OK, (await (await server.AsAsync(ada)).ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await server.AsAsync(bob, "repository")).ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await server.AsAsync(eve)).ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Equal(absent.Body, hidden.Body);
    }

    [Theory, EveryDatabase]
    public async Task A_repository_is_addressed_by_slug_or_uuid(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var workspace = await server.CreateWorkspaceAsync("acme");
        var id = await server.CreateRepositoryAsync("acme/rocket", isPrivate: false);

        string[] paths = ["/2.0/repositories/ACME/Rocket", $"/2.0/repositories/acme/%7B{id}%7D", $"/2.0/repositories/%7B{workspace}%7D/rocket/", $"{server.Origin}//2.0/repositories/%7B%7D/{{{id}}}"];
        foreach (var path in paths)
            Assert.Equal(HttpStatusCode.OK, (await server.Client.ReadAsync(path)).Status);
    }
}
