using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Addon.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/apps/{id}: one installed app: its state, its last report, updates, and the end of it.</summary>
internal sealed class WorkspaceAppModel(WorkspaceStore workspaces, AccessStore access, AppDesk desk) : WorkspaceSettingsPage(workspaces, access)
{
    public AppOnPage App { get; private set; } = null!;

    /// <summary>What an update would change, once that was asked.</summary>
    public UpdatePreview? Preview { get; private set; }

    /// <summary>An update that was refused.</summary>
    public UpdateOutcome? Refused { get; private set; }

    [BindProperty]
    public string? Digest { get; set; }

    /// <summary><c>keep</c>, <c>archive</c> or <c>erase</c>.</summary>
    [BindProperty]
    public string? Data { get; set; }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NothingHere();

    public async Task<IActionResult> OnPostTurnAsync(bool on)
    {
        if (!await LoadAsync())
            return NothingHere();

        return await desk.TurnAsync(App, on, HttpContext.RequestAborted) is { } refusal ? Again(refusal) : Done(on ? "enabled" : "disabled");
    }

    public async Task<IActionResult> OnPostCheckAsync()
    {
        if (!await LoadAsync())
            return NothingHere();

        Preview = await desk.PreviewAsync(App, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostUpdateAsync()
    {
        if (!await LoadAsync())
            return NothingHere();

        var outcome = await desk.UpdateAsync(App, Digest ?? "", HttpContext.RequestAborted);
        if (outcome.Succeeded)
            return Done(outcome.Report.Outcome == "unchanged" ? "unchanged" : "updated");

        Refused = outcome;
        return Again(FormProblems.Of(outcome.Report.Failure!.Message), outcome.Report.Failure.IsConflict ? 409 : 400);
    }

    public async Task<IActionResult> OnPostUninstallAsync()
    {
        if (!await LoadAsync())
            return NothingHere();

        if (!Enum.TryParse<DataFate>(Data, ignoreCase: true, out var fate) || !Enum.IsDefined(fate))
            return Again(FormProblems.Of("Choose what becomes of the app's data.", "data"));

        return await desk.UninstallAsync(App, fate, HttpContext.RequestAborted) is { } refusal ? Again(refusal) : Done("uninstalled", Root + "/apps");
    }

    private async Task<bool> LoadAsync()
    {
        if (!Guid.TryParseExact(Route("id"), "D", out var id) || await desk.FindAsync(Workspace.Id, id, HttpContext.RequestAborted) is not { } app)
            return false;

        App = app;
        return true;
    }
}
