using System.Globalization;
using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces.Signing;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Merging;

/// <summary>Merges pull requests: writes the commits, and has the branch and the row move as one.</summary>
/// <remarks>
/// 1. Merges of one repository take turns on a node, so that they need not undo one another; other nodes and pushes may still be faster. 2. The tips are
/// read and merged without any reference moving. 3. The intent is kept only while the request is open and nobody else merges it: it is the claim.
/// 4. The destination moves by compare-and-swap, and the intent's settlement marks the request (<see cref="PullRequestFollower"/>); whoever was
/// overtaken begins again with 2. 5. The source branch goes with the destination's move where it is of the same repository; one of another goes
/// afterwards, as a move of its own, and where that fails it stays. Thread-safe.
/// </remarks>
internal sealed class PullRequestMerger(
    PullRequestStore store, PullRequestGit disk, RepositoryStore repositories, ReferenceMover mover, MergePeople people, WorkspaceSigner signer, TimeProvider clock,
    ILogger<PullRequestMerger> log)
{
    private const int MostTries = 20;

    private readonly MergeTurns turns = new();

    /// <summary>Merges as ordered; who asks may write to the repository.</summary>
    /// <param name="cancellation">Counts until the intent is kept; a merge that has begun to move references goes through.</param>
    /// <returns>The merged request, or why it is not merged.</returns>
    public async Task<(PullRequest? Merged, ApiError? Refusal)> MergeAsync(
        FoundPullRequest found, MergeOrders orders, Guid actor, CancellationToken cancellation)
    {
        using var turn = await turns.TakeAsync(found.Repository.Id, cancellation);                                          // 1
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (merged, refusal) = await TryAsync(found, orders, actor, cancellation);
            if (merged is not null || refusal is not null)
                return (merged, refusal);
        }

        return (null, ApiError.Conflict("The branches keep moving while the pull request is merged; try again."));
    }

    /// <summary>Neither of the two: a branch moved meanwhile.</summary>
    private async Task<(PullRequest? Merged, ApiError? Refusal)> TryAsync(FoundPullRequest found, MergeOrders orders, Guid actor, CancellationToken cancellation)
    {
        var (workspace, repository, number) = (found.PullRequest.WorkspaceId, found.PullRequest.RepositoryId, found.PullRequest.Number);
        if (await store.FindAsync(workspace, repository, number, cancellation) is not { } request)
            return (null, ApiError.RepositoryNotFound());

        if (WhyNot(request) is { } unfit)
            return (null, unfit);

        var standing = disk.Stand(request);
        if (standing.Destination is not { } destination)
            return (null, ApiError.Conflict($"The branch '{request.DestinationBranch}' is gone; choose another destination."));

        var source = await MayFollowAsync(request, cancellation) ? standing.Source ?? ObjectId.Parse(request.SourceHash) : ObjectId.Parse(request.SourceHash);
        if (source.ToString() != request.SourceHash && !await disk.KeepAsync(repository, request.SourceRepositoryId, number, source, cancellation))
            return (null, ApiError.Conflict($"The commit {source} of the branch '{request.SourceBranch}' is gone."));

        var outcome = await Merger.MergeAsync(standing.DestinationGit, await OrderAsync(request, destination, source, orders, actor, cancellation), cancellation);   // 2
        if (outcome is not MergeOutcome.Merged { Tip: var tip })
            return (null, Refuse(request, outcome));

        var updates = UpdatesOf(found.Repository, standing, orders, tip);
        var cause = new MergeCause(number, source.ToString(), request.DestinationBranch).ToString();
        var moved = await mover.MoveAsync(
            found.Repository, standing.DestinationGit, updates, atomic: true, actor, cause, cancellation, write => PullRequestStore.WhyNotMergeAsync(write, request));   // 3, 4
        if (moved[0].Kind == RefRefusal.Rule)
            return (null, ApiError.Conflict($"The pull request {number} cannot be merged: {moved[0].Refusal}."));

        if (!moved.All(one => one.Moved))
            return (null, null);

        log.LogInformation("Merged the pull request {Number} of {Repository} by {Strategy}", number, found.Repository.FullName, orders.Strategy);
        if (!request.IsWithin && (orders.CloseSourceBranch ?? request.CloseSourceBranch))
            await CloseElsewhereAsync(request, source, orders, actor);                                                      // 5

        return (await store.FindAsync(workspace, repository, number, CancellationToken.None), null);
    }

    /// <summary>Removes the source branch of another repository, if it still stands where it was merged, and is not the main one.</summary>
    private async Task CloseElsewhereAsync(PullRequest request, ObjectId merged, MergeOrders orders, Guid actor)
    {
        try
        {
            var host = Caller.HostAdmin.Instance with { Workspace = orders.WritesToFork };
            if (orders.WritesToFork is null || request.SourceRepositoryId is not { } id || disk.Open(id) is not { } git
                || await repositories.FindVisibleAsync(id, host, CancellationToken.None) is not { } source || request.SourceBranch == source.MainBranch)
                return;

            var closed = new RefUpdate(BranchName.Parse(request.SourceBranch).Ref, merged, ObjectId.Zero);
            await mover.MoveAsync(source, git, [closed], atomic: true, actor, ReferenceIntent.Refs, CancellationToken.None);
        }
        catch (Exception broken)
        {
            // The merge is done whatever becomes of this, and nobody is to take it for one that failed.
            log.LogWarning(broken, "Merged the pull request {Number}, and could not close its source branch {Branch}", request.Number, request.SourceBranch);
        }
    }

    /// <summary>Whether what the source has by now belongs to the request: of another repository only while its author reads that.</summary>
    private async Task<bool> MayFollowAsync(PullRequest request, CancellationToken cancellation) =>
        request.IsWithin || (request.SourceRepositoryId is { } source && (await store.ListReadersAsync(source, [request.AuthorId], cancellation)).Count > 0);

    /// <summary>Why a request as it stands is not merged at all; null when it may be tried.</summary>
    public static ApiError? WhyNot(PullRequest request) => request switch
    {
        { State: PullRequest.Merged } => ApiError.BadRequest($"The pull request {request.Number} is merged already."),
        { IsOpen: false } => ApiError.BadRequest($"The pull request {request.Number} is {request.State}; only an open one can be merged."),
        { Draft: true } => ApiError.BadRequest($"The pull request {request.Number} is a draft; a draft is not merged."),
        _ => null,
    };

    private static List<RefUpdate> UpdatesOf(Repository repository, PullRequestStanding standing, MergeOrders orders, ObjectId tip)
    {
        var request = standing.Request;
        var updates = new List<RefUpdate> { new(BranchName.Parse(request.DestinationBranch).Ref, standing.Destination!.Value, tip) };
        var closes = orders.CloseSourceBranch ?? request.CloseSourceBranch;
        if (closes && request.IsWithin && request.SourceBranch != repository.MainBranch && standing.Source is { } source)
            updates.Add(new RefUpdate(BranchName.Parse(request.SourceBranch).Ref, source, ObjectId.Zero));

        return updates;
    }

    private async Task<MergeOrder> OrderAsync(
        PullRequest request, ObjectId destination, ObjectId source, MergeOrders orders, Guid actor, CancellationToken cancellation)
    {
        var (author, committer) = await people.FindAsync(request.AuthorId, actor, cancellation);
        return new MergeOrder
        {
            Destination = destination,
            Source = source,
            Strategy = MergeStrategyNames.Get(orders.Strategy),
            Message = orders.Message ?? string.Create(
                CultureInfo.InvariantCulture, $"Merged in {request.SourceBranch} (pull request #{request.Number})\n\n{request.Title}\n"),
            Author = author,
            Committer = committer,
            When = clock.GetUtcNow(),
            Sign = await signer.FindAsync(request.WorkspaceId, cancellation),
        };
    }

    private static ApiError Refuse(PullRequest request, MergeOutcome outcome) => outcome switch
    {
        MergeOutcome.Conflicting conflicting => Conflict(conflicting),
        MergeOutcome.NotForward => ApiError.Conflict(
            $"'{request.DestinationBranch}' has commits that '{request.SourceBranch}' has not, and the strategy moves it forward only; update the source first."),
        MergeOutcome.Unrelated => ApiError.Conflict($"'{request.SourceBranch}' and '{request.DestinationBranch}' have no commit in common."),
        MergeOutcome.TooMany many => ApiError.Conflict($"The strategy would write {many.Commits} commits anew, and it writes at most 500; choose another."),
        _ => ApiError.BadRequest($"All commits of '{request.SourceBranch}' are in '{request.DestinationBranch}' already; there is nothing to merge."),
    };

    private static ApiError Conflict(MergeOutcome.Conflicting conflicting)
    {
        const int Named = 20;
        var at = conflicting.Commit is { } commit ? $" at the commit {commit}" : "";
        var paths = string.Join(", ", conflicting.Conflicts.Take(Named).Select(conflict => $"{conflict.Path} ({conflict.Scenario})"));
        var more = conflicting.Conflicts.Count > Named ? $" and {conflicting.Conflicts.Count - Named} more" : "";
        return ApiError.Conflict($"The branches are in conflict{at}: {paths}{more}. Resolve it on the source branch.");
    }
}
