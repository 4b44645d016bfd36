namespace Mortise.Server.Features.Repositories;

/// <summary>The two path segments that name a repository: slugs or <c>{uuid}</c>s; <c>{}</c> as workspace looks the repository's id up alone.</summary>
internal sealed record RepositoryPath(string Workspace, string Repo_Slug)
{
    public string RepoSlug => Repo_Slug;
}
