using Mortise.Git;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Removes the objects of pushes whose server was killed before they became part of a repository.</summary>
/// <remarks>After the start and once a day; only what has not grown for a day, so that no push under way loses anything.</remarks>
internal sealed class QuarantineSweep(DataDirectory directory, TimeProvider clock, ILogger<QuarantineSweep> log) : BackgroundService
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>One round over all repositories; how many quarantines were removed.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow() - Day;
        var removed = 0;
        foreach (var found in new DirectoryInfo(directory.Repositories).EnumerateDirectories().SelectMany(shelf => shelf.EnumerateDirectories("*.git")))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                removed += await new GitRepository(found.FullName).SweepQuarantinesAsync(before);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                log.LogWarning(broken, "Could not remove stale pushes from {Directory}; the next round tries again", found.FullName);
            }
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Day, clock);
        await Task.Yield();                                // the server's start does not wait for the disk
        do
        {
            if (await SweepAsync(stoppingToken) is > 0 and var removed)
                log.LogInformation("Removed what {Count} killed pushes had left", removed);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
