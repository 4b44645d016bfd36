using Mortise.Server.Features.CommitStatuses;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET of …/pullrequests/{pull_request_id}/statuses</summary>
/// <remarks>The statuses of the source's commit, for its branch or for none in particular, from the source's repository and from the destination's.</remarks>
internal static class PullRequestStatuses
{
    public static async Task<IResult> ListAsync(
        [AsParameters] PullRequestPath path, Caller caller, PullRequestFinder finder, PullRequestAnswers requests, CommitStatusStore statuses,
        CommitStatusJson json, PageAnswers pages, HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var view = await requests.ViewAsync(found, caller, context);
        var places = new[] { view.Source, view.Destination }.OfType<Repository>().DistinctBy(repository => repository.Id).ToDictionary(repository => repository.Id);
        var slice = await statuses.ListAsync(
            [.. places.Values], found.PullRequest.SourceHash, found.PullRequest.SourceBranch, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        return pages.Of(context, slice.Select(status => new CommitStatusJson.StatusView(status, places[status.RepositoryId])), json.Write);
    }
}
