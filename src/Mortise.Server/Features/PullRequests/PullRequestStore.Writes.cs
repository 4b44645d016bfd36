using Mortise.Server.Features.GitAccess;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests;

internal sealed partial class PullRequestStore
{
    /// <summary>The next number of a repository; one that is not used after all stays unused.</summary>
    public Task<long> TakeNumberAsync(Guid repository, CancellationToken cancellation) =>
        database.WriteAsync(write => write.CountUpAsync($"pull requests of {repository:D}"), cancellation);

    /// <summary>Opens a request, or takes what was given of it into the one that is open for its branches already (rest.md, D-134).</summary>
    /// <param name="number">Taken for it; null: there was one open, which has its own.</param>
    /// <param name="mayWrite">Whether who asks may change a request of somebody else; without it that one stays as it is.</param>
    /// <param name="isCurrent">Asked inside the write: whether the branches still stand where they were found.</param>
    /// <returns>The request's number, or why there is none; neither: the branches, or the open request, have moved on.</returns>
    public Task<(long? Number, ApiError? Refusal)> AddAsync(
        NewPullRequest request, long? number, bool mayWrite, Func<bool> isCurrent, CancellationToken cancellation) =>
        database.WriteAsync<(long? Number, ApiError? Refusal)>(
            async write =>
            {
                await write.LockAsync(LockName(request.RepositoryId));
                if (!isCurrent())
                    return (null, null);

                if (await FindOpenAsync(write, request.RepositoryId, request.SourceRepositoryId, request.SourceBranch, request.DestinationBranch) is { } open)
                    return await ChangeOpenAsync(write, open, request, mayWrite);

                if (number is null)
                    return (null, null);

                if (await WhyTooManyAsync(write, request) is { } tooMany)
                    return (null, tooMany);

                var now = clock.GetUtcNow();
                await write.ExecuteAsync(
                    Insert,
                    new
                    {
                        request.WorkspaceId,
                        request.RepositoryId,
                        number,
                        request.Title,
                        request.Description,
                        request.Draft,
                        request.AuthorId,
                        request.SourceRepositoryId,
                        request.SourceBranch,
                        request.SourceHash,
                        request.DestinationBranch,
                        request.DestinationHash,
                        request.CloseSourceBranch,
                        now,
                    });
                var made = (await FindAsync(write, request.WorkspaceId, request.RepositoryId, number.Value))!;
                await SetReviewersAsync(write, made, request.Reviewers);
                await RecordUpdateAsync(write, made, request.AuthorId, PullRequestUpdate.Nothing);
                return (number, null);
            },
            cancellation);

    /// <summary>Changes an open request.</summary>
    /// <param name="precondition">Says of the stored request why it must stay, or null; asked inside the write.</param>
    public Task<ApiError?> UpdateAsync(
        PullRequest request, PullRequestChanges changes, Guid actor, Func<PullRequest, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync(LockName(request.RepositoryId));
                if (await LockAsync(write, request.WorkspaceId, request.RepositoryId, request.Number) is not { } stored)
                    return ApiError.RepositoryNotFound();

                if (WhyClosed(stored) is { } closed)
                    return closed;

                if (precondition(stored) is { } stale)
                    return stale;

                if (changes.Destination is not null && await ReferenceIntentStore.IsOpenAsync(write, request.RepositoryId, MergeCause.Pattern(request.Number)))
                    return ApiError.Conflict($"The pull request {request.Number} is being merged; its destination cannot be changed now.");

                if (changes.Destination is { } destination && destination.Branch != stored.DestinationBranch && stored.SourceRepositoryId is { } source
                    && await FindOpenAsync(write, stored.RepositoryId, source, stored.SourceBranch, destination.Branch) is { } other)
                    return ApiError.InvalidField("destination", $"The pull request {other.Number} is open for these branches already.");

                await ChangeAsync(write, stored, changes, actor);
                return null;
            },
            cancellation);

    /// <summary>Declines an open request.</summary>
    public Task<ApiError?> DeclineAsync(PullRequest request, string reason, Guid actor, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await LockAsync(write, request.WorkspaceId, request.RepositoryId, request.Number) is not { } stored)
                    return ApiError.RepositoryNotFound();

                if (WhyClosed(stored) is { } closed)
                    return closed;

                if (await ReferenceIntentStore.IsOpenAsync(write, request.RepositoryId, MergeCause.Pattern(request.Number)))
                    return ApiError.Conflict($"The pull request {request.Number} is being merged.");

                await CloseAsync(write, stored with { State = PullRequest.Declined, Reason = reason, ClosedBy = actor });
                return null;
            },
            cancellation);

    /// <summary>Sets what a reader has to say of an open request, or takes it back.</summary>
    /// <param name="state"><see cref="Participant.Approved"/>, <see cref="Participant.ChangesRequested"/>; null takes back <paramref name="former"/>.</param>
    /// <param name="former">What null takes back; anything else stays.</param>
    /// <returns>The participant, or why not; neither when there was nothing to take back.</returns>
    public Task<(Participant? Participant, ApiError? Refusal)> ReviewAsync(PullRequest request, Guid account, string? state, string? former, CancellationToken cancellation) =>
        database.WriteAsync<(Participant? Participant, ApiError? Refusal)>(
            async write =>
            {
                if (await LockAsync(write, request.WorkspaceId, request.RepositoryId, request.Number) is not { } stored)
                    return (null, ApiError.RepositoryNotFound());

                if (WhyClosed(stored) is { } closed)
                    return (null, closed);

                var before = await FindParticipantAsync(write, stored, account);
                if (state is null && (before is null || before.State != former))
                    return (null, null);

                var now = clock.GetUtcNow();
                await write.ExecuteAsync(UpsertReview, new { stored.WorkspaceId, stored.RepositoryId, stored.Number, account, state, now });
                if (state is not null && before?.State != state)
                    await RecordAsync(write, stored, state == Participant.Approved ? "approval" : state, account, null);

                return (await FindParticipantAsync(write, stored, account), null);
            },
            cancellation);

    /// <summary>Makes someone who spoke a participant, in the transaction of what they said; those who are one keep their role and state.</summary>
    public static Task ParticipateAsync(WriteSession write, PullRequest request, Guid account, DateTimeOffset now) =>
        write.ExecuteAsync(UpsertParticipant, new { request.WorkspaceId, request.RepositoryId, request.Number, account, now });

    /// <summary>The refusal of a change to a request that has ended; null while it is open.</summary>
    public static ApiError? WhyClosed(PullRequest request) =>
        request.IsOpen ? null : ApiError.BadRequest($"The pull request {request.Number} is {request.State}; only an open one can be changed.");

    private static string LockName(Guid repository) => $"pull requests of {repository:D}";

    private async Task ChangeAsync(WriteSession write, PullRequest stored, PullRequestChanges changes, Guid actor)
    {
        var changed = stored with
        {
            Title = changes.Title ?? stored.Title,
            Description = changes.Description ?? stored.Description,
            Draft = changes.Draft ?? stored.Draft,
            CloseSourceBranch = changes.CloseSourceBranch ?? stored.CloseSourceBranch,
            DestinationBranch = changes.Destination?.Branch ?? stored.DestinationBranch,
            DestinationHash = changes.Destination?.Hash ?? stored.DestinationHash,
            UpdatedOn = clock.GetUtcNow(),
        };
        await write.ExecuteAsync(Update, changed);
        (IReadOnlyList<Guid>, IReadOnlyList<Guid>)? reviewers = changes.Reviewers is null ? null : await SetReviewersAsync(write, changed, changes.Reviewers);
        var update = PullRequestUpdate.Between(stored, changed, reviewers);
        if (!update.IsEmpty)
            await RecordUpdateAsync(write, changed, actor, update);
    }

    /// <summary>Those who are asked no longer stay participants if they had something to say.</summary>
    /// <returns>Who was added and who was taken away.</returns>
    private static async Task<(IReadOnlyList<Guid> Added, IReadOnlyList<Guid> Removed)> SetReviewersAsync(WriteSession write, PullRequest request, IReadOnlyList<Guid> reviewers)
    {
        var before = await write.ListAsync<Guid>(
            "SELECT account_id FROM pull_request_participants WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number AND is_reviewer",
            request);
        var added = reviewers.Except(before).ToArray();
        var removed = before.Except(reviewers).ToArray();
        foreach (var account in removed)
        {
            await write.ExecuteAsync(DeleteSilent, new { request.WorkspaceId, request.RepositoryId, request.Number, account });
            await write.ExecuteAsync(DemoteReviewer, new { request.WorkspaceId, request.RepositoryId, request.Number, account });
        }

        foreach (var account in added)
            await write.ExecuteAsync(UpsertReviewer, new { request.WorkspaceId, request.RepositoryId, request.Number, account });

        return (added, removed);
    }

    private async Task CloseAsync(WriteSession write, PullRequest ended)
    {
        ended = ended with { UpdatedOn = clock.GetUtcNow() };
        await write.ExecuteAsync(Close, ended);
        await RecordUpdateAsync(write, ended, ended.ClosedBy, PullRequestUpdate.Nothing);
    }

    private static Task<Participant?> FindParticipantAsync(Session session, PullRequest request, Guid account) =>
        session.FindAsync<Participant>(
            """
            SELECT repository_id, number, account_id, is_reviewer, state, participated_on FROM pull_request_participants
            WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number AND account_id = @account
            """,
            new { request.WorkspaceId, request.RepositoryId, request.Number, account });

    private Task<int> RecordUpdateAsync(WriteSession write, PullRequest request, Guid? actor, PullRequestUpdate update) =>
        RecordAsync(write, request, "update", actor, update.Write(request));

    private Task<int> RecordAsync(WriteSession write, PullRequest request, string kind, Guid? account, string? detail) =>
        write.ExecuteAsync(InsertEvent, new { request.WorkspaceId, request.RepositoryId, request.Number, EventId = ids.New(), kind, account, detail, now = clock.GetUtcNow() });

    private const string Insert = """
        INSERT INTO pull_requests (workspace_id, repository_id, number, title, description, state, draft, author_id, closed_by, source_repository_id,
            source_branch, source_hash, destination_branch, destination_hash, merge_hash, close_source_branch, reason, comment_count, task_count,
            created_on, updated_on)
        VALUES (@WorkspaceId, @RepositoryId, @number, @Title, @Description, 'OPEN', @Draft, @AuthorId, NULL, @SourceRepositoryId,
            @SourceBranch, @SourceHash, @DestinationBranch, @DestinationHash, NULL, @CloseSourceBranch, '', 0, 0, @now, @now)
        """;

    private const string Update = """
        UPDATE pull_requests SET title = @Title, description = @Description, draft = @Draft, close_source_branch = @CloseSourceBranch,
            destination_branch = @DestinationBranch, destination_hash = @DestinationHash, updated_on = @UpdatedOn
        WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number
        """;

    private const string Close = """
        UPDATE pull_requests SET state = @State, reason = @Reason, closed_by = @ClosedBy, merge_hash = @MergeHash, source_hash = @SourceHash,
            destination_hash = @DestinationHash, updated_on = @UpdatedOn
        WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number
        """;

    private const string UpsertReview = """
        INSERT INTO pull_request_participants (workspace_id, repository_id, number, account_id, is_reviewer, state, participated_on)
        VALUES (@WorkspaceId, @RepositoryId, @Number, @account, FALSE, @state, @now)
        ON CONFLICT (workspace_id, repository_id, number, account_id) DO UPDATE SET state = excluded.state, participated_on = excluded.participated_on
        """;

    private const string UpsertParticipant = """
        INSERT INTO pull_request_participants (workspace_id, repository_id, number, account_id, is_reviewer, state, participated_on)
        VALUES (@WorkspaceId, @RepositoryId, @Number, @account, FALSE, NULL, @now)
        ON CONFLICT (workspace_id, repository_id, number, account_id) DO UPDATE SET participated_on = excluded.participated_on
        WHERE pull_request_participants.state IS NULL
        """;

    private const string UpsertReviewer = """
        INSERT INTO pull_request_participants (workspace_id, repository_id, number, account_id, is_reviewer, state, participated_on)
        VALUES (@WorkspaceId, @RepositoryId, @Number, @account, TRUE, NULL, NULL)
        ON CONFLICT (workspace_id, repository_id, number, account_id) DO UPDATE SET is_reviewer = TRUE
        """;

    private const string DeleteSilent = """
        DELETE FROM pull_request_participants WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number
            AND account_id = @account AND state IS NULL AND participated_on IS NULL
        """;

    private const string DemoteReviewer = """
        UPDATE pull_request_participants SET is_reviewer = FALSE
        WHERE workspace_id = @WorkspaceId AND repository_id = @RepositoryId AND number = @Number AND account_id = @account
        """;

    private const string InsertEvent = """
        INSERT INTO pull_request_events (workspace_id, repository_id, number, id, kind, account_id, detail, created_on)
        VALUES (@WorkspaceId, @RepositoryId, @Number, @EventId, @kind, @account, @detail, @now)
        """;
}
