using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Users;

public sealed class UserTests
{
    [Theory, EveryDatabase]
    public async Task A_person_reads_who_they_are(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");

        var answer = await (await server.AsAsync(ada, "account")).ReadAsync("/2.0/user");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("user", answer.Json.GetProperty("type").GetString());
        Assert.Equal("ada", answer.Json.GetProperty("username").GetString());
        Assert.Equal($"{{{ada.Id:D}}}", answer.Json.GetProperty("uuid").GetString());
        Assert.False(answer.Json.TryGetProperty("properties", out _));
    }

    [Theory, EveryDatabase]
    public async Task Nobody_in_particular_is_asked_to_sign_in(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);

        var answer = await server.Client.ReadAsync("/2.0/user");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.StartsWith("Basic ", answer.Header("WWW-Authenticate"));
    }

    [Theory, EveryDatabase]
    public async Task A_token_of_a_workspace_is_an_app_user_named_after_it(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");

        var answer = await server.WithBearer(await server.AccessTokenAsync("acme", "account")).ReadAsync("/2.0/user");

        Assert.Equal("app_user", answer.Json.GetProperty("type").GetString());
        Assert.Equal("workspace_access_token", answer.Json.GetProperty("kind").GetString());
        Assert.Equal("test token", answer.Json.GetProperty("display_name").GetString());
    }

    [Theory, EveryDatabase]
    public async Task A_person_is_found_by_uuid_account_id_and_username_and_shows_no_username(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");

        foreach (var name in new[] { $"%7B{ada.Id:D}%7D", $"{{{ada.Id:D}}}", $"712020:{ada.Id:D}", "ada", "Ada" })
        {
            var answer = await server.Client.ReadAsync($"/2.0/users/{name}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal($"{{{ada.Id:D}}}", answer.Json.GetProperty("uuid").GetString());
            Assert.False(answer.Json.TryGetProperty("username", out _));
        }
    }

    [Theory, EveryDatabase]
    public async Task A_team_is_not_a_person(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var acme = await server.CreateWorkspaceAsync("acme", isPrivate: false);

        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync("/2.0/users/acme")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync($"/2.0/users/{{{acme:D}}}")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Properties_of_a_person_are_shown_when_asked_for(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateUserAsync("ada");

        var answer = await server.Client.ReadAsync("/2.0/users/ada?fields=nickname,properties.*");

        Assert.Equal("""{"nickname":"ada","properties":{}}""", answer.Body);
    }

    [Theory, EveryDatabase]
    public async Task Addresses_are_read_by_their_owner(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var client = await server.AsAsync(ada, "email");

        var list = await client.ReadAsync("/2.0/user/emails");
        var one = await client.ReadAsync("/2.0/user/emails/ada@example.com");

        Assert.Equal(1, list.Json.GetProperty("size").GetInt64());
        Assert.True(one.Json.GetProperty("is_primary").GetBoolean());
        Assert.Equal($"{server.Origin}/2.0/user/emails/ada%40example.com", one.Json.GetProperty("links").GetProperty("self").GetProperty("href").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync("/2.0/user/emails/eve@example.com")).Status);
    }
}
