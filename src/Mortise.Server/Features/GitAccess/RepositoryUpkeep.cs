using System.Collections.Concurrent;
using System.Threading.Channels;
using Mortise.Git;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.GitAccess;

/// <summary>Repacks repositories in the background once pushes and imports have left many packs, or much without a bitmap: fetches and logs stay cheap.</summary>
/// <remarks>
/// A log is deep at little cost where there is a commit-graph, and upkeep is what writes it. One repository at a time on each node; several nodes keep
/// apart by a lock in the repository. A push waits for nothing here.
/// </remarks>
internal sealed class RepositoryUpkeep(DataDirectory directory, ILogger<RepositoryUpkeep> log) : BackgroundService
{
    /// <summary>Packs that a fetch may have to look into.</summary>
    private const int MostPacks = 12;

    /// <summary>Bytes of packs that are worth a bitmap.</summary>
    private const long WorthBitmap = 2 * 1024 * 1024;

    /// <summary>What has no bitmap is worth a new one once it is this part of what has one: to repack a large repository for every push would not pay.</summary>
    private const int WorthPart = 4;

    /// <summary>Beside a pack of what no reference reaches; it has no bitmap ever.</summary>
    private const string CruftMark = ".mtimes";

    private const int MostWaiting = 10_000;

    private readonly ConcurrentDictionary<Guid, bool> waiting = new();
    private readonly Channel<Guid> queue = Channel.CreateBounded<Guid>(MostWaiting);

    /// <summary>Notes that references of the repository moved, or that it came with them. A repository that finds no place is noticed at its next push.</summary>
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
        var covered = packs.Where(pack => Has(pack, ".bitmap")).Sum(pack => pack.Length);
        var fresh = packs.Where(pack => !Has(pack, ".bitmap") && !Has(pack, CruftMark)).Sum(pack => pack.Length);
        return packs.Length >= MostPacks || (fresh >= WorthBitmap && fresh >= covered / WorthPart);
    }

    private static bool Has(FileInfo pack, string extension) => File.Exists(Path.ChangeExtension(pack.FullName, extension));

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
