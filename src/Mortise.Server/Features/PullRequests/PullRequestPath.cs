using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.PullRequests;

/// <summary>The three path segments that name a pull request.</summary>
internal sealed record PullRequestPath(string Workspace, string Repo_Slug, string Pull_Request_Id)
{
    public RepositoryPath Repository => new(Workspace, Repo_Slug);
}
