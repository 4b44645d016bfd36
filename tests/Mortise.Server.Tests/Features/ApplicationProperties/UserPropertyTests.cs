using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>Properties on people: those of the app's own workspace.</summary>
public sealed class UserPropertyTests
{
    [Theory, EveryDatabase, Requirement("P4")]
    public async Task A_member_is_reached_by_every_name(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("eve"));
        var app = await SigningApp.InstallAsync(server, await server.CreateWorkspaceAsync("acme", ada), "badges");

        Assert.Equal(204, (await app.SendAsync(server.Client, "PUT", Path("ada"), """{"colour": "blue"}""")).Status);

        foreach (var name in new[] { "ada", $"%7B{ada.Id}%7D", $"712020:{ada.Id}" })
            Assert.Equal((200, """{"colour": "blue"}"""), await app.SendAsync(server.Client, "GET", Path(name)));

        Assert.Equal(404, (await app.SendAsync(server.Client, "PUT", Path(eve.Username), "{}")).Status);
        Assert.Equal(404, (await app.SendAsync(server.Client, "PUT", Path("nobody"), "{}")).Status);
        Assert.Equal(404, (int)(await (await server.AsAsync(eve)).ReadAsync(Path("ada"))).Status);
    }

    [Theory, EveryDatabase, Requirement("P4")]
    public async Task An_app_on_a_personal_workspace_reaches_its_person(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var app = await SigningApp.InstallAsync(server, ada.Id, "badges");

        Assert.Equal(204, (await app.SendAsync(server.Client, "PUT", Path("ada"), """{"a": 1, "_attributes": ["public"]}""")).Status);

        Assert.Equal("""{"a": 1}""", (await server.Client.ReadAsync(Path("ada"))).Body);
        Assert.Equal(204, (await app.SendAsync(server.Client, "DELETE", Path("ada"))).Status);
    }

    [Theory, EveryDatabase]
    public async Task An_app_without_the_scope_account_is_refused(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var app = await SigningApp.InstallAsync(server, ada.Id, "badges", scopes: "repository");

        Assert.Equal(403, (await app.SendAsync(server.Client, "PUT", Path("ada"), "{}")).Status);
    }

    private static string Path(string user) => $"/2.0/users/{user}/properties/badges/theme";
}
