using System.Collections.Concurrent;
using System.Threading.Channels;
using Mortise.Git;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Repacks repositories in the background once pushes have left many packs, or much without a bitmap: fetches stay cheap.</summary>
/// <remarks>One repository at a time on each node; several nodes keep apart by a lock in the repository. A push waits for nothing here.</remarks>
internal sealed class RepositoryUpkeep(DataDirectory directory, ILogger<RepositoryUpkeep> log) : BackgroundService
{
    /// <summary>Packs that a fetch may have to look into.</summary>
    private const int MostPacks = 12;

    /// <summary>Bytes of packs that are worth a bitmap.</summary>
    private const long WorthBitmap = 2 * 1024 * 1024;

    private const int MostWaiting = 10_000;

    private readonly ConcurrentDictionary<Guid, bool> waiting = new();
    private readonly Channel<Guid> queue = Channel.CreateBounded<Guid>(MostWaiting);

    /// <summary>Notes that references of the repository moved. A repository that finds no place is noticed at its next push.</summary>
    public void Moved(Guid repository)
    {
        if (waiting.TryAdd(repository, true) && !queue.Writer.TryWrite(repository))
            waiting.TryRemove(repository, out _);
    }

    /// <summary>Whether upkeep would pay.</summary>
    internal static bool IsDue(GitRepository git)
    {
        var folder = new DirectoryInfo(Path.Combine(git.Path, "objects", "pack"));
        if (!folder.Exists)
            return false;

        var packs = folder.GetFiles("*.pack");
        return packs.Length >= MostPacks || (packs.Sum(pack => pack.Length) >= WorthBitmap && !folder.EnumerateFiles("*.bitmap").Any());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var repository in queue.Reader.ReadAllAsync(stoppingToken))
        {
            waiting.TryRemove(repository, out _);
            try
            {
                var git = new GitRepository(directory.RepositoryPath(repository));
                if (IsDue(git))
                    await git.MaintainAsync(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                log.LogWarning(broken, "Upkeep of the repository {Repository} failed; its next push tries again", repository);
            }
        }
    }
}
