using Microsoft.AspNetCore.Mvc;
using Mortise.Git;
using Mortise.Git.Diffs;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Diffs;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/pull-requests/new?source=&amp;dest=: the branches, what the one would bring to the other, and the form.</summary>
/// <remarks>The page is that of the source's repository; of a fork, <c>to</c> chooses between itself and its parent.</remarks>
internal sealed class NewPullRequestModel(PullRequestSources sources, CommitFinder commits, CatFilePool readers, ReviewerChoices reviewers, CommitRows rows, DiffViews diffs)
    : RepositoryPage(sources.Repositories)
{
    private const int MostBranches = 1000;
    private const int MostCommits = 50;

    public override string Section => "pull-requests";

    /// <summary>Where it would be merged: the repository itself, or its parent.</summary>
    public Repository Destination { get; private set; } = null!;

    /// <summary>What a fork may ask: its parent and itself; else the repository alone.</summary>
    public IReadOnlyList<Repository> Destinations { get; private set; } = [];

    public IReadOnlyList<string> SourceBranches { get; private set; } = [];

    public IReadOnlyList<string> DestinationBranches { get; private set; } = [];

    public string Source { get; private set; } = "";

    public string Target { get; private set; } = "";

    /// <summary>Why there is nothing to ask for; null: there is.</summary>
    public string? Problem { get; private set; }

    public IReadOnlyList<CommitRow> Commits { get; private set; } = [];

    public bool HasMoreCommits { get; private set; }

    public string Title { get; private set; } = "";

    public string Description { get; private set; } = "";

    public IReadOnlyList<ReviewerChoice> Reviewers { get; private set; } = [];

    /// <summary>What the source changed since the two parted; null where there is nothing to show.</summary>
    public DiffView? Diff { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (Visitor is not { } visitor)
            return ToSignIn();

        var cancellation = HttpContext.RequestAborted;
        await ChooseDestinationAsync();
        var (sourceGit, destinationGit) = (commits.Open(Repository), commits.Open(Destination));
        SourceBranches = await BranchesAsync(sourceGit, cancellation);
        DestinationBranches = Destination.Id == Repository.Id ? SourceBranches : await BranchesAsync(destinationGit, cancellation);
        ChooseBranches();
        if (!BranchName.TryParse(Source, out var from) || !BranchName.TryParse(Target, out var to) || sourceGit.ReadTip(from.Ref) is not { } tip
            || destinationGit.ReadTip(to.Ref) is not { } onto)
        {
            Problem = SourceBranches.Count < 2 && Destination.Id == Repository.Id
                ? "The repository has only one branch. Push another one with your commits, then come back."
                : "Choose the branch with your commits, and the branch that they should go to.";
            return Page();
        }

        var git = Destination.Id == Repository.Id ? sourceGit : sourceGit.WithObjectsOf(destinationGit);
        var range = new DiffRange(await git.FindMergeBaseAsync(tip, onto, cancellation) ?? onto, tip);
        Diff = await diffs.ReadAsync(DiffSubject.Of(git, range, Here, Repository.FullName, tip), Request, cancellation);
        if (Diff.IsPart)
            return Partial(DiffView.PartialOfFile, Diff.Files[0]);

        var log = await git.ReadLogAsync(new CommitWalk([tip], [onto]), 0, MostCommits, cancellation);
        if (log.Ids.Count == 0)
        {
            (Diff, Problem) = (null, $"All commits of “{Source}” are in “{Target}” already.");
            return Page();
        }

        var brought = (await readers.Of(git).ReadCommitsAsync(log.Ids, cancellation)).OfType<Commit>().ToArray();
        (Commits, HasMoreCommits) = (await rows.ListAsync(brought, cancellation), log.Rest is not null);
        (Title, Description) = Suggest(brought, HasMoreCommits);
        Reviewers = await reviewers.ListAsync(Destination, null, visitor.Id, visitor, cancellation);
        return Page();
    }

    private string Here =>
        $"/{Repository.FullName}/pull-requests/new?source={Uri.EscapeDataString(Source)}&to={Uri.EscapeDataString(Destination.FullName)}&dest={Uri.EscapeDataString(Target)}";

    private async Task ChooseDestinationAsync()
    {
        var parent = Repository.ParentId is { } id ? await sources.Repositories.FindVisibleAsync(id, HttpContext.Api().Caller, HttpContext.RequestAborted) : null;
        Destinations = parent is null ? [Repository] : [parent, Repository];
        Destination = Destinations.FirstOrDefault(one => one.FullName == Request.Query["to"]) ?? Destinations[0];
    }

    private void ChooseBranches()
    {
        Target = Asked("dest") is { Length: > 0 } dest ? dest : Destination.MainBranch ?? "";
        Source = Asked("source") is { Length: > 0 } source
            ? source
            : SourceBranches.FirstOrDefault(branch => Destination.Id != Repository.Id || branch != Target) ?? "";
    }

    private string Asked(string name) => (string?)Request.Query[name] is { Length: <= 244 } text ? text : "";

    /// <summary>The words of the newest commit; of several the subjects of all as a list.</summary>
    private static (string Title, string Description) Suggest(Commit[] brought, bool hasMore)
    {
        var (title, rest) = CommitRow.Split(brought[0].Message);
        var description = brought.Length == 1 && !hasMore ? rest : string.Join('\n', brought.AsEnumerable().Reverse().Select(static commit => $"* {CommitRow.Split(commit.Message).Subject}"));
        return (title.Length > 255 ? title[..255] : title, description);
    }

    private static async Task<IReadOnlyList<string>> BranchesAsync(GitRepository git, CancellationToken cancellation) =>
        git.Exists() ? [.. (await git.ListRefsAsync("refs/heads/", cancellation)).Take(MostBranches).Select(static entry => entry.Name.Short)] : [];
}
