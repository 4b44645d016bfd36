using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}/commits: the commits of all branches and tags.</summary>
/// <remarks><c>ctx</c> is where a page begins, <c>search</c> looks in messages, or goes to the commit of a hash; <c>path</c> shows what changed a file or directory.</remarks>
internal class CommitsModel(RepositoryStore repositories, CommitFinder commits, CommitLog log) : CodePage(repositories, commits)
{
    private const int MostText = 200;

    public override string Section => "commits";

    public CommitLogView? Log { get; private set; }

    public RefMenu? Menu { get; private set; }

    public string Search { get; private set; } = "";

    public string? Path { get; private set; }

    /// <summary>The page's own address without its query.</summary>
    public string Self => Name is not { } name ? $"/{FullName}/commits/" : IsTag ? RepositoryPaths.CommitsOfTag(FullName, name) : RepositoryPaths.CommitsOfBranch(FullName, name);

    /// <summary>The branch or tag whose commits are shown; null: all.</summary>
    public string? Name { get; private set; }

    protected virtual bool IsTag => false;

    public async Task<IActionResult> OnGetAsync()
    {
        Name = Route("name") is { Length: > 0 } name ? CommitFinder.Spelled(name).Trim('/') : null;
        Search = Asked("search").Trim() is var search && search.Length <= MostText ? search : search[..MostText];
        Path = Asked("path").Trim('/') is { Length: > 0 and <= 4096 } path && !path.Contains('\0', StringComparison.Ordinal) ? path : null;
        if (await StartAsync() is not { } tips)
            return NothingHere();

        if (Search.Length >= 4 && Search.All(char.IsAsciiHexDigit) && await FindCommitAsync(Search) is { } hit)
            return LocalRedirect(RepositoryPaths.Commit(FullName, hit));

        var text = Search.ReplaceLineEndings(" ").Replace("\0", "", StringComparison.Ordinal);
        Log = tips.Count == 0 ? new CommitLogView([], null, true)
            : text.Length > 0 ? await log.SearchAsync(Git, Repository, tips, text, Stop)
            : await log.PageAsync(Git, Repository, new CommitWalk(tips, []) { Path = Path }, Asked("ctx"), Stop);
        Menu = await RefChoices.MenuAsync(
            Git, Repository.MainBranch, Name ?? "All branches", (one, isTag) => isTag ? RepositoryPaths.CommitsOfTag(FullName, one) : RepositoryPaths.CommitsOfBranch(FullName, one), Stop);
        return Page();
    }

    /// <summary>Where the log begins; null: there is no such branch or tag.</summary>
    private async Task<IReadOnlyList<ObjectId>?> StartAsync()
    {
        if (!Git.Exists())
            return Name is null ? [] : null;

        if (Name is not { } name)
            return await Git.ListTipsAsync(Stop);

        var full = IsTag ? RefName.TryOfTag(name, out var tag) ? tag : default(RefName?) : BranchName.TryParse(name, out var branch) ? branch.Ref : null;
        return full is { } sound && await FindCommitAsync(sound.Value) is { } tip ? [tip] : null;
    }
}

/// <summary>GET /{workspace}/{repo_slug}/commits/branch/{name}</summary>
internal sealed class CommitsOfBranchModel(RepositoryStore repositories, CommitFinder commits, CommitLog log)
    : CommitsModel(repositories, commits, log);

/// <summary>GET /{workspace}/{repo_slug}/commits/tag/{name}</summary>
internal sealed class CommitsOfTagModel(RepositoryStore repositories, CommitFinder commits, CommitLog log)
    : CommitsModel(repositories, commits, log)
{
    protected override bool IsTag => true;
}
