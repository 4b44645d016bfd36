namespace Mortise.Server.Features.Repositories;

/// <summary>Removes directories of repositories that no row names: what a crash left of a creation or a deletion.</summary>
/// <remarks>Runs after the start and every hour. A directory is left alone for <see cref="Patience"/> after its last change: its row may be on the way.</remarks>
internal sealed class OrphanSweep(RepositoryStore repositories, RepositoryDirectories directories, TimeProvider clock, ILogger<OrphanSweep> log)
    : BackgroundService
{
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const int AtOnce = 500;

    /// <summary>One pass; the number of directories removed.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow() - Patience;
        directories.RemoveUnfinished(before);
        var removed = 0;
        foreach (var some in directories.ListUntouchedSince(before).Chunk(AtOnce))
        {
            var known = await repositories.ListKnownAsync(some, cancellation);
            foreach (var orphan in some.Where(id => !known.Contains(id)))
            {
                log.LogWarning("Removing the directory of repository {Repository}, which is not in the database", orphan);
                directories.Remove(orphan);
                removed++;
            }
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Patience, clock);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The sweep of orphaned repositories failed; it runs again in {Patience}", Patience);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
