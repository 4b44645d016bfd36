using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules.Pages;

/// <summary>A page that an app adds to a repository, or another that is shown in its place: the app has all of it.</summary>
internal class RepositoryAppModel(RepositoryStore repositories, AppPlaces places) : RepositoryPage(repositories)
{
    public override string Section => $"addon/{Route("app_key")}/{Route("module_key")}";

    /// <summary>What is shown.</summary>
    public ShownModule Shown { get; private set; } = null!;

    protected virtual ModuleKind Kind => ModuleKind.RepoPage;

    public async Task<IActionResult> OnGetAsync()
    {
        if ((await places.FindAsync(HttpContext)).Find(Kind, Route("app_key"), Route("module_key")) is not { } found)
            return NothingHere();

        Shown = found;
        return Page();
    }
}
