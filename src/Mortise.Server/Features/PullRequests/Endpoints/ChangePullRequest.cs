using Mortise.Git.Refs;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>PUT /2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}, and POST of <c>decline</c> below it.</summary>
/// <remarks>Its author and those who may write to the repository, and only while it is open.</remarks>
internal sealed class ChangePullRequest(
    PullRequestFinder finder, PullRequestStore store, PullRequestGit disk, PullRequestReviewers reviewers, PullRequestAnswers answers)
{
    private const int LongestReason = 64 * 1024;

    public static Task<IResult> PutAsync([AsParameters] PullRequestPath path, Caller caller, ChangePullRequest change, HttpContext context) =>
        change.PutAsync(path, caller, context);

    public static Task<IResult> DeclineAsync([AsParameters] PullRequestPath path, Caller caller, ChangePullRequest change, HttpContext context) =>
        change.DeclineAsync(path, caller, context);

    private async Task<IResult> PutAsync(PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var (body, problem) = await PullRequestBody.ReadAsync(context, creates: false);
        if (body is null)
            return problem!;

        var (changes, wrong) = await ChangesAsync(found, body, context.RequestAborted);
        if (changes is null)
            return wrong!;

        var view = await answers.ViewAsync(found, caller, context);
        var stale = await store.UpdateAsync(
            found.PullRequest, changes, PullRequestFinder.ActorOf(caller), stored => answers.IfMatch(view, stored, context), context.RequestAborted);
        return stale ?? await AnswerAsync(found, caller, context);
    }

    private async Task<IResult> DeclineAsync(PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var (body, problem) = await JsonBody.ReadAsync(context, optional: true);
        if (body is null)
            return problem!;

        var members = new BodyMembers(body.Root);
        var reason = members.Text("reason", LongestReason, lines: true) ?? members.Text("message", LongestReason, lines: true) ?? "";
        if (members.Problem is { } faults)
            return faults;

        return await store.DeclineAsync(found.PullRequest, reason, PullRequestFinder.ActorOf(caller), context.RequestAborted) is { } closed
            ? closed
            : await AnswerAsync(found, caller, context);
    }

    private async Task<(FoundPullRequest? Found, ApiError? Refusal)> FindAsync(PullRequestPath path, Caller caller, CancellationToken cancellation)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, cancellation);
        if (found is null)
            return (null, refusal);

        if (!found.Repository.Allows(RepositoryPermission.Write) && found.PullRequest.AuthorId != PullRequestFinder.ActorOf(caller))
            return (null, ApiError.Forbidden("Only the author of a pull request, and those who may write to its repository, change it."));

        return PullRequestStore.WhyClosed(found.PullRequest) is { } closed ? (null, closed) : (found, null);
    }

    private async Task<(PullRequestChanges? Changes, ApiError? Problem)> ChangesAsync(FoundPullRequest found, PullRequestBody body, CancellationToken cancellation)
    {
        var request = found.PullRequest;
        var (asked, unknown) = await reviewers.FindAsync(body.Reviewers ?? [], request.AuthorId, found.Repository, cancellation);
        if (unknown is not null)
            return (null, unknown);

        (string, string)? destination = null;
        if (body.DestinationBranch is { } branch && branch != request.DestinationBranch)
        {
            if (request.IsWithin && branch == request.SourceBranch)
                return (null, ApiError.InvalidField("destination", "Source and destination are the same branch."));

            if (!BranchName.TryParse(branch, out var name) || disk.Open(request.RepositoryId)?.ReadTip(name.Ref) is not { } tip)
                return (null, ApiError.InvalidField("destination", $"The repository {found.Repository.FullName} has no branch '{branch}'."));

            destination = (branch, tip.ToString());
        }

        return (new PullRequestChanges
        {
            Title = body.Title,
            Description = body.Description,
            Draft = body.Draft,
            CloseSourceBranch = body.CloseSourceBranch,
            Reviewers = body.Reviewers is null ? null : asked,
            Destination = destination,
        }, null);
    }

    private async Task<IResult> AnswerAsync(FoundPullRequest found, Caller caller, HttpContext context)
    {
        var request = found.PullRequest;
        return await store.FindAsync(request.WorkspaceId, request.RepositoryId, request.Number, context.RequestAborted) is { } changed
            ? await answers.OneAsync(found with { PullRequest = changed }, caller, context)
            : ApiError.RepositoryNotFound();
    }
}
