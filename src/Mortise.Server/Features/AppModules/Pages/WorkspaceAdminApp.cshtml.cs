using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.AppModules.Pages;

/// <summary>A page that an app adds to the settings of a workspace, or without a module key the one where the app is configured; for owners.</summary>
internal sealed class WorkspaceAdminAppModel(WorkspaceStore workspaces, AccessStore access, AppPlaces places) : WorkspaceAppModel(workspaces, access, places)
{
    public override string Section => "settings";

    protected override WorkspaceRole Needed => WorkspaceRole.Owner;

    protected override ShownModule? Find(ShownModules page) => Route("module_key") is { Length: > 0 } key
        ? page.Find(ModuleKind.AdminPage, Route("app_key"), key)
        : page.At(ModuleKind.ConfigurePage).FirstOrDefault(one => one.App.Key == Route("app_key"));
}
