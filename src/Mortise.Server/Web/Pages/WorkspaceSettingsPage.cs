using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Web.Pages;

/// <summary>A page of a workspace's settings: for its owners.</summary>
internal abstract class WorkspaceSettingsPage(WorkspaceStore workspaces, AccessStore access) : SettingsPage
{
    /// <summary>Where workspaces are kept, for the pages that change this one.</summary>
    protected WorkspaceStore Store => workspaces;

    /// <summary>Set before the page's handler runs.</summary>
    public Workspace Workspace { get; private set; } = null!;

    public override string About => Workspace.Name;

    public override string BackTo => $"/{Workspace.Slug}/";

    /// <summary>The first of these pages.</summary>
    public string Root => RootOf(Workspace.Slug);

    public override string ModulesBelow => Root;

    public override IReadOnlyList<(string Name, string Address)> Pages =>
    [
        ("General", Root), ("Members", Root + "/members"), ("Groups", Root + "/groups"), ("Projects", Root + "/projects"), ("Installed apps", Root + "/apps"),
        ("Develop apps", Root + "/develop"), ("OAuth consumers", Root + "/oauth-consumers"), ("Webhooks", Root + "/webhooks"), ("Access tokens", Root + "/access-tokens"),
    ];

    public static string RootOf(string slug) => $"/{slug}/workspace/settings";

    protected override async Task<IActionResult?> EnterAsync(Caller.Visitor visitor)
    {
        if (await workspaces.FindVisibleAsync(Route("workspace"), visitor, HttpContext.RequestAborted) is not { } workspace)
            return NothingHere();

        Workspace = workspace;
        Subject = new PageSubject { WorkspaceId = workspace.Id };
        return await access.RoleAsync(visitor, workspace.Id, HttpContext.RequestAborted) == WorkspaceRole.Owner
            ? null
            : NotAllowed($"Only owners of {workspace.Name} change its settings; one of them can make you an owner.");
    }
}
