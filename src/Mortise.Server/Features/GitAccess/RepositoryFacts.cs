using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.GitAccess;

/// <summary>What a row says about the repository on disk, read after references moved.</summary>
/// <param name="Size">Bytes on disk.</param>
/// <param name="MainBranch">Where HEAD points, if that branch exists.</param>
/// <param name="Vanished">The branch that was the main one and has been deleted; null where none was.</param>
internal sealed record RepositoryFacts(long Size, string? MainBranch, string? Vanished)
{
    /// <summary>What the followers of references write with it.</summary>
    public IReadOnlyList<Func<WriteSession, IReadOnlyList<RefUpdate>, Task>> Consequences { get; init; } = [];

    private static readonly string[] Preferred = ["main", "master"];

    /// <summary>
    /// Reads them. Where the repository has had no main branch so far, or has lost it, HEAD is pointed at <c>main</c>, <c>master</c> or the first branch.
    /// </summary>
    /// <param name="main">The main branch in the row; null: none so far.</param>
    public static async Task<RepositoryFacts> ReadAsync(GitRepository git, string? main, IReadOnlyList<RefUpdate> moved, CancellationToken cancellation)
    {
        var size = await git.MeasureAsync(cancellation);
        var vanished = main is not null && moved.Any(update => update.Deletes && update.Name.IsBranch && update.Name.Short == main) ? main : null;
        return main is null || vanished is not null
            ? new RepositoryFacts(size, await AimHeadAsync(git, cancellation), vanished)
            : new RepositoryFacts(size, main, null);
    }

    private static async Task<string?> AimHeadAsync(GitRepository git, CancellationToken cancellation)
    {
        if (await git.FindHeadAsync(cancellation) is { Commit: not null } head)
            return head.Target.Short;

        var branches = (await git.ListRefsAsync("refs/heads/", cancellation)).Select(entry => entry.Name.Short).ToArray();
        var chosen = Preferred.FirstOrDefault(branches.Contains) ?? branches.FirstOrDefault();
        if (BranchName.TryParse(chosen, out var branch))
            await git.SetHeadAsync(branch, cancellation);

        return chosen;
    }
}
