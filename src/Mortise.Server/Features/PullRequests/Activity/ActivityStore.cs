using Dapper;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.PullRequests.Activity;

/// <summary>One thing that happened to a pull request.</summary>
internal sealed record ActivityEntry
{
    /// <summary>Of the pull request.</summary>
    public long Number { get; init; }

    /// <summary><c>comment</c>, <c>update</c>, <c>approval</c> or <c>changes_requested</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The comment; 0 for anything else.</summary>
    public long CommentId { get; init; }

    /// <summary>Who did it; null: the host.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>Of an update, as <see cref="PullRequestUpdate"/> writes it.</summary>
    public string? Detail { get; init; }

    public DateTimeOffset CreatedOn { get; init; }
}

/// <summary>Reads what happened to pull requests: <c>pull_request_events</c>, and comments that are published and not deleted.</summary>
internal sealed class ActivityStore(Database database)
{
    /// <summary>Newest first, of one request or of all requests of a repository.</summary>
    /// <param name="workspace">Of the repository.</param>
    /// <param name="repository">Its id.</param>
    /// <param name="number">Of the pull request; null: of each.</param>
    /// <param name="page">The page asked for.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<Slice<ActivityEntry>> ListAsync(Guid workspace, Guid repository, long? number, PageRequest page, CancellationToken cancellation)
    {
        var one = number is null ? "" : " AND x.number = @number";
        var from = $"""
            FROM (
                SELECT x.number, x.kind, 0 AS comment_id, x.account_id, x.detail, x.created_on, x.id AS entry FROM pull_request_events x
                WHERE x.workspace_id = @workspace AND x.repository_id = @repository{one}
                UNION ALL
                SELECT x.number, 'comment', x.id, x.account_id, NULL, x.created_on, '' FROM pull_request_comments x
                WHERE x.workspace_id = @workspace AND x.repository_id = @repository{one} AND NOT x.is_pending AND NOT x.is_deleted
            ) a
            """;
        var parameters = new DynamicParameters(new { workspace, repository, number });
        return database.ReadAsync(
            session => session.SliceAsync<ActivityEntry>(
                "a.number, a.kind, a.comment_id, a.account_id, a.detail, a.created_on", from, "a.created_on DESC, a.comment_id DESC, a.entry DESC", parameters, page),
            cancellation);
    }
}
