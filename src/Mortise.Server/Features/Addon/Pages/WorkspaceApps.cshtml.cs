using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Addon.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/apps: what is installed, and the way to install more.</summary>
internal sealed class WorkspaceAppsModel(WorkspaceStore workspaces, AccessStore access, AppDesk desk) : WorkspaceSettingsPage(workspaces, access)
{
    public IReadOnlyList<AppOnPage> Apps { get; private set; } = [];

    /// <summary>Of a descriptor.</summary>
    [BindProperty(Name = "url")]
    public string? DescriptorUrl { get; set; }

    public async Task OnGetAsync() => Apps = await desk.ListAsync(Workspace.Id, HttpContext.RequestAborted);

    /// <summary>Asks on the page where every install is decided.</summary>
    public IActionResult OnPost() =>
        LocalRedirect($"{AddonFeature.InstallPath}?descriptor_uri={Uri.EscapeDataString(DescriptorUrl?.Trim() ?? "")}&workspace={Uri.EscapeDataString(Workspace.Slug)}");
}
