using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.OAuth;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Data;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

/// <summary>The grants of consumers. Source: rest.md 3.3; RFC 6749; RFC 7636.</summary>
public sealed class ConsumerGrantTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Theory, EveryDatabase]
    public async Task A_code_brings_tokens_of_the_person_who_consented(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, consumer) = await StartAsync(server);

        var answer = await server.AskTokenAsync(consumer, "authorization_code", ("code", await server.CodeAsync(consumer, ada, "repository account")));
        var inBody = await server.AskTokenAsync(
            null, ("grant_type", "authorization_code"), ("code", await server.CodeAsync(consumer, ada)), ("client_id", consumer.Key), ("client_secret", consumer.Secret));

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scopes", "scope", "refresh_token", "state"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("bearer", "repository account", "authorization_code"), (answer.Text("token_type"), answer.Text("scopes"), answer.Text("state")));
        Assert.Equal(7200, answer.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal(HttpStatusCode.OK, inBody.Status);

        var client = server.WithBearer(answer.Text("access_token"));
        var rocket = await client.ReadAsync(Rocket);
        Assert.Equal(HttpStatusCode.OK, rocket.Status);
        Assert.Equal(("oauth2", "repository, account", consumer.Key), (rocket.Header("X-Credential-Type"), rocket.Header("X-OAuth-Scopes"), rocket.Header("X-Consumer-Client-Id")));
        Assert.Equal("ada", (await client.ReadAsync("/2.0/user")).Text("username"));
        Assert.Equal(HttpStatusCode.Forbidden, (await client.AskAsync(HttpMethod.Delete, Rocket)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync("/_/api/users")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(answer.Text("refresh_token")).ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_code_is_good_once_for_its_consumer_its_address_its_verifier_and_five_minutes(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));
        var (ada, consumer) = await StartAsync(server);
        var rival = await server.ConsumerAsync("acme", name: "Rival");
        const string Uri = OAuthWorld.Callback + "/done";
        const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        var code = await server.CodeAsync(consumer, ada, redirectUri: Uri, challenge: challenge);
        Task<TestAnswer> UseAsync(TestConsumer by, string? uri, string? verifier) => server.AskTokenAsync(
            by, "authorization_code", [("code", code), .. uri is null ? [] : new[] { ("redirect_uri", uri) }, .. verifier is null ? [] : new[] { ("code_verifier", verifier) }]);

        (TestConsumer By, string? Uri, string? Verifier, string Says)[] faults =
        [
            (rival, Uri, Verifier, "unknown"), (consumer, null, Verifier, "redirect_uri"), (consumer, OAuthWorld.Callback, Verifier, "redirect_uri"),
            (consumer, Uri, null, "missing"), (consumer, Uri, Verifier + "x", "does not fit"), (consumer, Uri, challenge, "does not fit"),
        ];
        foreach (var (by, uri, verifier, says) in faults)
        {
            var refused = await UseAsync(by, uri, verifier);
            Assert.Equal((400, "invalid_grant"), refused.Refusal());
            Assert.Contains(says, refused.Text("error_description"), StringComparison.Ordinal);
        }

        var first = await UseAsync(consumer, Uri, Verifier);
        var client = server.WithBearer(first.Text("access_token"));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Rocket)).Status);
        Assert.Equal((400, "invalid_grant"), (await UseAsync(consumer, Uri, Verifier)).Refusal());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync(Rocket)).Status);
        Assert.Equal((400, "invalid_grant"), (await server.AskTokenAsync(consumer, "refresh_token", ("refresh_token", first.Text("refresh_token")))).Refusal());

        code = await server.CodeAsync(consumer, ada);
        var plain = await UseAsync(consumer, null, Verifier);
        Assert.Equal((400, "invalid_grant"), plain.Refusal());
        clock.Advance(OAuthTokenStore.CodeLifetime);
        Assert.Equal((400, "invalid_grant"), (await UseAsync(consumer, null, null)).Refusal());
        code = await server.CodeAsync(consumer, ada);
        Assert.Equal(HttpStatusCode.OK, (await UseAsync(consumer, OAuthWorld.Callback, null)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_client_that_is_not_known_gets_one_answer(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (_, consumer) = await StartAsync(server);
        static (string, string) Basic(string text) => ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        ((string Name, string Value)? Header, (string, string)[] Form)[] cases =
        [
            (null, []), (Basic($"{consumer.Key}:wrong"), []), (Basic($"nobody:{consumer.Secret}"), []), (Basic(consumer.Key), []), (("Authorization", "Basic ???"), []),
            (null, [("client_id", consumer.Key)]), (null, [("client_id", consumer.Key), ("client_secret", "wrong")]),
            (Basic($"{consumer.Key}:{consumer.Secret}"), [("client_id", "another")]), (Basic("a\0b:c"), []),
        ];
        foreach (var (header, form) in cases)
        {
            var answer = await server.AskTokenAsync(header, [("grant_type", "client_credentials"), .. form]);
            Assert.Equal((400, "unauthorized_client"), answer.Refusal());
            Assert.Equal("Invalid OAuth client credentials", answer.Text("error_description"));
            Assert.Equal("no-store", answer.Header("Cache-Control"));
        }

        Assert.Equal((400, "invalid_request"), (await server.AskTokenAsync(consumer, "client_credentials", ("client_secret", consumer.Secret))).Refusal());
        Assert.Equal((400, "invalid_request"), (await server.AskTokenAsync(("Authorization", "Bearer x"), ("grant_type", "client_credentials"))).Refusal());
        Assert.Equal((400, "invalid_request"), (await server.AskTokenAsync(consumer, "authorization_code")).Refusal());
        Assert.Equal((400, "invalid_request"), (await server.AskTokenAsync(consumer, "refresh_token")).Refusal());
        Assert.Equal((400, "invalid_grant"), (await server.AskTokenAsync(consumer, "refresh_token", ("refresh_token", "mrtf_nothing"))).Refusal());
        Assert.Equal((400, "invalid_grant"), (await server.AskTokenAsync(consumer, "authorization_code", ("code", "mrtc_nothing"))).Refusal());
        Assert.Equal((400, "invalid_scope"), (await server.AskTokenAsync(consumer, "client_credentials", ("scope", "webhook"))).Refusal());
        Assert.Equal((400, "unsupported_grant_type"), (await server.AskTokenAsync(consumer, "password", ("username", "ada"), ("password", "x"))).Refusal());
    }

    [Theory, EveryDatabase]
    public async Task Guessing_a_secret_is_held_up_and_a_sound_one_is_not(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(new FakeClock(stands: true)));
        var (_, consumer) = await StartAsync(server);
        var wrong = consumer with { Secret = "guess" };
        for (var guess = 0; guess < Mortise.Server.Platform.Auth.FailedAttempts.MostAMinute; guess++)
            Assert.Equal((400, "unauthorized_client"), (await server.AskTokenAsync(wrong, "client_credentials")).Refusal());

        var held = await server.AskTokenAsync(wrong, "client_credentials");
        Assert.Equal((429, "slow_down"), held.Refusal());
        Assert.InRange(int.Parse(held.Header("Retry-After")!), 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await server.AskTokenAsync(consumer, "client_credentials")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_private_consumer_acts_for_its_workspace(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (_, consumer) = await StartAsync(server);
        await server.CreateRepositoryAsync("other/moon");
        var isPublic = await server.ConsumerAsync("acme", isPrivate: false, name: "Open");
        var personal = await server.ConsumerAsync("ada", name: "Mine");

        var answer = await server.AskTokenAsync(consumer, "client_credentials");
        Assert.Equal(("repository:write account", "client_credentials"), (answer.Text("scopes"), answer.Text("state")));
        var client = server.WithBearer(answer.Text("access_token"));
        var rocket = await client.ReadAsync(Rocket);
        Assert.Equal((HttpStatusCode.OK, "oauth2", consumer.Key), (rocket.Status, rocket.Header("X-Credential-Type"), rocket.Header("X-Consumer-Client-Id")));
        Assert.Equal("team", (await client.ReadAsync("/2.0/user")).Text("type"));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/2.0/workspaces/acme/members")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync("/2.0/repositories/other/moon")).Status);
        var again = await server.AskTokenAsync(consumer, "refresh_token", ("refresh_token", answer.Text("refresh_token")), ("scope", "repository"));
        Assert.Equal("repository", again.Text("scopes"));
        Assert.Equal((400, "unauthorized_client"), (await server.AskTokenAsync(isPublic, "client_credentials")).Refusal());
        Assert.Equal("ada", (await server.WithBearer((await server.AskTokenAsync(personal, "client_credentials")).Text("access_token")).ReadAsync("/2.0/user")).Text("username"));
    }

    [Theory, EveryDatabase]
    public async Task Tokens_end_with_their_time_their_person_and_their_consumer(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));
        var (ada, consumer) = await StartAsync(server);
        async Task<int> StatusAsync(NewTokens tokens) => (int)(await server.WithBearer(tokens.Access).ReadAsync(Rocket)).Status;
        async Task<string?> RefreshAsync(NewTokens tokens) => (await server.AskTokenAsync(consumer, "refresh_token", ("refresh_token", tokens.Refresh!))).Refusal().Error;

        var aged = await server.TokensAsync(consumer, ada, "repository");
        Assert.Equal(200, await StatusAsync(aged));
        clock.Advance(TimeSpan.FromSeconds(7200));
        Assert.Equal(401, await StatusAsync(aged));
        clock.Advance(OAuthTokenStore.RefreshLifetime);
        Assert.Equal("invalid_grant", await RefreshAsync(aged));

        var known = await server.TokensAsync(consumer, ada, "repository");
        await WriteAsync(server, "UPDATE users SET account_status = 'inactive'");
        Assert.Equal(401, await StatusAsync(known));
        Assert.Equal("invalid_grant", await RefreshAsync(known));
        await WriteAsync(server, "UPDATE users SET account_status = 'active'");
        Assert.Equal(200, await StatusAsync(known));
        Assert.Equal(HttpStatusCode.NoContent, (await server.AdminAsync(HttpMethod.Delete, $"/oauth-consumers/{consumer.Key}")).Status);
        Assert.Equal(401, await StatusAsync(known));
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM oauth_tokens"));
    }

    [Theory, EveryDatabase]
    public async Task Rotating_a_secret_ends_the_old_one_and_no_token(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, consumer) = await StartAsync(server);
        var tokens = await server.TokensAsync(consumer, ada, "repository");

        var rotated = consumer with { Secret = (await server.AdminAsync(HttpMethod.Post, $"/oauth-consumers/{consumer.Key}/rotate")).Text("secret") };

        Assert.Equal((400, "unauthorized_client"), (await server.AskTokenAsync(consumer, "client_credentials")).Refusal());
        Assert.Equal(HttpStatusCode.OK, (await server.AskTokenAsync(rotated, "client_credentials")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.WithBearer(tokens.Access).ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task The_password_grant_is_there_where_it_is_switched_on(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(new FakeClock(stands: true)), ("OAuth:PasswordGrant", "true"));
        var (ada, consumer) = await StartAsync(server);
        await server.Get<PasswordStore>().SetAsync(ada.Id, "correct horse", CancellationToken.None);
        Task<TestAnswer> AskAsync(string name, string password, params (string, string)[] more) =>
            server.AskTokenAsync(consumer, "password", [("username", name), ("password", password), .. more]);

        var answer = await AskAsync("ada", "correct horse", ("scope", "account"));
        Assert.Equal(("account", "password"), (answer.Text("scopes"), answer.Text("state")));
        Assert.Equal("ada", (await server.WithBearer(answer.Text("access_token")).ReadAsync("/2.0/user")).Text("username"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("ADA@example.com", "correct horse")).Status);
        Assert.Equal((400, "invalid_grant"), (await AskAsync("ada", "wrong")).Refusal());
        Assert.Equal((400, "invalid_grant"), (await AskAsync("nobody", "wrong")).Refusal());
        Assert.Equal((400, "invalid_scope"), (await AskAsync("ada", "correct horse", ("scope", "webhook"))).Refusal());
        Assert.Equal((400, "invalid_request"), (await server.AskTokenAsync(consumer, "password", ("username", "ada"))).Refusal());
        for (var guess = 1; guess < SignIn.MostForOneAccount; guess++)
            await AskAsync("ada", "wrong");

        Assert.Equal((429, "slow_down"), (await AskAsync("ada", "correct horse")).Refusal());
    }

    private static async Task<(TestUser Ada, TestConsumer Consumer)> StartAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        return (ada, await server.ConsumerAsync("acme"));
    }

    private static Task WriteAsync(TestServer server, string sql) => server.Get<Database>().WriteAsync(write => write.ExecuteAsync(sql), CancellationToken.None);
}
