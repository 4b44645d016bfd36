using Mortise.Git;
using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Keeps pull requests right when branches move: by pushes, by merges, and by what a crash left to be settled.</summary>
/// <remarks>
/// 1. A merge of this host says in its intent which request it merges. 2. The open requests at the branches that moved are looked at, with the tips that
/// git has now; a source that moved is kept first. 3. A request is merged when its source has reached the destination. 4. The rows are written in the
/// transaction, each only while its tips are still those that were looked at: a later move has a settlement of its own, which looks again.
/// A request from another repository follows its source only while its author may read that. Requests of strangers never stop a move: one that cannot be
/// looked at, or not in time, stays as it is until the next move, and those to the repository itself come first.
/// </remarks>
internal sealed class PullRequestFollower(PullRequestStore store, PullRequestGit disk, TimeProvider clock, ILogger<PullRequestFollower> log) : IReferenceFollower
{
    /// <summary>For one request.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For all requests at the branches of one move.</summary>
    private static readonly TimeSpan PatienceWithAll = TimeSpan.FromSeconds(60);

    public async Task<Func<WriteSession, IReadOnlyList<RefUpdate>, Task>?> PrepareAsync(
        ReferenceIntent intent, GitRepository git, IReadOnlyList<RefUpdate> moved, CancellationToken cancellation)
    {
        var branches = moved.Where(update => BranchName.TryFrom(update.Name, out _)).ToArray();
        if (branches.Length == 0)
            return null;

        var merge = MergeCause.TryParse(intent.Cause, out var cause) ? cause : null;                                        // 1
        var open = await store.ListOpenAtAsync(intent.RepositoryId, [.. branches.Select(update => update.Name.Short)], cancellation);
        var standings = await LookAsync(
            [.. open.Where(request => merge is null || request.Number != merge.Number || request.RepositoryId != intent.RepositoryId)],
            intent.RepositoryId, new Brought(git, branches), cancellation);                                                 // 2
        if (standings.Count == 0 && merge is null)
            return null;

        return async (write, effective) =>                                                                                 // 4
        {
            if (merge is not null && effective.FirstOrDefault(update => update.Name.Value == "refs/heads/" + merge.DestinationBranch) is { Name.Value.Length: > 0 } update)
                await store.MergeAsync(write, intent, merge, update);

            await store.FollowAsync(write, intent, standings, effective);
        };
    }

    private async Task<IReadOnlyList<PullRequestStanding>> LookAsync(
        IReadOnlyList<PullRequest> open, Guid repository, Brought brought, CancellationToken cancellation)
    {
        var strange = open.Where(request => !request.IsWithin && request.SourceRepositoryId == repository).Select(request => request.AuthorId).Distinct().ToArray();
        var readers = strange.Length > 0 ? await store.ListReadersAsync(repository, strange, cancellation) : new HashSet<Guid>();
        var standings = new List<PullRequestStanding>();
        using var all = new CancellationTokenSource(PatienceWithAll, clock);
        foreach (var request in open.OrderBy(request => request.RepositoryId != repository))
        {
            if (!request.IsWithin && request.SourceRepositoryId == repository && !readers.Contains(request.AuthorId))
                continue;

            if (all.IsCancellationRequested)
            {
                log.LogWarning("Followed {Done} of {All} pull requests at branches of {Repository} in time; the others stay as they are", standings.Count, open.Count, repository);
                break;
            }

            using var one = new CancellationTokenSource(Patience, clock);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(one.Token, all.Token, cancellation);
            try
            {
                standings.Add(await LookAsync(request, repository, brought, any.Token));
            }
            catch (Exception broken) when (!cancellation.IsCancellationRequested)
            {
                log.LogWarning(broken, "Could not follow the pull request {Number} of {Repository}; it stays as it is", request.Number, request.RepositoryId);
            }
        }

        return standings;
    }

    private Task<PullRequestStanding> LookAsync(PullRequest request, Guid repository, Brought brought, CancellationToken cancellation) =>
        request.SourceRepositoryId == repository && brought.Has(request.SourceBranch)
            ? LookAtSourceAsync(request, repository, brought, cancellation)
            : LookAtDestinationAsync(disk.Stand(request, brought.Tip(request.DestinationBranch)), brought, cancellation);

    /// <summary>The source moved. Where the destination has been already, it is merged, unless the source was wound back to where it brings nothing.</summary>
    private async Task<PullRequestStanding> LookAtSourceAsync(PullRequest request, Guid repository, Brought brought, CancellationToken cancellation)
    {
        var standing = disk.Stand(request);
        if (standing.Source is not { } source || source.ToString() == request.SourceHash)
            return request.RepositoryId == repository && brought.Has(request.DestinationBranch) ? await LookAtDestinationAsync(standing, brought, cancellation) : standing;

        if (!await disk.KeepAsync(request.RepositoryId, request.SourceRepositoryId, request.Number, source, cancellation))
            return standing with { Source = null };

        var git = standing.DestinationGit;
        var arrived = standing.Destination is { } destination                                                                            // 3
            && await Merger.IsAncestorAsync(git, source, destination, cancellation)
            && !await Merger.IsAncestorAsync(git, source, ObjectId.Parse(request.SourceHash), cancellation);
        if (!arrived)
            return standing;

        var update = request.RepositoryId == repository ? brought.Update(request.DestinationBranch) : null;
        return standing with
        {
            MergedBy = await Brought.FirstWithAsync(git, source, standing.Destination!.Value, update?.Old ?? ObjectId.Zero, cancellation),
            DestinationBefore = update is { Old.IsZero: false } known ? known.Old : null,
        };
    }

    private static async Task<PullRequestStanding> LookAtDestinationAsync(PullRequestStanding standing, Brought brought, CancellationToken cancellation)
    {
        var request = standing.Request;
        return brought.Update(request.DestinationBranch) is { } update && update.New == standing.Destination
            && await brought.FindMergeAsync(update, ObjectId.Parse(request.SourceHash), cancellation) is { } merge                       // 3
                ? standing with { MergedBy = merge, DestinationBefore = update.Old.IsZero ? null : update.Old }
                : standing;
    }

    /// <summary>What the moves of one intent brought to its branches; each branch is listed once, however many requests go there.</summary>
    private sealed class Brought(GitRepository git, IReadOnlyList<RefUpdate> updates)
    {
        private readonly Dictionary<RefName, HashSet<ObjectId>> commits = [];
        private readonly Dictionary<string, ObjectId?> tips = new(StringComparer.Ordinal);

        public bool Has(string branch) => updates.Any(update => update.Name.Short == branch);

        /// <summary>Where a branch stands now; read once.</summary>
        public ObjectId? Tip(string branch)
        {
            if (!tips.TryGetValue(branch, out var tip))
                tips.Add(branch, tip = git.ReadTip(BranchName.Parse(branch).Ref));

            return tip;
        }

        public RefUpdate? Update(string branch)
        {
            var at = updates.Where(update => update.Name.Short == branch).Take(1).ToArray();
            return at.Length > 0 && !at[0].Deletes ? at[0] : null;
        }

        /// <summary>The commit by which the update brought the source; null when it did not.</summary>
        public async Task<ObjectId?> FindMergeAsync(RefUpdate update, ObjectId source, CancellationToken cancellation)
        {
            if (!commits.TryGetValue(update.Name, out var brought))
                commits.Add(update.Name, brought = [.. await git.ListBroughtAsync(update.New, update.Old, cancellation: cancellation)]);

            return brought.Contains(source) ? await FirstWithAsync(git, source, update.New, update.Old, cancellation) : null;
        }

        /// <summary>The oldest on the destination's own line that has the source in it.</summary>
        public static async Task<ObjectId> FirstWithAsync(GitRepository git, ObjectId source, ObjectId tip, ObjectId before, CancellationToken cancellation)
        {
            var line = await git.ListBroughtAsync(tip, before, firstParents: true, cancellation);
            if (line.Contains(source))
                return source;

            var descendants = (await git.ListDescendantsAsync(source, tip, cancellation)).ToHashSet();
            return line.Reverse().Where(descendants.Contains).Cast<ObjectId?>().FirstOrDefault() ?? tip;
        }
    }
}
