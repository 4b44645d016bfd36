using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

/// <summary>Default reviewers of repositories and projects: …/default-reviewers[/{user}] and …/effective-default-reviewers.</summary>
public sealed class DefaultReviewerTests
{
    private const string OfRepository = "/2.0/repositories/acme/rocket/default-reviewers";
    private const string OfProject = "/2.0/workspaces/acme/projects/PROJ/default-reviewers";

    [Theory, EveryDatabase]
    public async Task Those_of_a_repository_go_before_those_of_its_project(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        var workspace = await server.CreateWorkspaceAsync("acme", ada);
        await server.AddMemberAsync("acme", bob);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.GrantAsync("acme/rocket", bob, "write");
        var (owner, writer, outsider) = (await server.AsAsync(ada), await server.AsAsync(bob), await server.AsAsync(eve));

        var added = await owner.AskAsync(HttpMethod.Put, $"{OfRepository}/{{{bob.Id}}}");
        await owner.AskAsync(HttpMethod.Put, $"{OfRepository}/bob");
        await owner.AskAsync(HttpMethod.Put, $"{OfProject}/bob", "{}");
        var ofProject = await owner.AskAsync(HttpMethod.Put, $"{OfProject}/ada");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (added.Status, ofProject.Status));
        Assert.Equal("bob", added.Json.GetProperty("nickname").GetString());
        Assert.Equal(added.Body, (await writer.ReadAsync($"{OfRepository}/712020:{bob.Id}")).Body);
        Assert.Equal("bob", Assert.Single((await writer.ReadAsync(OfRepository)).Json.GetProperty("values").EnumerateArray()).GetProperty("nickname").GetString());
        Assert.Equal(["project bob", "project ada"], await ListAsync(owner, OfProject));
        Assert.Equal("ada", (await owner.ReadAsync($"{OfProject}/ada")).Json.GetProperty("nickname").GetString());
        Assert.Equal(["repository bob", "project ada"], await ListAsync(writer, "/2.0/repositories/acme/rocket/effective-default-reviewers"));
        Assert.Equal(["project ada"], await ListAsync(writer, "/2.0/repositories/acme/rocket/effective-default-reviewers?q=reviewer_type%3D%22project%22&sort=user.nickname"));

        // Absence, refusal, and whom it cannot be.
        Assert.Equal(HttpStatusCode.NotFound, (await owner.ReadAsync($"{OfRepository}/ada")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.AskAsync(HttpMethod.Delete, $"{OfRepository}/ada")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.ReadAsync($"{OfProject}/eve")).Status);
        foreach (var path in new[] { OfRepository, OfProject })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await owner.AskAsync(HttpMethod.Put, $"{path}/nobody")).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await owner.AskAsync(HttpMethod.Put, $"{path}/eve")).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await owner.AskAsync(HttpMethod.Put, $"{path}/{{{workspace}}}")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await writer.AskAsync(HttpMethod.Put, $"{path}/bob")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await writer.AskAsync(HttpMethod.Delete, $"{path}/bob")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await outsider.ReadAsync(path)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.AskAsync(HttpMethod.Put, $"{path}/bob")).Status);
            Assert.Equal(HttpStatusCode.NoContent, (await owner.AskAsync(HttpMethod.Delete, $"{path}/bob")).Status);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await writer.ReadAsync(OfProject)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.AskAsync(HttpMethod.Delete, $"{OfProject}/bob")).Status);
        Assert.Equal(["project ada"], await ListAsync(owner, "/2.0/repositories/acme/rocket/effective-default-reviewers"));
    }

    private static async Task<string[]> ListAsync(HttpClient client, string path) =>
    [
        .. (await client.ReadAsync(path)).Json.GetProperty("values").EnumerateArray()
            .Select(one => $"{one.GetProperty("reviewer_type").GetString()} {one.GetProperty("user").GetProperty("nickname").GetString()}"),
    ];
}
