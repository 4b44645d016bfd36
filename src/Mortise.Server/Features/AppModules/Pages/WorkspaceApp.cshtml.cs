using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules.Pages;

/// <summary>A general page that an app adds to a workspace.</summary>
internal class WorkspaceAppModel(WorkspaceStore workspaces, AccessStore access, AppPlaces places) : WorkspacePage(workspaces, access)
{
    public override string Section => $"addon/{Route("app_key")}/{Route("module_key")}";

    /// <summary>What is shown.</summary>
    public ShownModule Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (Find(await places.FindAsync(HttpContext)) is not { } found)
            return NothingHere();

        Shown = found;
        return Page();
    }

    protected virtual ShownModule? Find(ShownModules page) => page.Find(ModuleKind.GeneralPage, Route("app_key"), Route("module_key"));
}
