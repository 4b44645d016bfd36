using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Webhooks.Pages;

/// <summary>GET /{workspace}/workspace/settings/webhooks/{uid}: one subscription and what was sent to it; writing goes by the API.</summary>
internal sealed class WorkspaceWebhookModel(WorkspaceStore workspaces, AccessStore access, HookDesk desk) : WorkspaceSettingsPage(workspaces, access)
{
    public HookView Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var list = await desk.ListAsync(Workspace, HttpContext.RequestAborted);
        if (await desk.FindAsync(list, Route("uid"), HttpContext.RequestAborted) is not { } view)
            return NothingHere();

        Shown = view;
        return Page();
    }
}
