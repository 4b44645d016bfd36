using System.Globalization;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Endpoints;

/// <summary>GET and POST of …/commit/{commit}/comments, and GET, PUT and DELETE of …/comments/{comment_id}</summary>
/// <remarks>Whoever sees the commit may write; only the author changes a comment, and an administrator of the repository may delete it as well.</remarks>
internal static class CommitComments
{
    public static async Task<IResult> ListAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, CommitFinder commits, CommitCommentStore comments, CommitCommentAnswers answers,
        HttpContext context)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null)
            return refusal!;

        var slice = await comments.ListAsync(repository, id.ToString(), context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(context, repository, slice);
    }

    public static async Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, string commit, string comment_id, Caller caller, CommitFinder commits, CommitCommentStore comments,
        CommitCommentAnswers answers, CancellationToken cancellation)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        if (repository is null)
            return refusal!;

        return TryParse(comment_id, out var number) && await comments.FindAsync(repository, id.ToString(), number, cancellation) is { } comment
            ? await answers.OneAsync(repository, comment, cancellation)
            : CommitCommentStore.NotFound(comment_id);
    }

    public static async Task<IResult> PostAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, CommitFinder commits, CommitCommentStore comments, CommitCommentAnswers answers,
        HttpContext context)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null || (refusal = CommentRules.MaySpeak(repository, caller)) is not null)
            return refusal!;

        var (body, problem) = await CommentBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var said = body.Comment;
        var comment = new CommitComment
        {
            CommitHash = id.ToString(),
            AccountId = ActingAccount.Of(caller)!.Value,
            ParentId = said.ParentId,
            Content = said.Content,
            Path = said.Path,
            LineFrom = said.LineFrom,
            LineTo = said.LineTo,
            StartFrom = said.StartFrom,
            StartTo = said.StartTo,
        };
        var (kept, why) = await comments.AddAsync(repository, comment, context.RequestAborted);
        return kept is null ? why! : await answers.CreatedAsync(repository, kept, context.RequestAborted);
    }

    public static async Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, string commit, string comment_id, Caller caller, CommitFinder commits, CommitCommentStore comments,
        CommitCommentAnswers answers, HttpContext context)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        if (repository is null)
            return refusal!;

        if (!TryParse(comment_id, out var number) || await comments.FindAsync(repository, id.ToString(), number, context.RequestAborted) is not { } stored)
            return CommitCommentStore.NotFound(comment_id);

        if (CommentRules.MayEdit(stored, caller) is { } forbidden)
            return forbidden;

        var (body, problem) = await CommentBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var (kept, why) = await comments.UpdateAsync(
            repository, id.ToString(), number, body.Comment.Content, now => CommentRules.MayEdit(now, caller), context.RequestAborted);
        return kept is null ? why! : await answers.CreatedAsync(repository, kept, context.RequestAborted);
    }

    public static async Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, string commit, string comment_id, Caller caller, CommitFinder commits, CommitCommentStore comments,
        CancellationToken cancellation)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        if (repository is null)
            return refusal!;

        if (!TryParse(comment_id, out var number))
            return CommitCommentStore.NotFound(comment_id);

        var why = await comments.DeleteAsync(repository, id.ToString(), number, stored => CommentRules.MayDelete(stored, repository, caller), cancellation);
        return why is null ? TypedResults.NoContent() : why;
    }

    private static bool TryParse(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
