using Mortise.Git;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.Browsing;

/// <summary>What lists tell beside the matter when git knows it soon, and else leave out: a page waits at most <see cref="Limit"/> for it.</summary>
internal sealed class Glances(CommitRows rows, TimeProvider clock)
{
    /// <summary>Commits that a walk looks at.</summary>
    private const int MostWalked = 5000;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    /// <summary>The newest commit that changed each entry of a directory; what is not known is left out.</summary>
    public async Task<IReadOnlyDictionary<GitPath, CommitRow>> ChangesAsync(
        GitRepository git, Repository shown, ObjectId tip, GitPath directory, IReadOnlyCollection<GitPath> entries, CancellationToken cancellation)
    {
        var latest = new Dictionary<GitPath, ObjectId>();
        await SoonAsync(async stop =>
        {
            await foreach (var (entry, commit) in git.ReadLatestAsync(tip, directory, entries, MostWalked, stop))
                latest.Add(entry, commit);
        }, cancellation);
        if (latest.Count == 0)
            return new Dictionary<GitPath, CommitRow>();

        var read = (await rows.ReadAsync(git, shown, [.. latest.Values.Distinct()], cancellation)).ToDictionary(row => row.Commit.Id);
        return latest.Where(entry => read.ContainsKey(entry.Value)).ToDictionary(entry => entry.Key, entry => read[entry.Value]);
    }

    /// <summary>How far commits are ahead of another and behind it; empty: it is not known.</summary>
    public async Task<IReadOnlyDictionary<ObjectId, Divergence>> DistancesAsync(
        GitRepository git, ObjectId from, IReadOnlyCollection<ObjectId> tips, CancellationToken cancellation)
    {
        ObjectId[] measured = [.. tips.Where(tip => tip != from).Distinct().Take(GitRepository.MostMeasured)];
        IReadOnlyList<Divergence>? counted = null;
        await SoonAsync(async stop => counted = await git.CountDivergenceAsync(from, measured, MostWalked, stop), cancellation);
        return counted is null ? new Dictionary<ObjectId, Divergence>() : measured.Zip(counted).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Returns when the work is done, or when it has had its time.</summary>
    private async Task SoonAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await work(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The page goes without the rest.
        }
    }
}
