using System.Net;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Auth;

public sealed class CredentialTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string Invalid = "Token is invalid, expired, or not supported for this endpoint.";

    [Theory, EveryDatabase]
    [Requirement("P22")]
    public async Task Every_kind_of_token_reads_what_it_may(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await StartAsync(server);
        var password = await server.AppPasswordAsync(ada, "repository");
        var token = await server.ApiTokenAsync(ada, "read:repository:bitbucket");
        HttpClient[] clients =
        [
            server.As("ada", password),
            server.As("ada@example.com", token), server.As("ada", token), server.As("x-bitbucket-api-token-auth", token),
            server.WithBearer(await server.AccessTokenAsync("acme/rocket", "repository")),
            server.WithBearer(await server.AccessTokenAsync("acme:PROJ", "repository")),
            server.WithBearer(await server.AccessTokenAsync("acme", "repository")),
            server.As("x-token-auth", await server.AccessTokenAsync("acme/rocket", "repository")),
        ];
        foreach (var client in clients)
            Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    [Requirement("P25")]
    public async Task A_credential_that_fails_never_counts_as_none(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await StartAsync(server);
        await server.CreateUserAsync("bob");
        await server.CreateRepositoryAsync("acme/docs", isPrivate: false);
        var password = await server.AppPasswordAsync(ada);
        var api = await server.ApiTokenAsync(ada);
        HttpClient[] clients =
        [
            server.As("ada", "wrong"), server.As("ada", ""), server.As("", password), server.As("bob", password), server.As("nobody", password),
            server.As("x-token-auth", password), server.As("bob@example.com", api),
            server.WithBearer("wrong"), server.WithBearer(password), server.WithBearer(api),
            server.As("ada", await KeepAsync(server, ada, expired: true)), server.As("ada", await KeepAsync(server, ada, expired: false)),
        ];
        foreach (var client in clients)
        {
            var answer = await client.ReadAsync("/2.0/repositories/acme/docs");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Equal(Invalid, answer.ErrorMessage);
            Assert.StartsWith("Basic ", answer.Header("WWW-Authenticate"));
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Client.ReadAsync("/2.0/repositories/acme/docs")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_missing_scope_names_what_is_held_and_what_is_needed(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await StartAsync(server);

        var classic = await (await server.AsAsync(ada, "account", "webhook")).ReadAsync(Rocket);
        var granular = await server.As("ada", await server.ApiTokenAsync(ada, "read:user:bitbucket")).ReadAsync("/2.0/repositories/acme/nothing");
        var implied = await (await server.AsAsync(ada, "pullrequest:write")).ReadAsync(Rocket);

        Assert.Equal(HttpStatusCode.Forbidden, classic.Status);
        Assert.Equal("Your credentials lack one or more required privilege scopes.", classic.ErrorMessage);
        Assert.Equal("""["repository"]""", classic.Json.GetProperty("error").GetProperty("detail").GetProperty("required").GetRawText());
        Assert.Equal("repository", classic.Header("X-Accepted-OAuth-Scopes"));
        Assert.Contains("webhook", classic.Header("X-OAuth-Scopes"));
        Assert.Equal(HttpStatusCode.Forbidden, granular.Status);
        Assert.Equal("""["read:repository:bitbucket"]""", granular.Json.GetProperty("error").GetProperty("detail").GetProperty("required").GetRawText());
        Assert.Equal("apitoken", granular.Header("X-Credential-Type"));
        Assert.Equal(HttpStatusCode.OK, implied.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_token_of_one_resource_sees_no_other(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await StartAsync(server);
        await server.CreateProjectAsync("acme", "OTHER");
        await server.CreateRepositoryAsync("acme/moon", project: "OTHER");
        await server.CreateRepositoryAsync("else/where");

        (string Of, string[] Sees)[] cases = [("acme/rocket", ["rocket"]), ("acme:OTHER", ["moon"]), ("acme", ["rocket", "moon"])];
        foreach (var (of, sees) in cases)
        {
            var client = server.WithBearer(await server.AccessTokenAsync(of, "repository"));
            foreach (var slug in new[] { "rocket", "moon" })
                Assert.Equal(sees.Contains(slug) ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await client.ReadAsync($"/2.0/repositories/acme/{slug}")).Status);

            Assert.Equal(sees.Length, (await client.ReadAsync("/2.0/repositories/acme")).Json.GetProperty("size").GetInt32());
            Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync("/2.0/repositories/else/where")).Status);
        }
    }

    [Theory, EveryDatabase]
    public async Task A_closed_account_has_no_credentials(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var client = await server.AsAsync(await StartAsync(server));
        await server.Get<Mortise.Server.Platform.Data.Database>().WriteAsync(
            write => write.ExecuteAsync("UPDATE users SET account_status = 'closed' WHERE username = 'ada'"), CancellationToken.None);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync(Rocket)).Status);
        Assert.Null(await server.Get<UserStore>().FindAsync("ada", CancellationToken.None));
    }

    private static async Task<TestUser> StartAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        return ada;
    }

    /// <summary>An app password that is expired, or else revoked.</summary>
    private static async Task<string> KeepAsync(TestServer server, TestUser user, bool expired)
    {
        var credentials = server.Get<CredentialStore>();
        var (id, secret) = (Guid.CreateVersion7(), TokenSecret.New(Credentials.AppPassword));
        var expiry = expired ? DateTimeOffset.UtcNow - TimeSpan.FromSeconds(1) : (DateTimeOffset?)null;
        await credentials.AddAsync(new NewCredential(id, Credentials.AppPassword, "old", user.Id, null, null, null, "repository", expiry), secret, CancellationToken.None);
        if (!expired)
            Assert.True(await credentials.RevokeAsync(id, CancellationToken.None));

        return secret;
    }
}
