using Mortise.Git;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>A page of a repository's code.</summary>
internal abstract class CodePage(RepositoryStore repositories, CommitFinder commits) : RepositoryPage(repositories)
{
    public string FullName => Repository.FullName;

    /// <summary>The repository in the REST API, as a path of this host.</summary>
    public string Api => $"/2.0/repositories/{FullName}";

    public bool MayWrite => Visitor is not null && Repository.Allows(RepositoryPermission.Write);

    protected GitRepository Git => commits.Open(Repository);

    protected CancellationToken Stop => HttpContext.RequestAborted;

    /// <summary>A parameter of the query; empty when it is not there.</summary>
    protected string Asked(string name) => Request.Query[name].ToString();

    /// <summary>The commit that the main branch names; null: the repository is empty.</summary>
    protected async Task<ObjectId?> FindMainAsync() => Git.Exists() && await Git.FindHeadAsync(Stop) is { Commit: { } tip } ? tip : null;

    /// <summary>The commit of a hash, or the beginning of one, a branch or a tag; null: there is none.</summary>
    protected async Task<ObjectId?> FindCommitAsync(string revision) =>
        await commits.ResolveAsync(Git, revision, Stop) is (var id, null) ? id : null;
}
