using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules.Pages;

/// <summary>A tab that an app adds to the profile of the account that it is installed on; the account is named by its UUID in braces.</summary>
internal sealed class ProfileAppModel(AccountStore accounts, WorkspaceStore workspaces, AppPlaces places) : SitePage
{
    /// <summary>Whose profile it is.</summary>
    public Account Account { get; private set; } = null!;

    /// <summary>What is shown.</summary>
    public ShownModule Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var cancellation = HttpContext.RequestAborted;
        if (!Identifier.TryParseBraced(Route("account"), out var id)
            || await workspaces.FindVisibleAsync(PublicAddress.Braced(id), HttpContext.Api().Caller, cancellation) is null
            || await accounts.FindAsync(id, cancellation) is not { } account)
            return NothingHere();

        Account = account;
        Subject = new PageSubject { WorkspaceId = id, TargetUser = id };
        if ((await places.FindAsync(HttpContext)).Find(ModuleKind.ProfileTab, Route("app_key"), Route("module_key")) is not { } found)
            return NothingHere();

        Shown = found;
        return Page();
    }
}
