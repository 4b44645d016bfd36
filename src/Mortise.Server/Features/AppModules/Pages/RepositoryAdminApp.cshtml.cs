using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.AppModules.Pages;

/// <summary>A page that an app adds to the settings of a repository; for its administrators.</summary>
internal sealed class RepositoryAdminAppModel(RepositoryStore repositories, AppPlaces places) : RepositoryAppModel(repositories, places)
{
    public override string Section => "admin";

    protected override RepositoryPermission Needed => RepositoryPermission.Admin;

    protected override ModuleKind Kind => ModuleKind.AdminPage;
}
