using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Workspaces.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/groups: members who are granted things together.</summary>
internal sealed class WorkspaceGroupsModel(WorkspaceStore workspaces, AccessStore access, GroupStore groups) : WorkspaceSettingsPage(workspaces, access)
{
    public IReadOnlyList<Group> Groups { get; private set; } = [];

    [BindProperty]
    public string? Name { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Groups = await groups.ListAsync(Workspace.Id, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        var name = Name?.Trim() ?? "";
        if (name.Length is 0 or > Group.LongestName || name.Any(char.IsControl))
            return Again(FormProblems.Of($"A group has a name of 1 to {Group.LongestName} characters.", "name"));

        var (made, refusal) = await groups.AddAsync(Workspace.Id, name, null, HttpContext.RequestAborted);
        return made is null ? Again(refusal!) : Done("added", $"{Root}/groups/{made.Slug}");
    }
}
