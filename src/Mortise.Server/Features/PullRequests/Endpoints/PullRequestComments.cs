using System.Globalization;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET and POST of …/pullrequests/{pull_request_id}/comments, and GET, PUT and DELETE of …/comments/{comment_id}</summary>
/// <remarks>Strict about members that it does not know (rest.md 8, D-47).</remarks>
internal sealed class PullRequestComments(
    PullRequestFinder finder, PullRequestCommentStore comments, PullRequestCommentAnswers answers, CommentAnchors anchors)
{
    private static readonly string[] OfNew = ["content", "inline", "parent", "pending"];
    private static readonly string[] OfChange = ["content", "pending"];

    public static Task<IResult> ListAsync([AsParameters] PullRequestPath path, Caller caller, PullRequestComments on, HttpContext context) =>
        on.ListAsync(path, caller, context);

    public static Task<IResult> GetAsync([AsParameters] PullRequestPath path, string comment_id, Caller caller, PullRequestComments on, HttpContext context) =>
        on.GetAsync(path, comment_id, caller, context);

    public static Task<IResult> PostAsync([AsParameters] PullRequestPath path, Caller caller, PullRequestComments on, HttpContext context) =>
        on.PostAsync(path, caller, context);

    public static Task<IResult> PutAsync([AsParameters] PullRequestPath path, string comment_id, Caller caller, PullRequestComments on, HttpContext context) =>
        on.PutAsync(path, comment_id, caller, context);

    public static Task<IResult> DeleteAsync([AsParameters] PullRequestPath path, string comment_id, Caller caller, PullRequestComments on, HttpContext context) =>
        on.DeleteAsync(path, comment_id, caller, context);

    /// <summary>The comment that a path names, as the caller sees it.</summary>
    public async Task<(FoundPullRequest? Found, PullRequestComment? Comment, ApiError? Refusal)> FindAsync(
        PullRequestPath path, string commentId, Caller caller, CancellationToken cancellation)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, cancellation);
        if (found is null)
            return (null, null, refusal);

        return long.TryParse(commentId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && await comments.FindAsync(found.PullRequest, id, ActingAccount.Of(caller), cancellation) is { } comment
                ? (found, comment, null)
                : (null, null, CommitCommentStore.NotFound(commentId));
    }

    private async Task<IResult> ListAsync(PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var slice = await comments.ListAsync(
            found.PullRequest, ActingAccount.Of(caller), context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(found, slice, caller, context);
    }

    private async Task<IResult> GetAsync(PullRequestPath path, string commentId, Caller caller, HttpContext context)
    {
        var (found, comment, refusal) = await FindAsync(path, commentId, caller, context.RequestAborted);
        return found is null ? refusal! : await answers.OneAsync(found, comment!, caller, context);
    }

    private async Task<IResult> PostAsync(PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null || (refusal = CommentRules.MaySpeak(found.Repository, caller)) is not null)
            return refusal!;

        var (body, problem) = await CommentBody.ReadAsync(context, OfNew);
        if (body is null)
            return problem!;

        var said = body.Comment;
        var files = await anchors.FindAsync(found.PullRequest, said.Path is null ? [] : [said.Path], context.RequestAborted);
        var comment = new PullRequestComment
        {
            AccountId = ActingAccount.Of(caller)!.Value,
            ParentId = said.ParentId,
            Content = said.Content,
            IsPending = body.Pending ?? false,
            Path = said.Path,
            LineFrom = said.LineFrom,
            LineTo = said.LineTo,
            StartFrom = said.StartFrom,
            StartTo = said.StartTo,
            Anchor = said.Path is null ? null : files[said.Path],
        };
        var (kept, why) = await comments.AddAsync(found.PullRequest, comment, context.RequestAborted);
        return kept is null ? why! : await answers.CreatedAsync(found, kept, caller, context);
    }

    private async Task<IResult> PutAsync(PullRequestPath path, string commentId, Caller caller, HttpContext context)
    {
        var (found, comment, refusal) = await FindAsync(path, commentId, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        if (CommentRules.MayEdit(comment!, caller) is { } forbidden)
            return forbidden;

        var (body, problem) = await CommentBody.ReadAsync(context, OfChange, contentIsOptional: true);
        if (body is null)
            return problem!;

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var (kept, why) = await comments.UpdateAsync(
            found.PullRequest, comment!.Id, ActingAccount.Of(caller), stored => Change(stored, body, caller, now), context.RequestAborted);
        return kept is null ? why! : await answers.OneAsync(found, kept, caller, context);
    }

    private async Task<IResult> DeleteAsync(PullRequestPath path, string commentId, Caller caller, HttpContext context)
    {
        var (found, comment, refusal) = await FindAsync(path, commentId, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var why = await comments.DeleteAsync(
            found.PullRequest, comment!.Id, ActingAccount.Of(caller), stored => CommentRules.MayDelete(stored, found.Repository, caller), context.RequestAborted);
        return why is null ? TypedResults.NoContent() : why;
    }

    private static (PullRequestComment? Changed, ApiError? Refusal) Change(PullRequestComment stored, CommentBody body, Caller caller, DateTimeOffset now)
    {
        if (CommentRules.MayEdit(stored, caller) is { } refusal)
            return (null, refusal);

        if (body.Pending == true && !stored.IsPending)
            return (null, ApiError.InvalidField("pending", "The comment is published; it cannot be kept back any more."));

        var content = body.Comment.Content.Length > 0 ? body.Comment.Content : stored.Content;
        return (stored with { Content = content, IsPending = body.Pending ?? stored.IsPending, UpdatedOn = now }, null);
    }
}
