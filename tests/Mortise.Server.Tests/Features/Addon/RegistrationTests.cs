using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>Registered apps: one secret, one list, one update for all their installations.</summary>
public sealed class RegistrationTests
{
    [Theory, EveryDatabase]
    public async Task A_registration_is_made_listed_rotated_and_removed(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("tracker"));
        await server.CreateWorkspaceAsync("acme");

        var first = await RegisterAsync(server, app);
        var twice = await server.AdminAsync(HttpMethod.Post, "/app-registrations", JsonSerializer.Serialize(new { key = "tracker", descriptor_url = app.DescriptorUrl }));
        await server.InstallAsync(app, "acme");
        var list = await server.AdminAsync(HttpMethod.Get, "/app-registrations");
        var rotated = await server.AdminAsync(HttpMethod.Post, "/app-registrations/tracker/secret");
        var byOld = await app.GetAsync(AddonApp.Linkers);
        app.SharedSecret = rotated.Json.GetProperty("shared_secret").GetString()!;
        var byNew = await app.GetAsync(AddonApp.Linkers);
        var held = await server.AdminAsync(HttpMethod.Delete, "/app-registrations/tracker");
        await app.DeleteAsync(AddonApp.Addon);
        var removed = await server.AdminAsync(HttpMethod.Delete, "/app-registrations/tracker");
        await server.InstallAsync(app, "acme");

        Assert.Matches("^[A-Za-z0-9]{64}$", first);
        Assert.Equal(HttpStatusCode.Conflict, twice.Status);
        var one = Assert.Single(list.Json.GetProperty("values").EnumerateArray());
        Assert.Equal(
            ("tracker", app.DescriptorUrl, 1, 0),
            (one.GetProperty("key").GetString(), one.GetProperty("descriptor_url").GetString(), one.GetProperty("installations").GetInt32(), one.GetProperty("installations_elsewhere").GetInt32()));
        Assert.NotEqual(first, app.SharedSecret);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (byOld.Status, byNew.Status));
        Assert.Equal(HttpStatusCode.Conflict, held.Status);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        Assert.StartsWith("connection:", app.ClientKey, StringComparison.Ordinal);
        foreach (var (method, path, body) in (List<(HttpMethod, string, string?)>)[(HttpMethod.Put, "", """{"descriptor_url": "http://127.0.0.1:1/d"}"""), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/secret", null), (HttpMethod.Post, "/update", null)])
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await server.AdminAsync(method, "/app-registrations/tracker" + path, body)).Status));
    }

    [Theory, EveryDatabase]
    [Requirement("A22")]
    public async Task All_installations_are_updated_at_once_with_a_report(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("tracker"));
        app.AskFor("repository", "account");
        await RegisterAsync(server, app);
        var keys = new List<string>();
        foreach (var workspace in (string[])["w1", "w2", "w3", "w4", "w5"])
        {
            await server.InstallAsync(app, workspace);
            keys.Add(app.ClientKey);
        }

        // One has dropped a scope and must not get it back; one has the new descriptor already; one is disabled.
        app.ClientKey = keys[1];
        app.AskFor("repository");
        await app.PutAsync(AddonApp.Addon, "{}");
        app.AskFor("repository", "account");
        app.Descriptor["name"] = "The next version";
        app.ClientKey = keys[2];
        await app.PutAsync(AddonApp.Addon, "{}");
        app.ClientKey = keys[3];
        await server.AdminAsync(HttpMethod.Post, $"/apps/{await server.IdAsync(app)}/disable");
        var fetches = 0;
        app.ServeDescriptor = context =>
        {
            Interlocked.Increment(ref fetches);
            return context.Response.WriteAsync(app.Descriptor.ToJsonString());
        };

        var started = await server.AdminAsync(HttpMethod.Post, "/app-registrations/tracker/update");
        var ended = await EndAsync(server, started);

        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        Assert.Equal($"{server.Origin}/_/api/app-rollouts/{started.Json.GetProperty("id").GetString()}", started.Header("Location"));
        Assert.Equal(
            ["w1 updated", "w2 refused", "w3 unchanged", "w4 updated", "w5 updated"],
            ended.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("workspace")} {step.GetProperty("state")}"));
        Assert.Contains("cannot be increased", ended.GetProperty("steps")[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            (5, 0, 3, 1, 1),
            (ended.GetProperty("total").GetInt32(), ended.GetProperty("waiting").GetInt32(), ended.GetProperty("updated").GetInt32(), ended.GetProperty("unchanged").GetInt32(), ended.GetProperty("refused").GetInt32()));
        Assert.Equal(1, fetches);
        Assert.DoesNotContain(app.Callbacks, callback => callback.EventType is not ("installed" or "disabled"));

        var granted = await EndAsync(server, await server.AdminAsync(HttpMethod.Post, "/app-registrations/tracker/update?accept_scopes=true"));
        Assert.Equal(0, granted.GetProperty("refused").GetInt32());
    }

    [Theory, EveryDatabase]
    public async Task An_update_of_all_survives_the_server_and_is_not_begun_twice(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("tracker"));
        await RegisterAsync(server, app);
        await server.InstallAsync(app, "w1");
        await server.InstallAsync(app, "w2");
        app.Descriptor["name"] = "The next version";
        using var asked = new SemaphoreSlim(0);
        using var answer = new SemaphoreSlim(0);
        app.ServeDescriptor = async context =>
        {
            asked.Release();
            await answer.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(app.Descriptor.ToJsonString());
        };

        var started = await server.AdminAsync(HttpMethod.Post, "/app-registrations/tracker/update");
        await asked.WaitAsync();
        var twice = await server.AdminAsync(HttpMethod.Post, "/app-registrations/tracker/update");
        await server.RestartAsync();
        answer.Release(10);
        var ended = await EndAsync(server, started);

        Assert.Equal(HttpStatusCode.Conflict, twice.Status);
        Assert.Equal(2, ended.GetProperty("updated").GetInt32());
        Assert.Equal("The next version", (await server.InstallationAsync(app)).GetProperty("name").GetString());
    }

    private static async Task<JsonElement> EndAsync(TestServer server, TestAnswer started)
    {
        var id = started.Json.GetProperty("id").GetString();
        var ended = await Eventually.SeeAsync(
            () => server.AdminAsync(HttpMethod.Get, "/app-rollouts/" + id),
            static rollout => rollout.Json.GetProperty("state").GetString() == "ended",
            "end of the update of all installations");
        return ended.Json;
    }

    private static async Task<string> RegisterAsync(TestServer server, TestApp app)
    {
        var answer = await server.AdminAsync(HttpMethod.Post, "/app-registrations", JsonSerializer.Serialize(new { key = app.Key, descriptor_url = app.DescriptorUrl }));
        return answer.Json.GetProperty("shared_secret").GetString()!;
    }
}
