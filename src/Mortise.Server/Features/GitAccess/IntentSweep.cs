namespace Mortise.Server.Features.GitAccess;

/// <summary>Runs <see cref="IntentSettler"/> before the server listens, and every minute from then on.</summary>
internal sealed class IntentSweep(IntentSettler settler, ReferenceIntentStore intents, TimeProvider clock, ILogger<IntentSweep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How long a git may still move references whose server was killed; real time, whatever the clock says.</summary>
    private static readonly TimeSpan LastMoves = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if ((await intents.ListRepositoriesAsync(clock.GetUtcNow(), cancellationToken)).Count > 0)
            await Task.Delay(LastMoves, cancellationToken);

        var settled = await settler.SweepAsync(cancellationToken);
        if (settled > 0)
            log.LogWarning("The server had been stopped at work: settled {Count} changes of references", settled);

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await settler.SweepAsync(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                log.LogError(broken, "The sweep of reference intents failed; the next one tries again");
            }
        }
    }
}
