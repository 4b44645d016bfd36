using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>A key belongs to the descriptor that first installed it (docs/decisions/0005).</summary>
public sealed class AppKeyOwnerTests
{
    private const string Latest = "/2.0/repositories/acme/rocket/properties/build-badges/latest";

    [Theory, EveryDatabase]
    [Requirement("P41")]
    public async Task A_copied_key_from_another_address_is_refused_and_sees_nothing(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var eve = await server.CreateUserAsync("eve");
        await server.CreateRepositoryAsync("acme/rocket");
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        await app.PutAsync(Latest, """{"status": "passed"}""");
        var copy = server.Own(await TestApp.StartAsync("build-badges"));

        using var asEve = await server.AsAsync(eve);
        var refused = await PostAsync(asEve, "eve", copy);
        (copy.ClientKey, copy.Host, copy.SharedSecret) = (app.ClientKey, server.Origin, "guessed");
        var read = await copy.GetAsync(Latest);
        var again = await app.GetAsync(Latest);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.DoesNotContain(app.DescriptorUrl, refused.ErrorMessage, StringComparison.Ordinal);     // what others have installed is not theirs to know
        Assert.Contains("another key", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(copy.Callbacks);
        Assert.Equal(HttpStatusCode.Unauthorized, read.Status);
        Assert.Equal("""{"status": "passed"}""", again.Body);
    }

    [Theory, EveryDatabase]
    public async Task The_key_stays_owned_after_an_uninstall(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var eve = await server.CreateUserAsync("eve");
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var id = (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values")[0].GetProperty("id").GetString();
        await server.AdminAsync(HttpMethod.Delete, "/apps/" + id);
        var copy = server.Own(await TestApp.StartAsync("build-badges"));

        using var asEve = await server.AsAsync(eve);
        var refused = await PostAsync(asEve, "eve", copy);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
    }

    [Theory, EveryDatabase]
    public async Task Who_owns_every_workspace_of_the_app_may_move_its_server(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var old = server.Own(await TestApp.StartAsync("build-badges"));
        var moved = server.Own(await TestApp.StartAsync("build-badges"));

        using var asAda = await server.AsAsync(ada);
        await PostAsync(asAda, "acme", old);
        var installed = await PostAsync(asAda, "acme", moved);

        Assert.Equal(HttpStatusCode.Created, installed.Status);
        Assert.True(moved.Callbacks[0].IsSignedWith(old.SharedSecret));
        Assert.Equal(moved.DescriptorUrl, installed.Json.GetProperty("descriptor_url").GetString());
    }

    [Theory, EveryDatabase]
    public async Task A_move_that_fails_gives_the_key_back(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var old = server.Own(await TestApp.StartAsync("build-badges"));
        var moved = server.Own(await TestApp.StartAsync("build-badges"));
        moved.OnCallback = _ => Task.FromResult(500);

        using var asAda = await server.AsAsync(ada);
        await PostAsync(asAda, "acme", old);
        await PostAsync(asAda, "acme", moved);
        var elsewhere = await server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = moved.DescriptorUrl, workspace = "ada" }));
        var again = await PostAsync(asAda, "acme", old);

        Assert.Equal(HttpStatusCode.Conflict, elsewhere.Status);
        Assert.Equal(HttpStatusCode.Created, again.Status);
    }

    [Theory, EveryDatabase]
    public async Task The_hosts_administrator_moves_a_key_only_when_told_to(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.InstallAppAsync("build-badges", on: "acme");
        var moved = server.Own(await TestApp.StartAsync("build-badges"));

        var refused = await server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = moved.DescriptorUrl, workspace = "acme" }));
        var installed = await server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = moved.DescriptorUrl, workspace = "acme", move = true }));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal(HttpStatusCode.Created, installed.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_registered_key_installs_from_its_own_descriptor_only(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        var copy = server.Own(await TestApp.StartAsync("build-badges"));
        var later = await server.InstallAppAsync("later", on: "acme");

        await RegisterAsync(server, app);
        var twice = await RegisterAsync(server, copy);
        var installed = await RegisterAsync(server, later);
        using var asAda = await server.AsAsync(ada);
        var copied = await PostAsync(asAda, "ada", copy);
        var moved = await server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = copy.DescriptorUrl, workspace = "ada", move = true }));
        var own = await PostAsync(asAda, "ada", app);

        Assert.Equal(HttpStatusCode.Conflict, twice.Status);
        Assert.Equal(HttpStatusCode.Conflict, installed.Status);
        Assert.Equal(HttpStatusCode.Conflict, copied.Status);
        Assert.Equal(HttpStatusCode.Conflict, moved.Status);
        Assert.Equal(HttpStatusCode.Created, own.Status);
    }

    private static Task<TestAnswer> RegisterAsync(TestServer server, TestApp app) =>
        server.AdminAsync(HttpMethod.Post, "/app-registrations", JsonSerializer.Serialize(new { key = app.Key, descriptor_url = app.DescriptorUrl }));

    private static Task<TestAnswer> PostAsync(HttpClient client, string workspace, TestApp app) =>
        client.AskAsync(HttpMethod.Post, $"/2.0/account/{workspace}/addons", JsonSerializer.Serialize(new { url = app.DescriptorUrl }));
}
