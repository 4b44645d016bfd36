using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>GET /{workspace}/workspace/members: for members, as in the API.</summary>
internal sealed class MembersModel(WorkspaceStore workspaces, AccessStore access) : WorkspacePage(workspaces, access)
{
    private const int OnAPage = 50;

    private readonly WorkspaceStore workspaces = workspaces;

    public override string Section => "members";

    protected override WorkspaceRole Needed => WorkspaceRole.Member;

    public IReadOnlyList<Membership> Members { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var page = Pager.Asked(Request, OnAPage);
        var slice = await workspaces.ListMembersAsync(Workspace.Id, CollectionQuery.None, page, HttpContext.RequestAborted);
        (Members, Pager) = (slice.Items, Pager.Of(Request, page, slice));
        return Page();
    }
}
