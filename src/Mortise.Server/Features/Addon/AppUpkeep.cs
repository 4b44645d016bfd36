using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Addon;

/// <summary>Settles installs that a crash left under way, and purges the data of apps that were uninstalled 30 days ago.</summary>
internal sealed class AppUpkeep(
    Database database, InstallationStore installations, OutboxStore outbox, AppIdentityStore identities, TimeProvider clock,
    ILogger<AppUpkeep> log) : BackgroundService
{
    /// <summary>How long an app's data wait for its return.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    /// <summary>Runs before the first request: with SQLite no other server can have an install under way.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(all: database.Kind == DatabaseKind.Sqlite, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            do
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    log.LogError(fault, "The upkeep of apps failed; it tries again");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>One round.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        await SettleAsync(all: false, cancellation);
        var before = clock.GetUtcNow() - Kept;
        foreach (var installation in await installations.ListUnpurgedAsync(before, cancellation))
        {
            if (await installations.PurgeAsync(installation, cancellation) is not { } purged)
                continue;

            log.LogInformation(
                "Purged {Count} properties and the linker values of {App} on {Workspace}, uninstalled for {Days} days",
                purged, installation.AppKey, installation.Workspace, Kept.TotalDays);
        }

        await outbox.PurgeAsync(before, cancellation);
    }

    private async Task SettleAsync(bool all, CancellationToken cancellation)
    {
        foreach (var clientKey in await installations.RestoreDeadAsync(all, cancellation))
        {
            identities.Forget(clientKey);
            log.LogWarning("Took back the unfinished install of {ClientKey}", clientKey);
        }
    }
}
