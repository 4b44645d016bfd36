using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Addon.Registrations;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Addon.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/develop: the apps that the workspace has registered on this host.</summary>
internal sealed class DevelopAppsModel(WorkspaceStore workspaces, AccessStore access, RegistrationDesk desk, PublicAddress address) : WorkspaceSettingsPage(workspaces, access)
{
    public IReadOnlyList<Registration> Registrations { get; private set; } = [];

    public NewSecret? Made { get; private set; }

    /// <summary>How an update of all installations has come along, where one was begun.</summary>
    public Rollout? Rollout { get; private set; }

    [BindProperty]
    public string? Key { get; set; }

    [BindProperty(Name = "url")]
    public string? DescriptorUrl { get; set; }

    /// <summary>What a vendor gives to people.</summary>
    public string InstallLinkOf(Registration registration) => $"{address.Origin}{AddonFeature.InstallPath}?addon_key={Uri.EscapeDataString(registration.AppKey)}";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (Guid.TryParseExact(Request.Query["rollout"], "D", out var id))
            Rollout = await desk.FindRolloutAsync(Registrations, id, HttpContext.RequestAborted);

        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (secret, problem) = await desk.AddAsync(Workspace.Id, Key?.Trim() ?? "", DescriptorUrl?.Trim() ?? "", HttpContext.RequestAborted);
        return await ShowAsync(Key, secret, problem);
    }

    public async Task<IActionResult> OnPostRotateAsync() => await ShowAsync(Key, await desk.RotateAsync(Workspace.Id, Key ?? "", HttpContext.RequestAborted), null);

    public async Task<IActionResult> OnPostMoveAsync() => await DoneAsync("moved", await desk.MoveAsync(Workspace.Id, Key ?? "", DescriptorUrl?.Trim() ?? "", HttpContext.RequestAborted));

    public async Task<IActionResult> OnPostRemoveAsync() => await DoneAsync("removed", await desk.RemoveAsync(Workspace.Id, Key ?? "", HttpContext.RequestAborted));

    public async Task<IActionResult> OnPostUpdateAsync()
    {
        await LoadAsync();
        var rollout = await desk.StartRolloutAsync(Registrations, Key ?? "", HttpContext.RequestAborted);
        return rollout is null ? NothingHere() : LocalRedirect($"{Root}/develop?rollout={rollout.Id:D}");
    }

    private async Task<IActionResult> ShowAsync(string? key, string? secret, ApiError? problem)
    {
        await LoadAsync();
        if (secret is null)
            return problem is null ? NothingHere() : Again(problem);

        Made = new NewSecret($"The shared secret of {key}", secret, "It is shown this once, and is the same for all installations. Keep it in the app’s configuration.");
        (Key, DescriptorUrl) = ("", "");
        ModelState.Clear();
        return Page();
    }

    private async Task<IActionResult> DoneAsync(string notice, ApiError? problem)
    {
        if (problem is null)
            return Done(notice);

        await LoadAsync();
        return Again(problem);
    }

    private async Task LoadAsync() => Registrations = await desk.ListAsync(Workspace.Id, HttpContext.RequestAborted);
}
