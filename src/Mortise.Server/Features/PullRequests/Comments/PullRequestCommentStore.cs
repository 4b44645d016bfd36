using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Comments;

/// <summary>The <c>pull_request_comments</c> table. Each write keeps the counts and the participants of the request right.</summary>
internal sealed partial class PullRequestCommentStore(Database database, TimeProvider clock)
{
    /// <param name="request">The pull request.</param>
    /// <param name="id">Of the comment.</param>
    /// <param name="reader">Whose pending comments are seen; null: nobody's.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<PullRequestComment?> FindAsync(PullRequest request, long id, Guid? reader, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<PullRequestComment>($"{One} AND {Seen}", Key(request, id, reader)), cancellation);

    /// <summary>The comments on a request that <paramref name="reader"/> sees, oldest first.</summary>
    public Task<Slice<PullRequestComment>> ListAsync(PullRequest request, Guid? reader, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var source = new SliceSource(Columns, $"{From} LEFT JOIN users u ON u.id = c.account_id", $"{OfRequest} AND {Seen}", "c.id", "c.id");
        return database.ReadAsync(session => session.SliceAsync<PullRequestComment>(source, query, new DynamicParameters(Key(request, 0, reader)), page), cancellation);
    }

    /// <summary>Comments of a repository by id, those that are there.</summary>
    public async Task<IReadOnlyDictionary<long, PullRequestComment>> ListAsync(Guid workspace, Guid repository, IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
            return new Dictionary<long, PullRequestComment>();

        var rows = await database.ReadAsync(
            session => session.ListAsync<PullRequestComment>(
                $"SELECT {Columns} {From} WHERE c.workspace_id = @workspace AND c.repository_id = @repository AND c.id {session.In("ids")}",
                new { workspace, repository, ids }),
            cancellation);
        return rows.ToDictionary(comment => comment.Id);
    }

    /// <summary>Keeps a new comment; a reply without an anchor takes that of its parent.</summary>
    public Task<(PullRequestComment? Comment, ApiError? Refusal)> AddAsync(PullRequest request, PullRequestComment comment, CancellationToken cancellation) =>
        database.WriteAsync<(PullRequestComment?, ApiError?)>(
            async write =>
            {
                await write.LockAsync(PullRequestTalkStore.LockName(request));
                var (row, refusal) = await AnsweringAsync(write, request, comment);
                if (row is null)
                    return (null, refusal);

                var now = clock.GetUtcNow();
                row = row with { Id = await write.CountUpAsync(CommitCommentStore.Counter), Number = request.Number, CreatedOn = now, UpdatedOn = now };
                await write.ExecuteAsync(Insert, Row(request, row));
                await SpokenAsync(write, request, row, now);
                return (row, null);
            },
            cancellation);

    /// <summary>Changes a stored comment as <paramref name="change"/> says, or not, with its refusal.</summary>
    public Task<(PullRequestComment? Comment, ApiError? Refusal)> UpdateAsync(
        PullRequest request, long id, Guid? reader, Func<PullRequestComment, (PullRequestComment? Changed, ApiError? Refusal)> change, CancellationToken cancellation) =>
        database.WriteAsync<(PullRequestComment?, ApiError?)>(
            async write =>
            {
                await write.LockAsync(PullRequestTalkStore.LockName(request));
                if (await write.FindAsync<PullRequestComment>($"{One} AND {Seen}", Key(request, id, reader)) is not { } stored)
                    return (null, CommitCommentStore.NotFound($"{id}"));

                var (changed, refusal) = change(stored);
                if (changed is null)
                    return (null, refusal);

                await write.ExecuteAsync(Update, Row(request, changed));
                if (stored.IsPending && !changed.IsPending)
                    await SpokenAsync(write, request, changed, clock.GetUtcNow());

                return (changed, null);
            },
            cancellation);

    /// <summary>Removes the comment, or blanks it while it has replies; deleted comments above it that had only this reply go with it.</summary>
    public Task<ApiError?> DeleteAsync(PullRequest request, long id, Guid? reader, Func<PullRequestComment, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync(PullRequestTalkStore.LockName(request));
                if (await write.FindAsync<PullRequestComment>($"{One} AND {Seen}", Key(request, id, reader)) is not { } stored)
                    return CommitCommentStore.NotFound($"{id}");

                if (precondition(stored) is { } refusal)
                    return refusal;

                if (stored.IsDeleted)
                    return null;

                var now = clock.GetUtcNow();
                if (await HasRepliesAsync(write, request, id))
                    await write.ExecuteAsync(Update, Row(request, stored with { Content = "", IsDeleted = true, UpdatedOn = now }));
                else
                    await RemoveAsync(write, request, stored);

                await PullRequestTalkStore.CountAsync(write, request, now);
                return null;
            },
            cancellation);

    private static async Task SpokenAsync(WriteSession write, PullRequest request, PullRequestComment comment, DateTimeOffset now)
    {
        if (comment.IsPending)
            return;

        await PullRequestStore.ParticipateAsync(write, request, comment.AccountId, now);
        await PullRequestTalkStore.CountAsync(write, request, now);
    }

    private static async Task RemoveAsync(WriteSession write, PullRequest request, PullRequestComment comment)
    {
        for (var gone = comment; ;)
        {
            await write.ExecuteAsync(Unbind, Key(request, gone.Id, null));
            await write.ExecuteAsync(Delete, Key(request, gone.Id, null));
            if (gone.ParentId is not { } parent || await HasRepliesAsync(write, request, parent)
                || await write.FindAsync<PullRequestComment>(One, Key(request, parent, null)) is not { IsDeleted: true } above)
                return;

            gone = above;
        }
    }

    private static async Task<bool> HasRepliesAsync(WriteSession write, PullRequest request, long id) =>
        await write.ScalarAsync<long>(CountReplies, Key(request, id, null)) > 0;

    private static async Task<(PullRequestComment? Comment, ApiError? Refusal)> AnsweringAsync(WriteSession write, PullRequest request, PullRequestComment comment)
    {
        if (comment.ParentId is not { } parent)
            return (comment, null);

        if (await write.FindAsync<PullRequestComment>($"{One} AND {Seen}", Key(request, parent, comment.AccountId)) is not { } above)
            return (null, CommitCommentStore.NotFound($"{parent}"));

        return (comment.Path is not null
            ? comment
            : comment with
            {
                Path = above.Path,
                LineFrom = above.LineFrom,
                LineTo = above.LineTo,
                StartFrom = above.StartFrom,
                StartTo = above.StartTo,
                Anchor = above.Anchor,
            }, null);
    }
}
