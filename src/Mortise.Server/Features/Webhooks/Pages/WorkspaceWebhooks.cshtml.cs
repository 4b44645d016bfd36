using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Webhooks.Pages;

/// <summary>GET /{workspace}/workspace/settings/webhooks: the subscriptions of a workspace; writing goes by the API.</summary>
internal sealed class WorkspaceWebhooksModel(WorkspaceStore workspaces, AccessStore access, HookDesk desk) : WorkspaceSettingsPage(workspaces, access)
{
    public HookList List { get; private set; } = null!;

    public async Task OnGetAsync() => List = await desk.ListAsync(Workspace, HttpContext.RequestAborted);
}
