using System.Globalization;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET of <c>diff</c>, <c>diffstat</c>, <c>patch</c> and <c>conflicts</c> of a pull request: 302 to the repository's own, with the hashes pinned (rest.md 20.10, D-39).</summary>
internal sealed class RedirectPullRequest(PullRequestFinder finder, PublicAddress address)
{
    public static Task<IResult> DiffAsync([AsParameters] PullRequestPath path, Caller caller, RedirectPullRequest redirect, HttpContext context) =>
        redirect.ToAsync("diff", path, caller, context);

    public static Task<IResult> DiffstatAsync([AsParameters] PullRequestPath path, Caller caller, RedirectPullRequest redirect, HttpContext context) =>
        redirect.ToAsync("diffstat", path, caller, context);

    public static Task<IResult> PatchAsync([AsParameters] PullRequestPath path, Caller caller, RedirectPullRequest redirect, HttpContext context) =>
        redirect.ToAsync("patch", path, caller, context);

    public static Task<IResult> ConflictsAsync([AsParameters] PullRequestPath path, Caller caller, RedirectPullRequest redirect, HttpContext context) =>
        redirect.ToAsync("file-conflicts", path, caller, context);

    /// <summary>The source's commits are kept in the destination's repository, so that both hashes are of that one; the caller's parameters go along.</summary>
    private async Task<IResult> ToAsync(string resource, PullRequestPath path, Caller caller, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var request = found.PullRequest;
        var name = found.Repository.FullName;
        var query = context.Request.QueryString.Add("from_pullrequest_id", request.Number.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Redirect(
            $"{address.Api}/repositories/{name}/{resource}/{name}:{request.SourceHash}%0D{request.DestinationHash}{query}");
    }
}
