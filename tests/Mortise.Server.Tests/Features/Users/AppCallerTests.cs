using System.Net;
using System.Net.Http.Headers;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Secrets;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Users;

/// <summary>An installed app among accounts: it is the account it is installed on, within its scopes.</summary>
public sealed class AppCallerTests
{
    private const string Secret = "a secret of at least thirty-two characters";

    [Theory, EveryDatabase]
    public async Task An_app_is_the_team_or_the_person_it_is_installed_on(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var acme = await server.CreateWorkspaceAsync("acme");
        var ada = await server.CreateUserAsync("ada");

        var team = await AskAsync(server, await InstallAsync(server, acme, "account"), HttpMethod.Get, "/2.0/user");
        var person = await AskAsync(server, await InstallAsync(server, ada.Id, "account"), HttpMethod.Get, "/2.0/user");

        Assert.Equal("team", team.Json.GetProperty("type").GetString());
        Assert.Equal("acme", team.Json.GetProperty("username").GetString());
        Assert.Equal("user", person.Json.GetProperty("type").GetString());
        Assert.Equal($"{{{ada.Id:D}}}", person.Json.GetProperty("uuid").GetString());
    }

    [Theory, EveryDatabase]
    public async Task An_app_makes_repositories_where_it_is_installed_if_its_scopes_let_it(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var acme = await server.CreateWorkspaceAsync("acme");
        await server.CreateWorkspaceAsync("other");
        var ada = await server.CreateUserAsync("ada");
        var maker = await InstallAsync(server, acme, "repository repository:admin");
        var reader = await InstallAsync(server, ada.Id, "repository");

        Assert.Equal(HttpStatusCode.Created, (await AskAsync(server, maker, HttpMethod.Post, "/2.0/repositories/acme/rocket")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(server, maker, HttpMethod.Post, "/2.0/repositories/other/rocket")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(server, reader, HttpMethod.Post, "/2.0/repositories/ada/rocket")).Status);
        Assert.Equal(1, (await AskAsync(server, maker, HttpMethod.Get, "/2.0/repositories/acme")).Json.GetProperty("size").GetInt32());
    }

    private static async Task<TestAnswer> AskAsync(TestServer server, string clientKey, HttpMethod method, string path)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new JwtClaims("app-" + clientKey, now, now.AddMinutes(3), clientKey, Qsh: Qsh.Compute(method.Method, path));
        using var client = new HttpClient { BaseAddress = new Uri(server.Origin) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("JWT", JwtSigner.Sign(claims, Secret));
        return await client.AskAsync(method, path);
    }

    private static async Task<string> InstallAsync(TestServer server, Guid workspace, string scopes)
    {
        var id = Guid.CreateVersion7();
        var clientKey = id.ToString("N");
        await server.Get<Database>().WriteAsync(
            write => write.ExecuteAsync(
                """
                INSERT INTO installations (workspace_id, id, number, app_key, client_key, state, descriptor_url, descriptor, scopes, secret, created_on, updated_on)
                SELECT @workspace, @id, COUNT(*) + 1, @app, @clientKey, 'active', 'http://app.example/descriptor.json', @descriptor, @scopes, @secret, 0, 0 FROM installations
                """,
                new
                {
                    workspace,
                    id,
                    app = "app-" + clientKey,
                    clientKey,
                    descriptor = "{}"u8.ToArray(),
                    scopes,
                    secret = server.Get<SecretSealer>().Seal(Secret),
                }),
            CancellationToken.None);
        return clientKey;
    }
}
