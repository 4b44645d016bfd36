using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET of <c>commits</c> below a pull request: what it brings or brought, the newest first.</summary>
internal static class ListPullRequestCommits
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] PullRequestPath path, Caller caller, PullRequestFinder finder, CommitFinder commits, CommitPages pages, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var walk = new CommitWalk([ObjectId.Parse(found.PullRequest.SourceHash)], [ObjectId.Parse(found.PullRequest.DestinationHash)]);
        return await pages.AnswerAsync(found.Repository, commits.Open(found.Repository), walk, context);
    }
}
