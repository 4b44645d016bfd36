using System.Net;
using System.Text;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Data;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

/// <summary>An app gets a bearer token for its JWT. Source: connect.md 10; rest.md 3.3.</summary>
public sealed class JwtGrantTests
{
    private const string Grant = "urn:bitbucket:oauth2:jwt";
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Theory, EveryDatabase]
    public async Task The_answer_is_what_apps_read(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database, ("OAuth:AppTokenSeconds", "1800"));
        var app = await SigningApp.InstallAsync(server, await server.CreateWorkspaceAsync("acme"), "com.example.swap", "repository:write account");

        var all = await SwapAsync(server, app);
        var some = await SwapAsync(server, app, ("scope", "repository"));

        Assert.Equal(HttpStatusCode.OK, all.Status);
        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scopes", "scope", "state"], all.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("bearer", "repository:write account", "repository:write account", Grant), (all.Text("token_type"), all.Text("scopes"), all.Text("scope"), all.Text("state")));
        Assert.Equal(1800, all.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal("no-store", all.Header("Cache-Control"));
        Assert.StartsWith("application/json", all.Header("Content-Type"));
        Assert.Equal("repository", some.Text("scopes"));
        Assert.StartsWith("mrts_", all.Text("access_token"));
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM app_tokens WHERE secret_hash = @secret", new { secret = all.Text("access_token") }));
    }

    [Theory, EveryDatabase]
    public async Task A_token_asked_for_while_its_installation_is_turned_off_is_not_made(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await SigningApp.InstallAsync(server, await server.CreateWorkspaceAsync("acme"), "com.example.swap");
        Task<TestAnswer>? asked = null;

        await server.Get<Database>().WriteAsync(
            async write =>
            {
                await write.ExecuteAsync("UPDATE installations SET state = 'disabled'");
                asked ??= SwapAsync(server, app);
                await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(500)));
                return 0;
            },
            CancellationToken.None);
        var answer = await asked!;

        Assert.Equal((401, "invalid_client"), answer.Refusal());
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM app_tokens"));
    }

    [Theory, EveryDatabase]
    public async Task The_body_may_come_in_each_of_the_forms_that_apps_send(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await SigningApp.InstallAsync(server, await server.CreateWorkspaceAsync("acme"), "com.example.swap");
        var parts = new MultipartFormDataContent { { new StringContent(Grant), "grant_type" }, { new StringContent("account"), "scope" } };
        HttpContent[] bodies =
        [
            new FormUrlEncodedContent([KeyValuePair.Create("grant_type", Grant), KeyValuePair.Create("scope", "account")]),
            parts,
            Json($$"""{"grant_type": "{{Grant}}", "scope": "account"}"""),
            Json($$"""{"grant_type": "grant_type={{Grant}}", "scope": "account"}"""),
        ];
        foreach (var body in bodies)
        {
            var answer = await server.PostAsync(body, ("Authorization", app.Sign("POST", OAuthWorld.TokenPath)));
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
            Assert.Equal("account", answer.Text("scopes"));
        }

        // The hash over the form, as one app computes it, and no hash at all.
        var now = TimeProvider.System.GetUtcNow();
        string Token(string? qsh) => "JWT " + JwtSigner.Sign(new JwtClaims(app.Key, now, now.AddMinutes(3), app.ClientKey, Qsh: qsh), app.Secret);
        var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", Grant)]);
        var overForm = Qsh.Compute("POST", $"{OAuthWorld.TokenPath}?{await form.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(form, ("Authorization", Token(overForm)))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SwapAsync(server, Token(null))).Status);
    }

    [Theory, EveryDatabase]
    public async Task Every_fault_has_its_error(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var acme = await server.CreateWorkspaceAsync("acme");
        var rocket = await server.CreateRepositoryAsync("acme/rocket");
        var foreign = await server.CreateRepositoryAsync("other/moon", isPrivate: false);
        var app = await SigningApp.InstallAsync(server, acme, "com.example.swap", "repository");
        (string Member, string Value)[] Repositories(params string[] ids) => [.. ids.Select(id => ("bitbucket_repository", id))];
        async Task RefusedAsync(TestAnswer answer, int status, string error, string says)
        {
            Assert.Equal((status, error), answer.Refusal());
            Assert.Contains(says, answer.Text("error_description"), StringComparison.Ordinal);
            Assert.Equal("no-store", answer.Header("Cache-Control"));
            Assert.Equal(status == 401, answer.Header("WWW-Authenticate") is not null);
            await Task.CompletedTask;
        }

        await RefusedAsync(await server.AskTokenAsync(null, ("grant_type", Grant)), 401, "invalid_client", "Authorization: JWT");
        await RefusedAsync(await SwapAsync(server, "Bearer x"), 401, "invalid_client", "Authorization: JWT");
        await RefusedAsync(await SwapAsync(server, app.Sign("POST", OAuthWorld.TokenPath) + "x"), 401, "invalid_client", "signature");
        await RefusedAsync(await SwapAsync(server, app.Sign("GET", OAuthWorld.TokenPath)), 401, "invalid_client", "qsh");
        await RefusedAsync(await SwapAsync(server, app, ("scope", "repository:write")), 400, "invalid_scope", "repository:write");
        await RefusedAsync(await SwapAsync(server, app, ("scope", "Repository")), 400, "invalid_scope", "Repository");
        await RefusedAsync(await SwapAsync(server, app, ("scope", "repository"), ("scope", "repository")), 400, "invalid_request", "more than once");
        await RefusedAsync(await SwapAsync(server, app, Repositories("rocket")), 400, "invalid_request", "not the UUID");
        await RefusedAsync(await SwapAsync(server, app, Repositories($"{{{rocket}}}", $"{{{foreign}}}")), 400, "invalid_request", foreign.ToString());
        await RefusedAsync(await SwapAsync(server, app, Repositories(Guid.Empty.ToString())), 400, "invalid_request", "no repository");
        await RefusedAsync(await SwapAsync(server, app, Repositories([.. Enumerable.Repeat($"{rocket}", 101)])), 400, "invalid_request", "at most 100");
        await RefusedAsync(await server.AskTokenAsync(null), 400, "invalid_request", "grant_type");
        await RefusedAsync(await server.AskTokenAsync(null, ("grant_type", "magic")), 400, "unsupported_grant_type", "magic");
        await RefusedAsync(await server.PostAsync(Json("[1]"), null), 400, "invalid_request", "object");
        await RefusedAsync(await server.PostAsync(Json("{"), null), 400, "invalid_request", "JSON");
        await RefusedAsync(await server.PostAsync(Json("""{"grant_type": 1}"""), null), 400, "invalid_request", "text");
        await RefusedAsync(await server.PostAsync(new StringContent("<a/>", Encoding.UTF8, "application/xml"), null), 415, "invalid_request", "xml");
        await RefusedAsync(await server.PostAsync(new StringContent(new string('x', 1_100_000), Encoding.UTF8, "application/x-www-form-urlencoded"), null), 413, "invalid_request", "1048576");

        var mistaken = await SwapAsync(server, app.Sign("GET", OAuthWorld.TokenPath));
        Assert.Contains("POST&/site/oauth2/access_token&", mistaken.Json.GetProperty("error_data").GetProperty("expected_canonical_request").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Client.ReadAsync(OAuthWorld.TokenPath)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_token_acts_as_the_installation_and_no_more_than_its_scopes(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var acme = await server.CreateWorkspaceAsync("acme");
        await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateRepositoryAsync("other/moon");
        var app = await SigningApp.InstallAsync(server, acme, "com.example.swap", "repository account");
        var client = server.WithBearer(await app.SwapAsync(server.Client));
        var narrow = server.WithBearer(await app.SwapAsync(server.Client, ("scope", "account")));

        var rocket = await client.ReadAsync(Rocket);
        Assert.Equal(HttpStatusCode.OK, rocket.Status);
        Assert.Equal(("oauth2", "repository, account", app.ClientKey), (rocket.Header("X-Credential-Type"), rocket.Header("X-OAuth-Scopes"), rocket.Header("X-Consumer-Client-Id")));
        Assert.Equal("acme", (await client.ReadAsync("/2.0/user")).Text("username"));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync($"/2.0/workspaces/{{{acme}}}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync("/2.0/repositories/other/moon")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.AskAsync(HttpMethod.Delete, Rocket)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await narrow.ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.As("x-token-auth", await app.SwapAsync(server.Client)).ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_token_limited_to_repositories_sees_these_and_nothing_of_the_workspace(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var acme = await server.CreateWorkspaceAsync("acme");
        var (rocket, moon) = (await server.CreateRepositoryAsync("acme/rocket"), await server.CreateRepositoryAsync("acme/moon"));
        await server.CreateRepositoryAsync("acme/secret");
        var everything = string.Join(' ', TestAccounts.AllScopes);
        var app = await SigningApp.InstallAsync(server, acme, "com.example.swap", everything);
        var client = server.WithBearer(await app.SwapAsync(server.Client, ("bitbucket_repository", $"{{{rocket}}}"), ("bitbucket_repository", $"{moon}")));

        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync($"/2.0/repositories/{{{acme}}}/{{{moon}}}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync(HttpMethod.Put, Rocket, """{"description": "up"}""")).Status);
        Assert.Equal(["moon", "rocket"], Names(await client.ReadAsync("/2.0/repositories?role=admin")));
        foreach (var hidden in new[] { "/2.0/repositories/acme/secret", "/2.0/repositories/acme", "/2.0/workspaces/acme", $"/2.0/workspaces/{{{acme}}}", "/2.0/workspaces/acme/members" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync(hidden)).Status);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.ReadAsync("/2.0/user")).Status);
        Assert.Equal(0, (await client.ReadAsync("/2.0/workspaces")).Json.GetProperty("size").GetInt32());
        Assert.Equal(0, (await client.ReadAsync("/2.0/user/workspaces")).Json.GetProperty("size").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await client.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/new", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.AskAsync(HttpMethod.Post, "/2.0/workspaces/acme/projects", """{"key": "NEW", "name": "new"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync("/2.0/workspaces/acme/projects")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_token_ends_with_its_time_and_with_its_installation_for_good(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = await server.InstallAppAsync("com.example.swap", on: "acme");
        var client = server.WithBearer(await SwapAsync(server, app));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Rocket)).Status);

        await SetStateAsync(server, app, "disabled");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync(Rocket)).Status);
        await SetStateAsync(server, app, "active");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync(Rocket)).Status);

        client = server.WithBearer(await SwapAsync(server, app));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Rocket)).Status);
        var id = (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values")[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await server.AdminAsync(HttpMethod.Delete, $"/apps/{id}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync(Rocket)).Status);
        await server.InstallAsync(app, "acme");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync(Rocket)).Status);

        client = server.WithBearer(await SwapAsync(server, app));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Rocket)).Status);
        await WriteAsync(server, "UPDATE app_tokens SET expires_on = 1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_token_loses_the_scopes_that_its_app_gives_up(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = await server.InstallAppAsync("com.example.swap", on: "acme");
        var client = server.WithBearer(await SwapAsync(server, app));
        Assert.Equal("repository, pullrequest, account", (await client.ReadAsync(Rocket)).Header("X-OAuth-Scopes"));

        await WriteAsync(server, "UPDATE installations SET scopes = 'pullrequest'");
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.ReadAsync("/2.0/user")).Status);
        await WriteAsync(server, "UPDATE installations SET scopes = ''");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task An_app_swaps_while_its_install_waits_for_the_answer(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var acme = await server.CreateWorkspaceAsync("acme");
        await server.CreateRepositoryAsync("acme/rocket");
        var app = server.Own(await TestApp.StartAsync("com.example.swap"));
        var seen = new List<string>();
        var given = "";
        app.OnCallback = async _ =>
        {
            given = await SwapAsync(server, app);
            using var client = server.WithBearer(given);
            seen.Add($"{(int)(await client.ReadAsync($"/2.0/workspaces/%7B{acme}%7D")).Status}");
            seen.AddRange(Names(await client.ReadAsync("/2.0/repositories/acme")));
            return 204;
        };

        await server.InstallAsync(app, "acme");
        Assert.Equal(["200", "rocket"], seen);
        Assert.Equal(HttpStatusCode.OK, (await server.WithBearer(given).ReadAsync(Rocket)).Status);

        // The token of an install that fails is worth nothing when it has failed.
        var second = server.Own(await TestApp.StartAsync("com.example.refuses"));
        second.OnCallback = async _ =>
        {
            given = await SwapAsync(server, second);
            return 500;
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.InstallAsync(second, "acme"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(given).ReadAsync(Rocket)).Status);
    }

    private static async Task<string> SwapAsync(TestServer server, TestApp app)
    {
        var answer = await SwapAsync(server, "JWT " + app.Sign("POST", OAuthWorld.TokenPath));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return answer.Text("access_token");
    }

    private static Task<TestAnswer> SwapAsync(TestServer server, SigningApp app, params (string Name, string Value)[] form) =>
        SwapAsync(server, app.Sign("POST", OAuthWorld.TokenPath), form);

    private static Task<TestAnswer> SwapAsync(TestServer server, string authorization, params (string Name, string Value)[] form) =>
        server.AskTokenAsync(("Authorization", authorization), [("grant_type", Grant), .. form]);

    private static Task SetStateAsync(TestServer server, TestApp app, string state)
    {
        server.Get<Mortise.Server.Platform.Auth.AppIdentityStore>().Forget(app.ClientKey);
        return WriteAsync(server, $"UPDATE installations SET state = '{state}'");
    }

    private static Task WriteAsync(TestServer server, string sql) => server.Get<Database>().WriteAsync(write => write.ExecuteAsync(sql), CancellationToken.None);

    private static string[] Names(TestAnswer answer) =>
        [.. answer.Json.GetProperty("values").EnumerateArray().Select(one => one.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
