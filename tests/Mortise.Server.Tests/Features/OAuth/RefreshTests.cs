using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.OAuth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

/// <summary>The life of a refresh token: rotation, grace, and the end of a family whose token was copied. Source: rest.md D-23; RFC 9700, 4.14.</summary>
public sealed class RefreshTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Theory, EveryDatabase]
    public async Task A_refresh_token_is_followed_by_one_successor_however_often_it_is_used_in_its_grace(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        var first = world.Begun.Refresh!;

        var one = await world.RefreshAsync(first);
        world.Clock.Advance(OAuthTokenStore.Grace / 2);
        var two = await world.RefreshAsync(first);

        Assert.Equal(one.Text("refresh_token"), two.Text("refresh_token"));
        Assert.NotEqual(first, one.Text("refresh_token"));
        Assert.NotEqual(one.Text("access_token"), two.Text("access_token"));
        foreach (var access in new[] { world.Begun.Access, one.Text("access_token"), two.Text("access_token") })
            Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(access));

        Assert.Equal(0, await world.Server.CountAsync("SELECT COUNT(*) FROM oauth_tokens WHERE chance IS NOT NULL AND secret_hash = @it", new { it = first }));
    }

    [Theory, EveryDatabase]
    public async Task A_token_used_after_its_grace_ends_the_whole_family(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        var first = world.Begun.Refresh!;
        var second = await world.RefreshAsync(first);
        var third = await world.RefreshAsync(second.Text("refresh_token"));
        world.Clock.Advance(OAuthTokenStore.Grace + Moment);
        Assert.Equal(HttpStatusCode.OK, await world.StatusAsync(third.Text("access_token")));

        Assert.Equal((400, "invalid_grant"), (await world.RefreshAsync(first)).Refusal());

        foreach (var access in new[] { world.Begun.Access, second.Text("access_token"), third.Text("access_token") })
            Assert.Equal(HttpStatusCode.Unauthorized, await world.StatusAsync(access));

        foreach (var refresh in new[] { second, third })
            Assert.Equal((400, "invalid_grant"), (await world.RefreshAsync(refresh.Text("refresh_token"))).Refusal());
    }

    [Theory, EveryDatabase]
    public async Task Another_consumer_neither_uses_the_token_nor_ends_its_family(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        var rival = await world.Server.ConsumerAsync("acme", name: "Rival");

        Assert.Equal((400, "invalid_grant"), (await world.Server.AskTokenAsync(rival, "refresh_token", ("refresh_token", world.Begun.Refresh!))).Refusal());

        Assert.Equal(HttpStatusCode.OK, (await world.RefreshAsync(world.Begun.Refresh!)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_scope_that_is_refused_uses_nothing_up(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);

        var refused = await world.Server.AskTokenAsync(world.Consumer, "refresh_token", ("refresh_token", world.Begun.Refresh!), ("scope", "webhook"));
        var narrow = await world.Server.AskTokenAsync(world.Consumer, "refresh_token", ("refresh_token", world.Begun.Refresh!), ("scope", "account"));
        var wide = await world.RefreshAsync(narrow.Text("refresh_token"));

        Assert.Equal((400, "invalid_scope"), refused.Refusal());
        Assert.Equal(("account", "repository account"), (narrow.Text("scopes"), wide.Text("scopes")));
    }

    [Theory, EveryDatabase]
    public async Task Sixteen_clients_that_refresh_at_once_share_one_chain(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        var refresh = world.Begun.Refresh!;
        for (var round = 0; round < 4; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => world.RefreshAsync(refresh)));

            Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Body));
            Assert.Equal(16, answers.Select(answer => answer.Text("access_token")).Distinct(StringComparer.Ordinal).Count());
            refresh = Assert.Single(answers.Select(answer => answer.Text("refresh_token")).Distinct(StringComparer.Ordinal));
        }

        Assert.Equal(1, await world.Server.CountAsync("SELECT COUNT(*) FROM oauth_families"));
        Assert.Equal(1, await world.Server.CountAsync("SELECT COUNT(*) FROM oauth_tokens WHERE is_refresh AND replaced_on IS NULL"));
    }

    [Theory, EveryDatabase]
    public async Task A_code_used_by_sixteen_at_once_brings_one_family_which_ends(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        var code = await world.Server.CodeAsync(world.Consumer, world.Ada);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => world.Server.AskTokenAsync(world.Consumer, "authorization_code", ("code", code))));

        var won = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.StatusAsync(won.Text("access_token")));
        Assert.Equal(2, await world.Server.CountAsync("SELECT COUNT(*) FROM oauth_families"));
    }

    [Theory, EveryDatabase]
    public async Task The_sweep_removes_what_has_ended_and_nothing_else(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        var (server, sweep) = (world.Server, world.Server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<OAuthUpkeep>().Single());
        await server.CodeAsync(world.Consumer, world.Ada);

        await sweep.SweepAsync(CancellationToken.None);
        Assert.Equal((2, 1), (await server.CountAsync("SELECT COUNT(*) FROM oauth_tokens"), await server.CountAsync("SELECT COUNT(*) FROM oauth_codes")));
        world.Clock.Advance(TimeSpan.FromSeconds(7200));
        await sweep.SweepAsync(CancellationToken.None);
        Assert.Equal((1, 0), (await server.CountAsync("SELECT COUNT(*) FROM oauth_tokens"), await server.CountAsync("SELECT COUNT(*) FROM oauth_codes")));
        Assert.Equal(HttpStatusCode.OK, (await world.RefreshAsync(world.Begun.Refresh!)).Status);
        world.Clock.Advance(OAuthTokenStore.RefreshLifetime);
        await sweep.SweepAsync(CancellationToken.None);
        Assert.Equal((0, 0), (await server.CountAsync("SELECT COUNT(*) FROM oauth_tokens"), await server.CountAsync("SELECT COUNT(*) FROM oauth_families")));
    }

    private sealed record World(TestServer Server, FakeClock Clock, TestUser Ada, TestConsumer Consumer, NewTokens Begun) : IAsyncDisposable
    {
        public static async Task<World> StartAsync(TestDatabase database)
        {
            var clock = new FakeClock();
            var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));
            var ada = await server.CreateUserAsync("ada");
            await server.CreateWorkspaceAsync("acme", ada);
            await server.CreateRepositoryAsync("acme/rocket");
            var consumer = await server.ConsumerAsync("acme");
            return new World(server, clock, ada, consumer, await server.TokensAsync(consumer, ada, "repository account"));
        }

        public Task<TestAnswer> RefreshAsync(string token) => Server.AskTokenAsync(Consumer, "refresh_token", ("refresh_token", token));

        public async Task<HttpStatusCode> StatusAsync(string access) => (await Server.WithBearer(access).ReadAsync(Rocket)).Status;

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
