using System.Net;
using System.Text.Json;
using Mortise.Server.Tests.Features.OAuth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>The three calls by which atlassian-connect-express installs and removes its app (connect.md 6.2).</summary>
public sealed class AccountAppsTests
{
    [Theory, EveryDatabase]
    public async Task An_owner_installs_lists_and_removes_an_app(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var acme = await server.CreateWorkspaceAsync("acme", ada);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        using var asAda = await server.AsAsync(ada);

        var made = await asAda.AskAsync(HttpMethod.Post, "/2.0/account/acme/addons", Order(app));
        var list = await asAda.ReadAsync($"/2.0/account/{{{acme}}}/addons/");
        var id = list.Json.GetProperty("values")[0].GetProperty("id").GetString();
        var gone = await asAda.AskAsync(HttpMethod.Delete, $"/2.0/account/acme/addons/{id}");
        var callbacks = await app.WaitForCallbacksAsync(2);
        var empty = await asAda.ReadAsync("/2.0/account/acme/addons");
        var twice = await asAda.AskAsync(HttpMethod.Delete, $"/2.0/account/acme/addons/{id}");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal($"{server.Origin}/2.0/account/acme/addons/{id}", made.Header("Location"));
        Assert.Equal("build-badges", list.Json.GetProperty("values")[0].GetProperty("key").GetString());
        Assert.Equal(ada.Id.ToString("D"), callbacks[0].Body.GetProperty("actor").GetProperty("uuid").GetString());
        Assert.Equal(HttpStatusCode.NoContent, gone.Status);
        Assert.Empty(empty.Json.GetProperty("values").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, twice.Status);
    }

    [Theory, EveryDatabase]
    public async Task Only_an_owner_may(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.AddMemberAsync("acme", bob);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var id = (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values")[0].GetProperty("id").GetString();
        using var asBob = await server.AsAsync(bob);
        using var asEve = await server.AsAsync(eve);
        using var weakAda = await server.AsAsync(ada, "account");

        var anonymous = await server.Client.ReadAsync("/2.0/account/acme/addons");
        var member = await asBob.AskAsync(HttpMethod.Post, "/2.0/account/acme/addons", Order(app));
        var outsider = await asEve.AskAsync(HttpMethod.Delete, $"/2.0/account/acme/addons/{id}");
        var elsewhere = await asEve.AskAsync(HttpMethod.Delete, $"/2.0/account/eve/addons/{id}");
        var unscoped = await weakAda.AskAsync(HttpMethod.Post, "/2.0/account/acme/addons", Order(app));
        var byApp = await app.GetAsync("/2.0/account/acme/addons");

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.Status);
        Assert.Equal(HttpStatusCode.Forbidden, member.Status);
        Assert.Equal(HttpStatusCode.NotFound, outsider.Status);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.Status);
        Assert.Equal(HttpStatusCode.Forbidden, unscoped.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, byApp.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_consumer_that_a_person_has_consented_to_neither_sees_nor_changes_apps(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var id = (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values")[0].GetProperty("id").GetString();
        var tokens = await server.TokensAsync(await server.ConsumerAsync("acme", "account:write"), ada, "account:write");
        using var consumer = new HttpClient { BaseAddress = new Uri(server.Origin) };
        consumer.DefaultRequestHeaders.Authorization = OAuthWorld.Bearer(tokens.Access);

        var seen = await consumer.ReadAsync("/2.0/account/acme/addons");
        var installed = await consumer.AskAsync(HttpMethod.Post, "/2.0/account/acme/addons", Order(app));
        var removed = await consumer.AskAsync(HttpMethod.Delete, $"/2.0/account/acme/addons/{id}");

        Assert.All([seen, installed, removed], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        Assert.Equal(HttpStatusCode.OK, (await consumer.ReadAsync("/2.0/user")).Status);
        Assert.Equal("active", (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_order_without_a_url_says_what_is_missing()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var asAda = await server.AsAsync(await server.CreateUserAsync("ada"));

        var refused = await asAda.AskAsync(HttpMethod.Post, "/2.0/account/ada/addons", """{"url": 1}""");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.True(refused.Json.GetProperty("error").GetProperty("fields").TryGetProperty("url", out _));
    }

    private static string Order(TestApp app) => JsonSerializer.Serialize(new { url = app.DescriptorUrl });
}
