using Mortise.Git;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;
using Mortise.Server.Platform.Storage;

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

/// <summary>Finds the commit that a path names, in its repository.</summary>
internal sealed class CommitHosts(RepositoryStore repositories, DataDirectory directory)
{
    /// <summary>The commit by its full hash; or a refusal. A commit need not be on a branch any more.</summary>
    public async Task<(PropertyHost Host, ApiError? Refusal)> FindAsync(RepositoryPath path, string commit, Caller caller, CancellationToken cancellation)
    {
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return (default, ApiError.RepositoryNotFound());

        var git = new GitRepository(directory.RepositoryPath(repository.Id));
        var found = git.Exists() ? await git.ResolveCommitAsync(commit, cancellation) : CommitResolution.Missing;
        return found.Match switch
        {
            CommitMatch.Found => (PropertyHost.OfCommit(repository.WorkspaceId, repository.Id, found.Id.ToString()), null),
            CommitMatch.Ambiguous => (default, ApiError.BadRequest($"Several commits begin with '{commit}'; give more digits of the hash.")),
            _ => (default, ApiError.NotFound("Changeset not found.")),
        };
    }
}
