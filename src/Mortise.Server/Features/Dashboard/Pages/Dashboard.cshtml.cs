using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>GET /: for who is signed in their workspaces, repositories and pull requests; for others what this is, and what is public.</summary>
internal sealed class DashboardModel(WorkspaceStore workspaces, RepositoryStore repositories, PullRequestStore pullRequests, PullRequestAnswers views) : SitePage
{
    private const int MostWorkspaces = 20;
    private const int MostRepositories = 10;
    private const int MostRequests = 10;
    private const int PublicOnAPage = 25;

    public IReadOnlyList<Workspace> Workspaces { get; private set; } = [];

    public IReadOnlyList<Repository> Repositories { get; private set; } = [];

    /// <summary>Open ones of the visitor.</summary>
    public IReadOnlyList<PullRequestView> Own { get; private set; } = [];

    /// <summary>Open ones whose review was asked of the visitor.</summary>
    public IReadOnlyList<PullRequestView> ToReview { get; private set; } = [];

    public Pager? Pager { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var cancellation = HttpContext.RequestAborted;
        if (Visitor is not { } visitor)
        {
            var page = Pager.Asked(Request, PublicOnAPage);
            var slice = await repositories.ListAsync(
                new RepositoryFilter(OnlyPublic: true), RepositorySearch.Read(null, null), HttpContext.Api().Caller, page, cancellation);
            (Repositories, Pager) = (slice.Items, Pager.Of(Request, page, slice));
            return Page();
        }

        Workspaces = (await workspaces.ListAccessAsync(visitor, null, CollectionQuery.None, new PageRequest(1, MostWorkspaces), cancellation))
            .Select(static one => one.Workspace).Items;
        Repositories = (await repositories.ListAsync(
            new RepositoryFilter(Role: RepositoryRole.Member), RepositorySearch.Read(null, null), visitor, new PageRequest(1, MostRepositories), cancellation)).Items;
        Own = await RequestsAsync(new PullRequestFilter([PullRequest.Open], AuthorId: visitor.Id), visitor, cancellation);
        ToReview = await RequestsAsync(new PullRequestFilter([PullRequest.Open]) { ReviewerId = visitor.Id }, visitor, cancellation);
        return Page();
    }

    private async Task<IReadOnlyList<PullRequestView>> RequestsAsync(PullRequestFilter filter, Caller caller, CancellationToken cancellation)
    {
        var slice = await pullRequests.ListAsync(filter, CollectionQuery.None, caller, new PageRequest(1, MostRequests), cancellation);
        return await views.ViewsAsync(slice.Items, null, null, isAlone: true, caller, cancellation);
    }
}
