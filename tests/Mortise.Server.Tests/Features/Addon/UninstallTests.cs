using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Addon;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>What remains after an uninstall, for how long, and what a crash in the middle of an install leaves.</summary>
public sealed class UninstallTests
{
    private const string Latest = "/2.0/repositories/acme/rocket/properties/build-badges/latest";

    [Theory, EveryDatabase]
    public async Task An_app_that_refuses_is_told_three_times_and_then_given_up(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await StartAsync(database, clock);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        app.OnCallback = _ => Task.FromResult(500);

        await server.AdminAsync(HttpMethod.Delete, "/apps/" + await IdAsync(server));
        await app.WaitForCallbacksAsync(2);
        await SettledAsync(server, 1);
        clock.Advance(TimeSpan.FromSeconds(11));
        await app.WaitForCallbacksAsync(3);
        await SettledAsync(server, 2);
        clock.Advance(TimeSpan.FromSeconds(61));
        await app.WaitForCallbacksAsync(4);
        var outcomes = await SettledAsync(server, 3);
        clock.Advance(TimeSpan.FromHours(1));
        await Task.Delay(1500);

        Assert.Equal(["Refused: 500", "Refused: 500", "Given up: Refused: 500"], outcomes);
        Assert.Equal(4, app.Callbacks.Count);
    }

    [Theory, EveryDatabase]
    public async Task An_app_that_is_installed_again_is_not_told_that_it_is_gone(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await StartAsync(database, clock);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        app.OnCallback = callback => Task.FromResult(callback.EventType == "uninstalled" ? 500 : 200);

        await server.AdminAsync(HttpMethod.Delete, "/apps/" + await IdAsync(server));
        await SettledAsync(server, 1);
        await server.InstallAsync(app, "acme");
        clock.Advance(TimeSpan.FromSeconds(11));
        var outcomes = await SettledAsync(server, 2);

        Assert.Equal("Dropped: the installation has changed again and is active", outcomes[1]);
        Assert.Equal(["installed", "uninstalled", "installed"], app.Callbacks.Select(callback => callback.EventType));
    }

    [Theory, EveryDatabase]
    public async Task Properties_wait_thirty_days_for_the_app(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await StartAsync(database, clock);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        app.Clock = clock;
        var upkeep = server.Services.GetRequiredService<AppUpkeep>();
        await app.PutAsync(Latest, "{}");

        await server.AdminAsync(HttpMethod.Delete, "/apps/" + await IdAsync(server));
        clock.Advance(TimeSpan.FromDays(29));
        await upkeep.SweepAsync(CancellationToken.None);
        await server.InstallAsync(app, "acme");
        var kept = await app.GetAsync(Latest);
        await server.AdminAsync(HttpMethod.Delete, "/apps/" + await IdAsync(server));
        clock.Advance(TimeSpan.FromDays(31));
        await upkeep.SweepAsync(CancellationToken.None);
        await server.InstallAsync(app, "acme");
        var purged = await app.GetAsync(Latest);

        Assert.Equal(HttpStatusCode.OK, kept.Status);
        Assert.Equal(HttpStatusCode.NotFound, purged.Status);
        Assert.NotNull(app.Callbacks[^1].Jwt);
    }

    [Theory, EveryDatabase]
    public async Task An_install_that_a_crash_cut_off_is_taken_back_and_stays_so(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var secret = app.SharedSecret;
        var store = server.Services.GetRequiredService<InstallationStore>();
        app.OnCallback = async callback =>
        {
            foreach (var clientKey in await store.RestoreDeadAsync(all: true, CancellationToken.None))
                server.Services.GetRequiredService<AppIdentityStore>().Forget(clientKey);

            return 200;
        };

        var late = await server.AdminAsync(HttpMethod.Post, "/apps", JsonSerializer.Serialize(new { url = app.DescriptorUrl, workspace = "acme" }));
        var byOld = await app.SendAsync(HttpMethod.Get, "/2.0/repositories/acme/none", secret: secret);
        var byNew = await app.GetAsync("/2.0/repositories/acme/none");

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal(HttpStatusCode.NotFound, byOld.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, byNew.Status);
    }

    [Theory, EveryDatabase]
    public async Task The_next_server_takes_back_what_the_last_one_left_under_way_and_sends_what_it_owed(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (kept, gone) = (await server.InstallAppAsync("kept", on: "acme"), await server.InstallAppAsync("gone", on: "acme"));
        gone.OnCallback = _ => Task.FromResult(500);
        var ids = (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values").EnumerateArray().Select(app => app.GetProperty("id").GetString()).ToArray();
        await server.AdminAsync(HttpMethod.Delete, "/apps/" + ids[1]);
        await SettledAsync(server, 1);
        await BeginAsync(server, kept);
        await server.StopAsync();

        var clock = new FakeClock();
        clock.Advance(TimeSpan.FromMinutes(3));
        gone.OnCallback = null;
        await using var next = await TestServer.StartAsync(
            database, services => services.AddSingleton<TimeProvider>(clock), ("Mortise:Data", server.DirectoryPath), ("Mortise:Database", server.DatabaseConnection));
        var installation = await next.Services.GetRequiredService<InstallationStore>().FindAsync(Guid.Parse(ids[0]!), CancellationToken.None);
        var callbacks = await gone.WaitForCallbacksAsync(3);

        Assert.Equal(InstallationState.Active, installation!.State);
        Assert.Equal(["installed", "uninstalled", "uninstalled"], callbacks.Select(callback => callback.EventType));
        Assert.True(callbacks[2].IsSignedWith(gone.SharedSecret));
    }

    [Theory, EveryDatabase]
    public async Task No_secret_stands_in_the_tables(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallAppAsync("build-badges", on: "acme");

        var texts = await server.Services.GetRequiredService<Database>().ReadAsync(
            session => session.ListAsync<byte[]>("SELECT secret FROM installations"), CancellationToken.None);

        Assert.DoesNotContain(app.SharedSecret, System.Text.Encoding.UTF8.GetString(Assert.Single(texts)), StringComparison.Ordinal);
    }

    private static Task<TestServer> StartAsync(TestDatabase database, FakeClock clock) =>
        TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));

    /// <summary>Leaves an install under way, as a server does that is killed while it waits for the app.</summary>
    private static async Task BeginAsync(TestServer server, TestApp app)
    {
        Assert.True(Descriptor.TryParse(System.Text.Encoding.UTF8.GetBytes(app.Descriptor.ToJsonString()), new DescriptorRules(AllowHttp: true), out var descriptor, out _));
        var acme = await server.Services.GetRequiredService<PrincipalStore>().FindAsync("acme", CancellationToken.None);
        var draft = new InstallDraft(new InstallOrder(app.DescriptorUrl, acme!, By: null), app.DescriptorUrl, descriptor, AppInstaller.NewSecret());
        var (attempt, _) = await server.Services.GetRequiredService<InstallationStore>().BeginAsync(
            draft, server.Services.GetRequiredService<IdSource>(), TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal(InstallationState.Installing, attempt!.Installation.State);
    }

    private static async Task<string?> IdAsync(TestServer server) =>
        (await server.AdminAsync(HttpMethod.Get, "/apps")).Json.GetProperty("values")[0].GetProperty("id").GetString();

    /// <summary>Waits until that many attempts are recorded, and returns their outcomes.</summary>
    private static Task<IReadOnlyList<string>> SettledAsync(TestServer server, int attempts) => Eventually.SeeAsync(
        () => server.Services.GetRequiredService<Database>().ReadAsync(
            session => session.ListAsync<string>("SELECT outcome FROM outbox_attempts ORDER BY started_on, number"), CancellationToken.None),
        outcomes => outcomes.Count >= attempts,
        $"attempt {attempts}");
}
