using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>POST and DELETE of …/pullrequests/{pull_request_id}/comments/{comment_id}/resolve: a thread on the diff is settled, or open again.</summary>
internal static class ResolveComment
{
    public static async Task<IResult> PostAsync(
        [AsParameters] PullRequestPath path, string comment_id, Caller caller, PullRequestComments finder, PullRequestCommentStore comments,
        PullRequestCommentAnswers answers, TimeProvider clock, HttpContext context)
    {
        var (found, comment, refusal) = await finder.FindAsync(path, comment_id, caller, context.RequestAborted);
        if (found is null || (refusal = TalkRules.MaySettle(found, comment!.AccountId, caller)) is not null)
            return refusal!;

        var account = ActingAccount.Of(caller)!.Value;
        var (kept, why) = await comments.UpdateAsync(
            found.PullRequest, comment!.Id, account, stored => Resolve(stored, account, clock.GetUtcNow()), context.RequestAborted);
        return kept is null ? why! : await answers.ResolutionAsync(found, kept, caller, context);
    }

    public static async Task<IResult> DeleteAsync(
        [AsParameters] PullRequestPath path, string comment_id, Caller caller, PullRequestComments finder, PullRequestCommentStore comments, HttpContext context)
    {
        var (found, comment, refusal) = await finder.FindAsync(path, comment_id, caller, context.RequestAborted);
        if (found is null || (refusal = TalkRules.MaySettle(found, comment!.AccountId, caller)) is not null)
            return refusal!;

        var (kept, why) = await comments.UpdateAsync(found.PullRequest, comment!.Id, ActingAccount.Of(caller), Reopen, context.RequestAborted);
        return kept is null ? why! : TypedResults.NoContent();
    }

    private static (PullRequestComment? Changed, ApiError? Refusal) Resolve(PullRequestComment stored, Guid by, DateTimeOffset now)
    {
        if (WhyNot(stored) is { } refusal)
            return (null, refusal);

        return stored.ResolvedOn is null
            ? (stored with { ResolvedBy = by, ResolvedOn = now }, null)
            : (null, ApiError.Conflict($"The comment {stored.Id} is resolved already."));
    }

    private static (PullRequestComment? Changed, ApiError? Refusal) Reopen(PullRequestComment stored)
    {
        if (WhyNot(stored) is { } refusal)
            return (null, refusal);

        return stored.ResolvedOn is null
            ? (null, ApiError.NotFound($"The comment {stored.Id} is not resolved."))
            : (stored with { ResolvedBy = null, ResolvedOn = null }, null);
    }

    private static ApiError? WhyNot(PullRequestComment stored) =>
        stored.ParentId is not null ? ApiError.Forbidden("A reply is not resolved; the comment that begins its thread is.")
        : stored.Path is null ? ApiError.Forbidden("Only comments on the diff are resolved.")
        : null;
}
