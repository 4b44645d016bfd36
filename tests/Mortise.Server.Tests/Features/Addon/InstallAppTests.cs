using System.Net;
using System.Text.Json;
using Mortise.Server.Tests.Features.OAuth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>Install, reinstall, uninstall, return: what the app is told, and which secret counts when (connect.md 6.4, 6.5, 7).</summary>
public sealed class InstallAppTests
{
    private const string Latest = "/2.0/repositories/acme/rocket/properties/build-badges/latest";

    [Theory, EveryDatabase]
    public async Task An_installed_app_keeps_a_property(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = await server.InstallAppAsync("build-badges", on: "acme");

        var put = await app.PutAsync(Latest, """{"status": "passed"}""");
        var get = await app.GetAsync(Latest);

        Assert.Equal(HttpStatusCode.NoContent, put.Status);
        Assert.Equal("""{"status": "passed"}""", get.Body);
    }

    [Theory, EveryDatabase]
    public async Task The_first_install_tells_the_app_everything_unsigned(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var acme = await server.CreateWorkspaceAsync("acme", ada);
        var app = await server.InstallAppAsync("build-badges", on: "acme");

        var callback = Assert.Single(app.Callbacks);
        var body = callback.Body;
        var principal = body.GetProperty("principal");

        Assert.Null(callback.Jwt);
        Assert.Equal(
            ["productType", "eventType", "key", "clientKey", "sharedSecret", "publicKey", "baseUrl", "baseApiUrl", "principal", "user", "actor"],
            body.EnumerateObject().Select(member => member.Name));
        Assert.Equal("bitbucket", body.GetProperty("productType").GetString());
        Assert.Equal("installed", body.GetProperty("eventType").GetString());
        Assert.Equal("build-badges", body.GetProperty("key").GetString());
        Assert.Equal("connection:1", callback.ClientKey);
        Assert.Matches("^[A-Za-z0-9]{64}$", callback.SharedSecret);
        Assert.StartsWith("MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ", body.GetProperty("publicKey").GetString(), StringComparison.Ordinal);
        Assert.Equal(server.Origin, body.GetProperty("baseUrl").GetString());
        Assert.Equal(server.Origin, body.GetProperty("baseApiUrl").GetString());
        Assert.Equal(principal.GetRawText(), body.GetProperty("user").GetRawText());
        Assert.Equal("team", principal.GetProperty("type").GetString());
        Assert.Equal($"{{{acme}}}", principal.GetProperty("uuid").GetString());
        Assert.Equal("acme", principal.GetProperty("username").GetString());
        Assert.Equal("{}", principal.GetProperty("properties").GetRawText());
        Assert.Equal(JsonValueKind.Null, principal.GetProperty("has_2fa_enabled").ValueKind);
        Assert.Equal(["self", "html", "avatar"], principal.GetProperty("links").EnumerateObject().Select(link => link.Name));
        Assert.Equal(ada.Id.ToString("D"), body.GetProperty("actor").GetProperty("uuid").GetString());
    }

    [Theory, EveryDatabase]
    public async Task On_a_personal_workspace_the_principal_is_the_user(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var app = await server.InstallAppAsync("build-badges", on: "ada");

        var principal = app.Callbacks[0].Body.GetProperty("principal");

        Assert.Equal("user", principal.GetProperty("type").GetString());
        Assert.Equal($"{{{ada.Id}}}", principal.GetProperty("uuid").GetString());
        Assert.False(principal.TryGetProperty("username", out _));
        Assert.NotEmpty(principal.GetProperty("account_id").GetString()!);
    }

    [Theory, EveryDatabase]
    public async Task Each_callback_is_signed_with_the_secret_sent_before(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var first = app.SharedSecret;

        var again = await server.InstallAsync(app, "acme");
        var second = app.SharedSecret;
        var byFirst = await app.SendAsync(HttpMethod.Get, "/2.0/repositories/acme/none", secret: first);
        var bySecond = await app.SendAsync(HttpMethod.Get, "/2.0/repositories/acme/none");
        var gone = await server.AdminAsync(HttpMethod.Delete, $"/apps/{IdOf(again)}");
        var callbacks = await app.WaitForCallbacksAsync(3);
        var byTombstone = await app.SendAsync(HttpMethod.Get, "/2.0/repositories/acme/none");
        var back = await server.InstallAsync(app, "acme");
        callbacks = [.. callbacks, app.Callbacks[^1]];
        var byThird = await app.SendAsync(HttpMethod.Get, "/2.0/repositories/acme/none");

        Assert.NotEqual(first, second);
        Assert.True(callbacks[1].IsSignedWith(first));
        Assert.Equal(HttpStatusCode.Unauthorized, byFirst.Status);
        Assert.Equal(HttpStatusCode.NotFound, bySecond.Status);
        Assert.Equal(HttpStatusCode.NoContent, gone.Status);
        Assert.Equal("uninstalled", callbacks[2].EventType);
        Assert.Null(callbacks[2].SharedSecret);
        Assert.False(callbacks[2].Body.TryGetProperty("actor", out _));
        Assert.True(callbacks[2].IsSignedWith(second));
        Assert.Equal(HttpStatusCode.Unauthorized, byTombstone.Status);
        Assert.Equal("installed", callbacks[3].EventType);
        Assert.True(callbacks[3].IsSignedWith(second));
        Assert.Equal(IdOf(again), IdOf(back));
        Assert.Single(callbacks.Select(callback => callback.ClientKey).Distinct(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, byThird.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_failed_reinstall_leaves_everything_as_it_was(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var secret = app.SharedSecret;
        var before = await server.AdminAsync(HttpMethod.Get, "/apps");

        app.OnCallback = _ => Task.FromResult(503);
        app.Descriptor["name"] = "Another name";
        app.Descriptor["scopes"] = new System.Text.Json.Nodes.JsonArray("account");
        var refused = await PostAsync(server, app, "acme");
        var after = await server.AdminAsync(HttpMethod.Get, "/apps");
        var byOld = await app.SendAsync(HttpMethod.Get, "/2.0/repositories/acme/none", secret: secret);
        var byNew = await app.SendAsync(HttpMethod.Get, "/2.0/repositories/acme/none", secret: app.Callbacks[1].SharedSecret);
        app.OnCallback = null;
        await server.InstallAsync(app, "acme");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("callback", Report(refused).GetProperty("failure").GetProperty("step").GetString());
        Assert.Equal(503, Report(refused).GetProperty("callback").GetProperty("status").GetInt32());
        Assert.Equal("the app refuses", Report(refused).GetProperty("callback").GetProperty("body_start").GetString());
        Assert.Equal(before.Body, after.Body);
        Assert.Equal(HttpStatusCode.NotFound, byOld.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, byNew.Status);
        Assert.True(app.Callbacks[2].IsSignedWith(secret));
    }

    [Theory, EveryDatabase]
    public async Task A_failed_first_install_leaves_nothing(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        var copy = server.Own(await TestApp.StartAsync("build-badges"));

        app.OnCallback = _ => Task.FromResult(400);
        var refused = await PostAsync(server, app, "acme");
        var list = await server.AdminAsync(HttpMethod.Get, "/apps?workspace=acme");
        await server.InstallAsync(copy, "acme");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Empty(list.Json.GetProperty("values").EnumerateArray());
        Assert.Null(copy.Callbacks[0].Jwt);
    }

    [Theory, EveryDatabase]
    public async Task A_failed_return_stays_uninstalled(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        var id = IdOf(await server.InstallAsync(app, "acme"));
        var secret = app.SharedSecret;
        await server.AdminAsync(HttpMethod.Delete, $"/apps/{id}");
        await app.WaitForCallbacksAsync(2);

        app.OnCallback = _ => Task.FromResult(500);
        await PostAsync(server, app, "acme");
        var list = await server.AdminAsync(HttpMethod.Get, "/apps");
        var update = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/update");
        app.OnCallback = null;
        await server.InstallAsync(app, "acme");

        Assert.Empty(list.Json.GetProperty("values").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, update.Status);
        Assert.True(app.Callbacks[^1].IsSignedWith(secret));
    }

    [Theory, EveryDatabase]
    public async Task An_app_may_call_with_its_new_secret_before_it_answers(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        HttpStatusCode[] statuses = [];
        var first = "";

        app.OnCallback = async _ =>
        {
            var put = await app.PutAsync(Latest, "{}");
            var byOld = first.Length == 0 ? put : await app.SendAsync(HttpMethod.Get, Latest, secret: first);
            statuses = [.. statuses, put.Status, byOld.Status];
            return 200;
        };
        await server.InstallAsync(app, "acme");
        first = app.SharedSecret;
        await server.InstallAsync(app, "acme");

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.OK], statuses);
    }

    [Theory, EveryDatabase]
    public async Task A_second_install_of_the_same_app_waits_its_turn(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        await server.CreateWorkspaceAsync("acme");
        var arrived = new TaskCompletionSource();
        var answer = new TaskCompletionSource<int>();

        app.OnCallback = _ =>
        {
            arrived.TrySetResult();
            return answer.Task;
        };
        var first = PostAsync(server, app, "acme");
        await arrived.Task;
        var second = await PostAsync(server, app, "acme");
        answer.SetResult(200);
        var installed = await first;
        var call = await app.GetAsync("/2.0/repositories/acme/none");

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("under way", second.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, installed.Status);
        Assert.Equal(HttpStatusCode.NotFound, call.Status);
    }

    [Theory, EveryDatabase]
    public async Task An_app_that_does_not_answer_in_time_is_not_installed(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database, ("Egress:CallbackSeconds", "1"));
        await server.CreateWorkspaceAsync("acme");
        var app = server.Own(await TestApp.StartAsync("build-badges"));

        var never = new TaskCompletionSource<int>();
        app.OnCallback = _ => never.Task;
        var refused = await PostAsync(server, app, "acme");
        never.SetResult(200);
        var list = await server.AdminAsync(HttpMethod.Get, "/apps");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("within 1 s", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(list.Json.GetProperty("values").EnumerateArray());
    }

    [Theory, EveryDatabase]
    public async Task A_registered_app_has_one_secret_for_all_and_signs_from_the_first(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        var acme = await server.CreateWorkspaceAsync("acme");
        await server.CreateWorkspaceAsync("zeta");

        var registered = await server.AdminAsync(HttpMethod.Post, "/app-registrations", JsonSerializer.Serialize(new { key = "build-badges", descriptor_url = app.DescriptorUrl }));
        var secret = registered.Json.GetProperty("shared_secret").GetString()!;
        await server.InstallAsync(app, "acme");
        await server.InstallAsync(app, "acme");
        var call = await app.GetAsync("/2.0/repositories/acme/none");
        await server.InstallAsync(app, "zeta");

        Assert.All(app.Callbacks, callback => Assert.True(callback.IsSignedWith(secret)));
        Assert.All(app.Callbacks, callback => Assert.Equal(secret, callback.SharedSecret));
        Assert.Equal($"ari:cloud:bitbucket::app/{{{acme}}}/build-badges", app.Callbacks[0].ClientKey);
        Assert.Equal(app.Callbacks[0].ClientKey, app.Callbacks[1].ClientKey);
        Assert.NotEqual(app.Callbacks[0].ClientKey, app.Callbacks[2].ClientKey);
        Assert.Equal(HttpStatusCode.NotFound, call.Status);
    }

    [Theory, EveryDatabase]
    public async Task An_app_without_authentication_gets_no_token(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.Descriptor["authentication"]!["type"] = "none";

        await server.InstallAsync(app, "acme");
        await server.InstallAsync(app, "acme");

        Assert.All(app.Callbacks, callback => Assert.Null(callback.Jwt));
    }

    [Theory, EveryDatabase]
    public async Task The_report_names_what_nothing_comes_of(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.Descriptor["lifecycle"]!["enabled"] = "/enabled";
        app.Descriptor["modules"] = System.Text.Json.Nodes.JsonNode.Parse(
            """
            {"webhooks": [{"event": "repo:push", "url": "/hook"}], "linkers": [], "customEvents": {"a:b": {}}, "oauthConsumer": {"clientId": "nobody"},
             "proxy": {"/x": {"destination": "/proxy/x"}}, "postInstallRedirect": {"key": "after", "url": "/after"}, "webPanels": [
              {"key": "p", "name": {"value": "P"}, "url": "/p", "location": "org.bitbucket.repository.overview.informationPanel"},
              {"key": "q", "name": {"value": "Q"}, "url": "/q", "location": "org.bitbucket.no.such.place"}]}
            """);

        var installed = await server.InstallAsync(app, "acme");
        var id = IdOf(installed);
        var stored = await server.AdminAsync(HttpMethod.Get, $"/apps/{id}/report");

        var dead = installed.GetProperty("report").GetProperty("not_acted_on").EnumerateArray().Select(entry => $"{entry.GetProperty("kind")} {entry.GetProperty("detail")}").ToArray();
        Assert.Equal(["customEvents a:b", "oauthConsumer nobody: this host has no consumer of this key", "webPanels org.bitbucket.no.such.place"], dead.Order());
        Assert.DoesNotContain("lifecycle enabled", dead);
        Assert.Equal("installed", stored.Json.GetProperty("outcome").GetString());
        Assert.False(app.Callbacks[^1].Body.TryGetProperty("oauthClientId", out _));

        // A consumer that is there: the app is told of it.
        var consumer = await server.ConsumerAsync("acme");
        app.Descriptor["modules"]!["oauthConsumer"]!["clientId"] = consumer.Key;
        installed = await server.InstallAsync(app, "acme");
        Assert.DoesNotContain("oauthConsumer", installed.GetProperty("report").GetProperty("not_acted_on").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(consumer.Key, app.Callbacks[^1].Body.GetProperty("oauthClientId").GetString());
    }

    private static Task<TestAnswer> PostAsync(TestServer server, TestApp app, string workspace) =>
        server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = app.DescriptorUrl, workspace }));

    private static JsonElement Report(TestAnswer answer) => answer.Json.GetProperty("error").GetProperty("data").GetProperty("report");

    private static string IdOf(JsonElement installed) => installed.GetProperty("installation").GetProperty("id").GetString()!;
}
