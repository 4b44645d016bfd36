using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules.Pages;

/// <summary>GET /{workspace}/workspace/settings/mirrors: where apps that mirror repositories are set up; for owners.</summary>
internal sealed class WorkspaceMirrorsModel(WorkspaceStore workspaces, AccessStore access, AppPlaces places) : WorkspaceSettingsPage(workspaces, access)
{
    /// <summary>Whether an app has something to show here.</summary>
    public bool HasPanels { get; private set; }

    public override IReadOnlyList<(string Name, string Address)> Pages => [.. base.Pages, ("Mirrors", Root + "/mirrors")];

    public async Task OnGetAsync() => HasPanels = (await places.FindAsync(HttpContext)).At(ModuleKind.WebPanel, ModulePlaces.MirrorConfiguration).Any();
}
