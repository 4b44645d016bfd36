namespace Mortise.Server.Features.PullRequests.Comments;

internal sealed partial class PullRequestCommentStore
{
    private static object Key(PullRequest request, long id, Guid? reader) => new
    {
        workspace = request.WorkspaceId,
        repository = request.RepositoryId,
        number = request.Number,
        id,
        reader = reader?.ToString("D") ?? "",
    };

    private static object Row(PullRequest request, PullRequestComment comment) => new
    {
        workspace = request.WorkspaceId,
        repository = request.RepositoryId,
        number = request.Number,
        id = comment.Id,
        comment.ParentId,
        account = comment.AccountId,
        comment.Content,
        comment.IsDeleted,
        comment.IsPending,
        comment.Path,
        comment.LineFrom,
        comment.LineTo,
        comment.StartFrom,
        comment.StartTo,
        comment.Anchor,
        comment.ResolvedBy,
        comment.ResolvedOn,
        comment.CreatedOn,
        comment.UpdatedOn,
    };

    private const string Columns = """
        c.number, c.id, c.parent_id, c.account_id, c.content, c.is_deleted, c.is_pending, c.path, c.line_from, c.line_to, c.start_from, c.start_to,
            c.anchor, c.resolved_by, c.resolved_on, c.created_on, c.updated_on
        """;

    private const string From = "FROM pull_request_comments c";

    private const string OfRequest = "c.workspace_id = @workspace AND c.repository_id = @repository AND c.number = @number";

    /// <summary>A pending comment is its author's alone.</summary>
    private const string Seen = "(NOT c.is_pending OR c.account_id = @reader)";

    private const string One = $"SELECT {Columns} {From} WHERE {OfRequest} AND c.id = @id";

    private const string CountReplies = $"SELECT COUNT(*) {From} WHERE {OfRequest} AND c.parent_id = @id";

    private const string Insert = """
        INSERT INTO pull_request_comments (
            workspace_id, repository_id, number, id, parent_id, account_id, content, is_deleted, is_pending, path, line_from, line_to, start_from, start_to,
            anchor, resolved_by, resolved_on, created_on, updated_on)
        VALUES (
            @workspace, @repository, @number, @id, @ParentId, @account, @Content, @IsDeleted, @IsPending, @Path, @LineFrom, @LineTo, @StartFrom, @StartTo,
            @Anchor, @ResolvedBy, @ResolvedOn, @CreatedOn, @UpdatedOn)
        """;

    private const string ThisOne = "workspace_id = @workspace AND repository_id = @repository AND number = @number AND id = @id";

    private const string Update = $"""
        UPDATE pull_request_comments SET content = @Content, is_deleted = @IsDeleted, is_pending = @IsPending, resolved_by = @ResolvedBy,
            resolved_on = @ResolvedOn, updated_on = @UpdatedOn
        WHERE {ThisOne}
        """;

    private const string Delete = $"DELETE FROM pull_request_comments WHERE {ThisOne}";

    /// <summary>Tasks outlive the comment they were made for.</summary>
    private const string Unbind = """
        UPDATE pull_request_tasks SET comment_id = NULL
        WHERE workspace_id = @workspace AND repository_id = @repository AND number = @number AND comment_id = @id
        """;
}
