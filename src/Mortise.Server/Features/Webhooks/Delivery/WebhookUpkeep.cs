namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>Forgets attempts of deliveries that are older than the history goes back.</summary>
internal sealed class WebhookUpkeep(WebhookStore hooks, TimeProvider clock, ILogger<WebhookUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await hooks.PurgeAsync(clock.GetUtcNow() - WebhookStore.HistoryKept, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The history of webhooks could not be cleared; it is tried again in {Round}", Round);
            }
        }
    }
}
