using Mortise.Git.Refs;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestStore
{
    /// <summary>The open requests that come from one of these branches of a repository, or go to one.</summary>
    public Task<IReadOnlyList<PullRequest>> ListOpenAtAsync(Guid repository, IReadOnlyList<string> branches, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<PullRequest>(
                $"""
                SELECT {Columns} FROM pull_requests p WHERE p.state = 'OPEN' AND p.source_repository_id = @repository AND p.source_branch {session.In("branches")}
                UNION
                SELECT {Columns} FROM pull_requests p WHERE p.state = 'OPEN' AND p.repository_id = @repository AND p.destination_branch {session.In("branches")}
                """,
                new { repository, branches }),
            cancellation);

    /// <summary>Marks the request of a merge whose references have moved.</summary>
    public async Task MergeAsync(WriteSession write, ReferenceIntent intent, MergeCause cause, RefUpdate destination)
    {
        if (await LockAsync(write, intent.WorkspaceId, intent.RepositoryId, cause.Number) is not { IsOpen: true } stored)
            return;

        await CloseAsync(write, stored with
        {
            State = PullRequest.Merged,
            ClosedBy = intent.ActorId,
            MergeHash = destination.New.ToString(),
            SourceHash = cause.SourceHash,
            DestinationHash = destination.Old.ToString(),
        });
    }

    /// <summary>Whether a merge of that request has begun that is not settled yet.</summary>
    public Task<bool> IsBeingMergedAsync(Guid repository, long number, CancellationToken cancellation) =>
        database.ReadAsync(session => ReferenceIntentStore.IsOpenAsync(session, repository, MergeCause.Pattern(number)), cancellation);

    /// <summary>Asked where an intent is kept: why a request as it was read is not merged now, in one line, or null.</summary>
    /// <remarks>Two merges of one request never have an intent each.</remarks>
    public static async Task<string?> WhyNotMergeAsync(WriteSession write, PullRequest read)
    {
        if (await LockAsync(write, read.WorkspaceId, read.RepositoryId, read.Number) is not { IsOpen: true, Draft: false } stored
            || stored.DestinationBranch != read.DestinationBranch)
            return "it has changed meanwhile";

        return await ReferenceIntentStore.IsOpenAsync(write, read.RepositoryId, MergeCause.Pattern(read.Number)) ? "it is being merged already" : null;
    }

    /// <summary>Writes where the branches of open requests stand now, and that those whose source has reached the destination are merged.</summary>
    /// <param name="standings">What git said of each before the transaction; what has moved since is left to the settlement of that move.</param>
    public async Task FollowAsync(WriteSession write, ReferenceIntent intent, IReadOnlyList<PullRequestStanding> standings, IReadOnlyList<RefUpdate> moved)
    {
        var own = standings.Where(view => view.NeedsRow).OrderBy(view => view.Request.RepositoryId).ThenBy(view => view.Request.Number);
        foreach (var view in own)
        {
            if (await LockAsync(write, view.Request.WorkspaceId, view.Request.RepositoryId, view.Request.Number) is not { IsOpen: true } stored || !view.IsCurrent(stored))
                continue;

            if (view.MergedBy is { } merge)
            {
                await CloseAsync(write, stored with
                {
                    State = PullRequest.Merged,
                    ClosedBy = intent.ActorId,
                    MergeHash = merge.ToString(),
                    SourceHash = view.Source?.ToString() ?? stored.SourceHash,
                    DestinationHash = view.DestinationBefore?.ToString() ?? stored.DestinationHash,
                });
            }
            else if (view.Source is { } source && source.ToString() != stored.SourceHash)
            {
                var changed = stored with { SourceHash = source.ToString(), UpdatedOn = clock.GetUtcNow() };
                await write.ExecuteAsync(UpdateSource, changed);
                await RecordUpdateAsync(write, changed, intent.ActorId, PullRequestUpdate.Between(stored, changed, null));
            }
        }

        foreach (var (branch, tip) in standings.Where(view => view.Request.RepositoryId == intent.RepositoryId && view.Destination is not null)
            .Where(view => moved.Any(update => update.Name == RefName.OfBranch(BranchName.Parse(view.Request.DestinationBranch))))
            .Select(view => (view.Request.DestinationBranch, Tip: view.ReadDestination()?.ToString())).DistinctBy(view => view.DestinationBranch))
        {
            if (tip is not null)
                await write.ExecuteAsync(UpdateDestinations, new { intent.WorkspaceId, intent.RepositoryId, branch, tip });
        }
    }

    private const string UpdateSource = """
        UPDATE pull_requests SET source_hash = @SourceHash, updated_on = @UpdatedOn
        WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number
        """;

    private const string UpdateDestinations = """
        UPDATE pull_requests SET destination_hash = @tip
        WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND destination_branch = @branch AND state = 'OPEN'
        """;
}
