using Microsoft.AspNetCore.Mvc;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Server.Features.Commits;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/pull-requests/{pull_request_id}/commits: what it brings or brought, the newest first.</summary>
internal sealed class PullRequestCommitsModel(PullRequestSources sources, CommitFinder commits, CatFilePool readers, CommitRows rows) : PullRequestPage(sources)
{
    private const int OnAPage = 30;

    /// <summary>Pages that are counted from the first commit.</summary>
    private const int MostPages = 300;

    public override string Tab => "commits";

    public IReadOnlyList<CommitRow> Commits { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync())
            return NothingHere();

        var page = Pager.Asked(Request, OnAPage);
        page = page with { Page = Math.Min(page.Page, MostPages) };
        var git = commits.Open(Repository);
        var walk = new CommitWalk([ObjectId.Parse(PullRequest.SourceHash)], [ObjectId.Parse(PullRequest.DestinationHash)]);
        var log = await git.ReadLogAsync(walk, (int)page.Offset, OnAPage, Cancellation);
        Commits = await rows.ListAsync([.. (await readers.Of(git).ReadCommitsAsync(log.Ids, Cancellation)).OfType<Commit>()], Cancellation);
        Pager = new Pager(page.Page, log.Rest is not null && page.Page < MostPages, Request);
        return Page();
    }
}
