using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.ApplicationProperties.Endpoints;

/// <summary>GET, PUT, DELETE /2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pullrequest_id}/properties/{app_key}/{property_name}</summary>
internal static class PullRequestProperty
{
    public static async Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, string pullrequest_id, [AsParameters] PropertyPath property,
        Caller caller, PullRequestHosts pullRequests, PropertyRequest request, CancellationToken cancellation)
    {
        var (host, refusal) = await pullRequests.FindAsync(path, pullrequest_id, caller, cancellation);
        return refusal ?? await request.GetAsync(host, property, caller, cancellation);
    }

    public static async Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, string pullrequest_id, [AsParameters] PropertyPath property,
        Caller caller, PullRequestHosts pullRequests, PropertyRequest request, HttpContext context)
    {
        var (host, refusal) = await pullRequests.FindAsync(path, pullrequest_id, caller, context.RequestAborted);
        return refusal ?? await request.PutAsync(host, property, context, caller);
    }

    public static async Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, string pullrequest_id, [AsParameters] PropertyPath property,
        Caller caller, PullRequestHosts pullRequests, PropertyRequest request, HttpContext context)
    {
        var (host, refusal) = await pullRequests.FindAsync(path, pullrequest_id, caller, context.RequestAborted);
        return refusal ?? await request.DeleteAsync(host, property, context, caller);
    }
}

/// <summary>Finds what the properties of a pull request hang on.</summary>
internal sealed class PullRequestHosts(PullRequestFinder pullRequests)
{
    public async Task<(PropertyHost Host, ApiError? Refusal)> FindAsync(RepositoryPath path, string number, Caller caller, CancellationToken cancellation)
    {
        var (found, refusal) = await pullRequests.FindAsync(path, number, caller, cancellation);
        return found is null ? (default, refusal) : (PropertyHost.OfPullRequest(found.Repository.WorkspaceId, found.Repository.Id, found.PullRequest.Number), null);
    }
}
