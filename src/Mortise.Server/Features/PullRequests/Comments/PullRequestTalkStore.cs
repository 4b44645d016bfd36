using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>What comments and tasks of a pull request have in common in the tables.</summary>
internal static class PullRequestTalkStore
{
    /// <summary>One name for all writes that count comments and tasks of a request.</summary>
    public static string LockName(PullRequest request) => $"talk/{request.RepositoryId:D}/{request.Number}";

    /// <summary>Within a write that holds the lock: counts what is published and not deleted, and open tasks.</summary>
    public static Task CountAsync(WriteSession write, PullRequest request, DateTimeOffset now) =>
        write.ExecuteAsync(Count, new { workspace = request.WorkspaceId, repository = request.RepositoryId, number = request.Number, now });

    private const string Count = """
        UPDATE pull_requests SET
            comment_count = (
                SELECT COUNT(*) FROM pull_request_comments c
                WHERE c.workspace_id = @workspace AND c.repository_id = @repository AND c.number = @number AND NOT c.is_deleted AND NOT c.is_pending),
            task_count = (
                SELECT COUNT(*) FROM pull_request_tasks t
                WHERE t.workspace_id = @workspace AND t.repository_id = @repository AND t.number = @number AND t.state = 'UNRESOLVED' AND NOT t.is_pending),
            updated_on = @now
        WHERE workspace_id = @workspace AND repository_id = @repository AND number = @number
        """;
}
