using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.ApplicationProperties.Endpoints;

/// <summary>GET, PUT, DELETE /2.0/repositories/{workspace}/{repo_slug}/commit/{commit}/properties/{app_key}/{property_name}</summary>
internal static class CommitProperty
{
    public static async Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, string commit, [AsParameters] PropertyPath property,
        Caller caller, CommitHosts commits, PropertyRequest request, CancellationToken cancellation)
    {
        var (host, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        return refusal ?? await request.GetAsync(host, property, caller, cancellation);
    }

    public static async Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, string commit, [AsParameters] PropertyPath property,
        Caller caller, CommitHosts commits, PropertyRequest request, HttpContext context)
    {
        var (host, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        return refusal ?? await request.PutAsync(host, property, context, caller);
    }

    public static async Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, string commit, [AsParameters] PropertyPath property,
        Caller caller, CommitHosts commits, PropertyRequest request, HttpContext context)
    {
        var (host, refusal) = await commits.FindAsync(path, commit, caller, context.RequestAborted);
        return refusal ?? await request.DeleteAsync(host, property, context, caller);
    }
}

/// <summary>Finds what the properties of a commit hang on.</summary>
internal sealed class CommitHosts(CommitFinder commits)
{
    public async Task<(PropertyHost Host, ApiError? Refusal)> FindAsync(RepositoryPath path, string commit, Caller caller, CancellationToken cancellation)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        return repository is null ? (default, refusal) : (PropertyHost.OfCommit(repository.WorkspaceId, repository.Id, id.ToString()), null);
    }
}
