using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Workspaces.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings: name and privacy.</summary>
internal sealed class WorkspaceGeneralModel(WorkspaceStore workspaces, AccessStore access) : WorkspaceSettingsPage(workspaces, access)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public bool IsPrivate { get; set; }

    public void OnGet() => (Name, IsPrivate) = (Workspace.Name, Workspace.IsPrivate);

    public async Task<IActionResult> OnPostAsync()
    {
        var name = Workspace.IsTeam ? Name?.Trim() ?? "" : Workspace.Name;
        if (name.Length is 0 or > WorkspaceStore.LongestName || name.Any(char.IsControl))
            return Again(FormProblems.Of($"A workspace has a name of 1 to {WorkspaceStore.LongestName} characters.", "name"));

        await Store.UpdateAsync(Workspace.Id, name, IsPrivate, HttpContext.RequestAborted);
        return Done("saved", Root);
    }
}
