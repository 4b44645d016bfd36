using Mortise.Server.Features.PullRequests.Activity;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET of …/pullrequests/{pull_request_id}/activity and …/pullrequests/activity: what happened, newest first</summary>
internal static class PullRequestActivity
{
    public static async Task<IResult> OfOneAsync(
        [AsParameters] PullRequestPath path, Caller caller, PullRequestFinder finder, PullRequestAnswers requests, ActivityStore activity, ActivityAnswers answers,
        HttpContext context)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var request = found.PullRequest;
        var slice = await activity.ListAsync(request.WorkspaceId, request.RepositoryId, request.Number, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(context, found.Repository, slice, [await requests.ViewAsync(found, caller, context)]);
    }

    public static async Task<IResult> OfRepositoryAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, PullRequestStore store, PullRequestAnswers requests,
        ActivityStore activity, ActivityAnswers answers, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        var slice = await activity.ListAsync(repository.WorkspaceId, repository.Id, null, PageAnswers.Asked(context), context.RequestAborted);
        var about = await store.ListAsync(repository.WorkspaceId, repository.Id, [.. slice.Items.Select(entry => entry.Number).Distinct()], context.RequestAborted);
        var asked = context.Api().Fields.Root.Member("values")?.Member("pull_request", embedded: true);
        return await answers.PageAsync(context, repository, slice, await requests.ViewsAsync(about, repository, asked, isAlone: false, caller, context.RequestAborted));
    }
}
