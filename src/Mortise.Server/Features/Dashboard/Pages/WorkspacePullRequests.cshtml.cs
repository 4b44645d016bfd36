using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>GET /{workspace}/workspace/pull-requests: those of all its repositories that the visitor sees.</summary>
internal sealed class WorkspacePullRequestsModel(WorkspaceStore workspaces, AccessStore access, PullRequestStore pullRequests, PullRequestAnswers views)
    : WorkspacePage(workspaces, access)
{
    private const int OnAPage = 25;

    public override string Section => "pull-requests";

    /// <summary>One of <see cref="PullRequest.States"/>.</summary>
    public string State { get; private set; } = PullRequest.Open;

    public IReadOnlyList<PullRequestView> Requests { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var (caller, cancellation) = (HttpContext.Api().Caller, HttpContext.RequestAborted);
        State = PullRequest.States.FirstOrDefault(one => one.Equals(Request.Query["state"], StringComparison.OrdinalIgnoreCase)) ?? PullRequest.Open;
        var page = Pager.Asked(Request, OnAPage);
        var slice = await pullRequests.ListAsync(new PullRequestFilter([State], WorkspaceId: Workspace.Id), CollectionQuery.None, caller, page, cancellation);
        Requests = await views.ViewsAsync(slice.Items, null, null, isAlone: true, caller, cancellation);
        Pager = Pager.Of(Request, page, slice);
        return Page();
    }
}
