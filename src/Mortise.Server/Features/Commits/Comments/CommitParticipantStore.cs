using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>Who approved a commit or commented on it, and when.</summary>
internal sealed record CommitParticipant
{
    public Guid AccountId { get; init; }

    public DateTimeOffset? ApprovedOn { get; init; }

    /// <summary>When they last did.</summary>
    public DateTimeOffset? CommentedOn { get; init; }
}

/// <summary>The <c>commit_participants</c> table: one row for each account that has something to show.</summary>
internal sealed class CommitParticipantStore(Database database, TimeProvider clock)
{
    /// <summary>Those of a commit, the first to approve first; at most <see cref="MostShown"/>.</summary>
    public Task<IReadOnlyList<CommitParticipant>> ListAsync(Repository repository, string hash, CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<CommitParticipant>(OfCommit, new { workspace = repository.WorkspaceId, repository = repository.Id, hash }), cancellation);

    /// <summary>The commit is approved by the account; an earlier approval stays as it was.</summary>
    public Task<CommitParticipant> ApproveAsync(Repository repository, string hash, Guid account, CancellationToken cancellation) =>
        database.WriteAsync(
            async write => (await write.FindAsync<CommitParticipant>(Approve, Key(repository, hash, account, clock.GetUtcNow())))!,
            cancellation);

    /// <summary>Takes the approval back, if there is one.</summary>
    public Task WithdrawAsync(Repository repository, string hash, Guid account, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var key = Key(repository, hash, account, clock.GetUtcNow());
                await write.ExecuteAsync(Withdraw, key);
                await write.ExecuteAsync(Sweep, key);
            },
            cancellation);

    /// <summary>Within the write of a comment.</summary>
    public static Task CommentedAsync(WriteSession write, Repository repository, string hash, Guid account, DateTimeOffset now) =>
        write.ExecuteAsync(Commented, Key(repository, hash, account, now));

    /// <summary>Within the write that deleted a comment: the last of those that stay counts, if any does.</summary>
    public static async Task UncommentedAsync(WriteSession write, Repository repository, string hash, Guid account)
    {
        var key = Key(repository, hash, account, default);
        await write.ExecuteAsync(Uncommented, key);
        await write.ExecuteAsync(Sweep, key);
    }

    public const int MostShown = 100;

    private static object Key(Repository repository, string hash, Guid account, DateTimeOffset now) =>
        new { workspace = repository.WorkspaceId, repository = repository.Id, hash, account, now };

    private const string One = "workspace_id = @workspace AND repository_id = @repository AND commit_hash = @hash AND account_id = @account";

    private static readonly string OfCommit = $"""
        SELECT account_id, approved_on, commented_on FROM commit_participants
        WHERE workspace_id = @workspace AND repository_id = @repository AND commit_hash = @hash
        ORDER BY CASE WHEN approved_on IS NULL THEN 1 ELSE 0 END, approved_on, commented_on, account_id
        LIMIT {MostShown}
        """;

    private const string Approve = """
        INSERT INTO commit_participants (workspace_id, repository_id, commit_hash, account_id, approved_on)
        VALUES (@workspace, @repository, @hash, @account, @now)
        ON CONFLICT (workspace_id, repository_id, commit_hash, account_id)
        DO UPDATE SET approved_on = COALESCE(commit_participants.approved_on, excluded.approved_on)
        RETURNING account_id, approved_on, commented_on
        """;

    private const string Withdraw = $"UPDATE commit_participants SET approved_on = NULL WHERE {One}";

    private const string Commented = """
        INSERT INTO commit_participants (workspace_id, repository_id, commit_hash, account_id, commented_on)
        VALUES (@workspace, @repository, @hash, @account, @now)
        ON CONFLICT (workspace_id, repository_id, commit_hash, account_id) DO UPDATE SET commented_on = excluded.commented_on
        """;

    private const string Uncommented = $"""
        UPDATE commit_participants SET commented_on = (
            SELECT MAX(c.created_on) FROM commit_comments c
            WHERE c.workspace_id = @workspace AND c.repository_id = @repository AND c.commit_hash = @hash AND c.account_id = @account AND NOT c.is_deleted)
        WHERE {One}
        """;

    private const string Sweep = $"DELETE FROM commit_participants WHERE {One} AND approved_on IS NULL AND commented_on IS NULL";
}
