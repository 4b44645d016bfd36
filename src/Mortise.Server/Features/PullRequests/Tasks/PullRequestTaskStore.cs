using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Tasks;

/// <summary>The <c>pull_request_tasks</c> table. Each write keeps the counts of the request right.</summary>
internal sealed class PullRequestTaskStore(Database database, TimeProvider clock)
{
    /// <summary>A pending task is seen by who made it.</summary>
    public Task<PullRequestTask?> FindAsync(PullRequest request, long id, Guid? reader, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<PullRequestTask>(One, Key(request, id, reader)), cancellation);

    /// <summary>The tasks of a request that <paramref name="reader"/> sees, oldest first.</summary>
    public Task<Slice<PullRequestTask>> ListAsync(PullRequest request, Guid? reader, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var source = new SliceSource(Columns, "FROM pull_request_tasks t LEFT JOIN users u ON u.id = t.account_id", $"{OfRequest} AND {Seen}", "t.id", "t.id");
        return database.ReadAsync(session => session.SliceAsync<PullRequestTask>(source, query, new DynamicParameters(Key(request, 0, reader)), page), cancellation);
    }

    /// <summary>Keeps a new task; the comment that it names is on the same request, and seen by who makes it.</summary>
    public Task<(PullRequestTask? Task, ApiError? Refusal)> AddAsync(PullRequest request, PullRequestTask task, CancellationToken cancellation) =>
        database.WriteAsync<(PullRequestTask?, ApiError?)>(
            async write =>
            {
                await write.LockAsync(PullRequestTalkStore.LockName(request));
                if (task.CommentId is { } comment && await write.ScalarAsync<long>(CountComments, Key(request, comment, task.AccountId)) == 0)
                    return (null, ApiError.InvalidField("comment.id", $"The pull request has no comment {comment}."));

                var now = clock.GetUtcNow();
                var row = task with { Id = await write.CountUpAsync(CommitCommentStore.Counter), CreatedOn = now, UpdatedOn = now };
                await write.ExecuteAsync(Insert, Row(request, row));
                if (!row.IsPending)
                    await PullRequestStore.ParticipateAsync(write, request, row.AccountId, now);

                await PullRequestTalkStore.CountAsync(write, request, now);
                return (row, null);
            },
            cancellation);

    /// <summary>Changes a stored task as <paramref name="change"/> says, or not, with its refusal.</summary>
    public Task<(PullRequestTask? Task, ApiError? Refusal)> UpdateAsync(
        PullRequest request, long id, Guid? reader, Func<PullRequestTask, DateTimeOffset, (PullRequestTask? Changed, ApiError? Refusal)> change,
        CancellationToken cancellation) =>
        database.WriteAsync<(PullRequestTask?, ApiError?)>(
            async write =>
            {
                await write.LockAsync(PullRequestTalkStore.LockName(request));
                if (await write.FindAsync<PullRequestTask>(One, Key(request, id, reader)) is not { } stored)
                    return (null, NotFound($"{id}"));

                var now = clock.GetUtcNow();
                var (changed, refusal) = change(stored, now);
                if (changed is null)
                    return (null, refusal);

                changed = changed with { UpdatedOn = now };
                await write.ExecuteAsync(Update, Row(request, changed));
                await PullRequestTalkStore.CountAsync(write, request, now);
                return (changed, null);
            },
            cancellation);

    /// <returns>False when there is none.</returns>
    public Task<bool> DeleteAsync(PullRequest request, long id, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync(PullRequestTalkStore.LockName(request));
                if (await write.ExecuteAsync(Delete, Key(request, id, null)) == 0)
                    return false;

                await PullRequestTalkStore.CountAsync(write, request, clock.GetUtcNow());
                return true;
            },
            cancellation);

    public static ApiError NotFound(string id) => ApiError.NotFound($"The pull request has no task {id}.");

    private static object Key(PullRequest request, long id, Guid? reader) => new
    {
        workspace = request.WorkspaceId,
        repository = request.RepositoryId,
        number = request.Number,
        id,
        reader = reader?.ToString("D") ?? "",
    };

    private static object Row(PullRequest request, PullRequestTask task) => new
    {
        workspace = request.WorkspaceId,
        repository = request.RepositoryId,
        number = request.Number,
        id = task.Id,
        task.CommentId,
        account = task.AccountId,
        task.Content,
        task.State,
        task.IsPending,
        task.ResolvedBy,
        task.ResolvedOn,
        task.CreatedOn,
        task.UpdatedOn,
    };

    private const string Columns = """
        t.id, t.comment_id, t.account_id, t.content, t.state, t.is_pending, t.resolved_by, t.resolved_on, t.created_on, t.updated_on
        """;

    private const string OfRequest = "t.workspace_id = @workspace AND t.repository_id = @repository AND t.number = @number";

    private const string Seen = "(NOT t.is_pending OR t.account_id = @reader)";

    private const string One = $"SELECT {Columns} FROM pull_request_tasks t WHERE {OfRequest} AND t.id = @id AND {Seen}";

    private const string CountComments = """
        SELECT COUNT(*) FROM pull_request_comments c
        WHERE c.workspace_id = @workspace AND c.repository_id = @repository AND c.number = @number AND c.id = @id AND NOT c.is_deleted
            AND (NOT c.is_pending OR c.account_id = @reader)
        """;

    private const string Insert = """
        INSERT INTO pull_request_tasks (
            workspace_id, repository_id, number, id, comment_id, account_id, content, state, is_pending, resolved_by, resolved_on, created_on, updated_on)
        VALUES (
            @workspace, @repository, @number, @id, @CommentId, @account, @Content, @State, @IsPending, @ResolvedBy, @ResolvedOn, @CreatedOn, @UpdatedOn)
        """;

    private const string ThisOne = "workspace_id = @workspace AND repository_id = @repository AND number = @number AND id = @id";

    private const string Update = $"""
        UPDATE pull_request_tasks SET content = @Content, state = @State, resolved_by = @ResolvedBy, resolved_on = @ResolvedOn, updated_on = @UpdatedOn
        WHERE {ThisOne}
        """;

    private const string Delete = $"DELETE FROM pull_request_tasks WHERE {ThisOne}";
}
