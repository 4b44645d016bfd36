using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}/branch/{name}: a branch, and what it has that the main branch has not.</summary>
internal sealed class BranchModel(RepositoryStore repositories, CommitFinder commits, CommitLog log) : CodePage(repositories, commits)
{
    public override string Section => "branches";

    public string Name { get; private set; } = "";

    public ObjectId Tip { get; private set; }

    public bool IsMain => Name == Repository.MainBranch;

    /// <summary>Of the main branch all commits, of another those that the main branch does not reach; the first page of them.</summary>
    public CommitLogView Log { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!BranchName.TryParse(CommitFinder.Spelled(Route("name")).TrimEnd('/'), out var branch) || !Git.Exists() || await FindCommitAsync(branch.Ref.Value) is not { } tip)
            return NothingHere();

        (Name, Tip) = (branch.Value, tip);
        Subject = Subject! with { Branch = Name, Commit = tip.ToString() };
        var main = IsMain || !BranchName.TryParse(Repository.MainBranch, out var named) ? null : await FindCommitAsync(named.Ref.Value);
        Log = await log.PageAsync(Git, Repository, new CommitWalk([tip], main is { } other ? [other] : []), Asked("ctx"), Stop);
        return Page();
    }
}
