using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Comments;

/// <summary>The <c>commit_comments</c> table.</summary>
internal sealed class CommitCommentStore(Database database, TimeProvider clock)
{
    /// <summary>Of every comment on the host, whatever it is on.</summary>
    public const string Counter = "comments";

    public Task<CommitComment?> FindAsync(Repository repository, string hash, long id, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<CommitComment>(One, Key(repository, hash, id)), cancellation);

    /// <summary>The comments on a commit, oldest first.</summary>
    public Task<Slice<CommitComment>> ListAsync(Repository repository, string hash, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var parameters = new DynamicParameters(new { workspace = repository.WorkspaceId, repository = repository.Id, hash });
        var source = new SliceSource(Columns, From, OfCommit, "c.id", "c.id");
        return database.ReadAsync(session => session.SliceAsync<CommitComment>(source, query, parameters, page), cancellation);
    }

    /// <summary>Keeps a new comment; a reply without an anchor takes that of its parent.</summary>
    public Task<(CommitComment? Comment, ApiError? Refusal)> AddAsync(Repository repository, CommitComment comment, CancellationToken cancellation) =>
        database.WriteAsync<(CommitComment?, ApiError?)>(
            async write =>
            {
                await write.LockAsync(LockName(repository, comment.CommitHash));
                var (row, refusal) = await AnsweringAsync(write, repository, comment);
                if (row is null)
                    return (null, refusal);

                var now = clock.GetUtcNow();
                row = row with { Id = await write.CountUpAsync(Counter), CreatedOn = now, UpdatedOn = now };
                await write.ExecuteAsync(Insert, Row(repository, row));
                await CommitParticipantStore.CommentedAsync(write, repository, row.CommitHash, row.AccountId, now);
                return (row, null);
            },
            cancellation);

    /// <summary>Changes the text.</summary>
    /// <param name="precondition">Asked of the stored comment, inside the write.</param>
    /// <returns>The comment as it is now, or why not.</returns>
    public Task<(CommitComment? Comment, ApiError? Refusal)> UpdateAsync(
        Repository repository, string hash, long id, string content, Func<CommitComment, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync<(CommitComment?, ApiError?)>(
            async write =>
            {
                await write.LockAsync(LockName(repository, hash));
                if (await write.FindAsync<CommitComment>(One, Key(repository, hash, id)) is not { } stored)
                    return (null, NotFound($"{id}"));

                if (precondition(stored) is { } refusal)
                    return (null, refusal);

                var changed = stored with { Content = content, UpdatedOn = clock.GetUtcNow() };
                await write.ExecuteAsync(Update, Row(repository, changed));
                return (changed, null);
            },
            cancellation);

    /// <summary>Removes the comment, or blanks it while it has replies; deleted comments above it that had only this reply go with it.</summary>
    public Task<ApiError?> DeleteAsync(
        Repository repository, string hash, long id, Func<CommitComment, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync(LockName(repository, hash));
                if (await write.FindAsync<CommitComment>(One, Key(repository, hash, id)) is not { } stored)
                    return NotFound($"{id}");

                if (precondition(stored) is { } refusal)
                    return refusal;

                if (stored.IsDeleted)
                    return null;

                if (await HasRepliesAsync(write, repository, hash, id))
                    await write.ExecuteAsync(Blank, Row(repository, stored with { Content = "", UpdatedOn = clock.GetUtcNow() }));
                else
                    await RemoveAsync(write, repository, stored);

                await CommitParticipantStore.UncommentedAsync(write, repository, hash, stored.AccountId);
                return null;
            },
            cancellation);

    public static ApiError NotFound(string id) => ApiError.NotFound($"There is no comment {id} here.");

    private static async Task RemoveAsync(WriteSession write, Repository repository, CommitComment comment)
    {
        for (var gone = comment; ;)
        {
            await write.ExecuteAsync(Delete, Key(repository, gone.CommitHash, gone.Id));
            if (gone.ParentId is not { } parent || await HasRepliesAsync(write, repository, gone.CommitHash, parent)
                || await write.FindAsync<CommitComment>(One, Key(repository, gone.CommitHash, parent)) is not { IsDeleted: true } above)
                return;

            gone = above;
        }
    }

    private static async Task<bool> HasRepliesAsync(WriteSession write, Repository repository, string hash, long id) =>
        await write.ScalarAsync<long>(CountReplies, Key(repository, hash, id)) > 0;

    private static async Task<(CommitComment? Comment, ApiError? Refusal)> AnsweringAsync(WriteSession write, Repository repository, CommitComment comment)
    {
        if (comment.ParentId is not { } parent)
            return (comment, null);

        if (await write.FindAsync<CommitComment>(One, Key(repository, comment.CommitHash, parent)) is not { } above)
        {
            var elsewhere = await write.ScalarAsync<long>(CountAnywhere, Key(repository, comment.CommitHash, parent)) > 0;
            return (null, elsewhere ? ApiError.InvalidField("parent.id", $"The comment {parent} is on another commit.") : NotFound($"{parent}"));
        }

        return (comment.Path is not null
            ? comment
            : comment with { Path = above.Path, LineFrom = above.LineFrom, LineTo = above.LineTo, StartFrom = above.StartFrom, StartTo = above.StartTo }, null);
    }

    private static string LockName(Repository repository, string hash) => $"comments/{repository.Id:D}/{hash}";

    private static object Key(Repository repository, string hash, long id) => new { workspace = repository.WorkspaceId, repository = repository.Id, hash, id };

    private static object Row(Repository repository, CommitComment comment) => new
    {
        workspace = repository.WorkspaceId,
        repository = repository.Id,
        hash = comment.CommitHash,
        id = comment.Id,
        comment.ParentId,
        account = comment.AccountId,
        comment.Content,
        comment.Path,
        comment.LineFrom,
        comment.LineTo,
        comment.StartFrom,
        comment.StartTo,
        comment.CreatedOn,
        comment.UpdatedOn,
    };

    private const string Columns = """
        c.commit_hash, c.id, c.parent_id, c.account_id, c.content, c.is_deleted, c.path, c.line_from, c.line_to, c.start_from, c.start_to, c.created_on, c.updated_on
        """;

    private const string From = "FROM commit_comments c LEFT JOIN users u ON u.id = c.account_id";

    private const string OfCommit = "c.workspace_id = @workspace AND c.repository_id = @repository AND c.commit_hash = @hash";

    private const string One = $"SELECT {Columns} FROM commit_comments c WHERE {OfCommit} AND c.id = @id";

    private const string CountReplies = $"SELECT COUNT(*) FROM commit_comments c WHERE {OfCommit} AND c.parent_id = @id";

    private const string CountAnywhere = "SELECT COUNT(*) FROM commit_comments WHERE workspace_id = @workspace AND repository_id = @repository AND id = @id";

    private const string Insert = """
        INSERT INTO commit_comments (
            workspace_id, repository_id, commit_hash, id, parent_id, account_id, content, is_deleted, path, line_from, line_to, start_from, start_to,
            created_on, updated_on)
        VALUES (
            @workspace, @repository, @hash, @id, @ParentId, @account, @Content, FALSE, @Path, @LineFrom, @LineTo, @StartFrom, @StartTo, @CreatedOn, @UpdatedOn)
        """;

    private const string ThisOne = "workspace_id = @workspace AND repository_id = @repository AND commit_hash = @hash AND id = @id";

    private const string Update = $"UPDATE commit_comments SET content = @Content, updated_on = @UpdatedOn WHERE {ThisOne}";

    private const string Blank = $"UPDATE commit_comments SET content = '', is_deleted = TRUE, updated_on = @UpdatedOn WHERE {ThisOne}";

    private const string Delete = $"DELETE FROM commit_comments WHERE {ThisOne}";
}
