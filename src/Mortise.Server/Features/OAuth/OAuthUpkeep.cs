using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.OAuth;

/// <summary>Removes tokens, codes, consents and sessions that have ended: they count no more as it is, and this keeps the tables small.</summary>
internal sealed class OAuthUpkeep(
    OAuthTokenStore tokens, AppTokenStore appTokens, SessionStore sessions, TimeProvider clock, ILogger<OAuthUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    log.LogError(fault, "The upkeep of tokens failed; it tries again");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>One round.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var gone = await tokens.PurgeAsync(cancellation) + await appTokens.PurgeAsync(cancellation);
        await sessions.PurgeAsync(cancellation);
        if (gone > 0)
            log.LogDebug("Removed {Count} tokens, codes and consents that had ended", gone);
    }
}
