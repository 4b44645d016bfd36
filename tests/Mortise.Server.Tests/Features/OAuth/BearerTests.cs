using System.Net;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

/// <summary>Tokens of OAuth on the API and for git. Source: rest.md 2, 3.3 and D-26.</summary>
public sealed class BearerTests
{
    [Theory, EveryDatabase]
    public async Task Git_takes_each_kind_of_token_beside_any_user_name(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var (server, git) = (world.Server, world.Fixture);
        var mine = await git.InitAsync("mine.git");
        var consumer = await server.ConsumerAsync("acme", "repository:write");
        var app = await SigningApp.InstallAsync(server, world.Acme, "com.example.git", "repository:write");
        var bob = await FindAsync(server, "bob");
        (string Name, string Token)[] tokens =
        [
            ("bob", (await server.TokensAsync(consumer, bob, "repository:write")).Access),
            ("consumer", (await server.AskTokenAsync(consumer, "client_credentials")).Text("access_token")),
            ("app", await app.SwapAsync(server.Client)),
            ("limited", await app.SwapAsync(server.Client, ("bitbucket_repository", world.Rocket.ToString()))),
        ];
        foreach (var (name, token) in tokens)
        {
            var tip = await git.CommitAsync(mine, name, name + "\n", (name, "x"));
            await git.GitAsync(mine, "push", "--quiet", world.Url("rocket.git", $"x-token-auth:{token}"), name);
            Assert.Contains(tip, await git.GitAsync(mine, "ls-remote", world.Url("rocket.git", $"whoever:{token}"), name), StringComparison.Ordinal);
        }

        var eve = (await server.TokensAsync(consumer, await FindAsync(server, "eve"), "repository:write")).Access;
        var reader = await app.SwapAsync(server.Client, ("scope", "repository"));
        var elsewhere = await app.SwapAsync(server.Client, ("bitbucket_repository", (await server.CreateRepositoryAsync("acme/moon")).ToString()));
        foreach (var token in new[] { eve, elsewhere, "mrto_nothing" })
            Assert.NotEqual(0, (await git.TryGitAsync(mine, "ls-remote", world.Url("rocket.git", $"x-token-auth:{token}"))).Code);

        await git.GitAsync(mine, "ls-remote", world.Url("rocket.git", $"x-token-auth:{reader}"));
        Assert.NotEqual(0, (await git.TryGitAsync(mine, "push", world.Url("rocket.git", $"x-token-auth:{reader}"), "bob:refused")).Code);
    }

    [Theory, EveryDatabase]
    public async Task A_token_stands_in_the_header_alone(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var consumer = await world.Server.ConsumerAsync("acme", "repository");
        var token = (await world.Server.TokensAsync(consumer, await FindAsync(world.Server, "ada"), "repository")).Access;
        const string Rocket = "/2.0/repositories/acme/rocket";

        Assert.Equal(HttpStatusCode.OK, (await world.Server.WithBearer(token).ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Server.Client.ReadAsync($"{Rocket}?access_token={token}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Server.WithBearer(token + "x").ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Server.As("ada", token).ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Server.WithBearer(consumer.Secret).ReadAsync(Rocket)).Status);
    }

    [Fact]
    public void The_successor_of_a_secret_is_a_secret_of_its_kind_that_needs_both_parts()
    {
        var secret = TokenSecret.New(TokenSecret.RefreshToken);

        var successor = TokenSecret.Successor(secret, "chance");

        Assert.True(TokenSecret.IsWellFormed(successor));
        Assert.True(TokenSecret.IsOf(TokenSecret.RefreshToken, successor));
        Assert.Equal(successor, TokenSecret.Successor(secret, "chance"));
        Assert.NotEqual(successor, TokenSecret.Successor(secret, "chance2"));
        Assert.NotEqual(successor, TokenSecret.Successor(TokenSecret.New(TokenSecret.RefreshToken), "chance"));
    }

    private static async Task<TestUser> FindAsync(TestServer server, string name)
    {
        var user = await server.Get<Mortise.Server.Features.Users.UserStore>().FindByUsernameAsync(name, CancellationToken.None);
        return new TestUser(user!.Id, name, $"{name}@example.com");
    }
}
