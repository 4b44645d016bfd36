using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>POST and DELETE of <c>approve</c> and <c>request-changes</c> below a pull request: what its reader has to say, one state for each.</summary>
/// <remarks>Who sees the repository may, also the author, as upstream; taking back what was not given is no fault.</remarks>
internal sealed class ReviewPullRequest(PullRequestFinder finder, PullRequestStore store, PullRequestAnswers answers)
{
    public static Task<IResult> ApproveAsync([AsParameters] PullRequestPath path, Caller caller, ReviewPullRequest review, HttpContext context) =>
        review.SetAsync(path, Participant.Approved, null, caller, context);

    public static Task<IResult> UnapproveAsync([AsParameters] PullRequestPath path, Caller caller, ReviewPullRequest review, HttpContext context) =>
        review.SetAsync(path, null, Participant.Approved, caller, context);

    public static Task<IResult> RequestChangesAsync([AsParameters] PullRequestPath path, Caller caller, ReviewPullRequest review, HttpContext context) =>
        review.SetAsync(path, Participant.ChangesRequested, null, caller, context);

    public static Task<IResult> WithdrawAsync([AsParameters] PullRequestPath path, Caller caller, ReviewPullRequest review, HttpContext context) =>
        review.SetAsync(path, null, Participant.ChangesRequested, caller, context);

    private async Task<IResult> SetAsync(PullRequestPath path, string? state, string? former, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null || (refusal = CommentRules.MaySpeak(found.Repository, caller)) is not null)
            return refusal!;

        var (participant, closed) = await store.ReviewAsync(found.PullRequest, PullRequestFinder.ActorOf(caller), state, former, context.RequestAborted);
        if (closed is not null)
            return closed;

        return state is null || participant is null ? TypedResults.NoContent() : await answers.ParticipantAsync(found, participant, caller, context);
    }
}
