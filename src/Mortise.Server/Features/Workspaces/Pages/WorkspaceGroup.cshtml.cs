using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Workspaces.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/groups/{group_slug}: the people of a group.</summary>
internal sealed class WorkspaceGroupModel(WorkspaceStore workspaces, AccessStore access, GroupStore groups, UserStore users) : WorkspaceSettingsPage(workspaces, access)
{
    public Group Group { get; private set; } = null!;

    public IReadOnlyList<Account> Members { get; private set; } = [];

    /// <summary>A username.</summary>
    [BindProperty]
    public string? Person { get; set; }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NothingHere();

    public async Task<IActionResult> OnPostAddAsync()
    {
        if (!await LoadAsync())
            return NothingHere();

        var name = Person?.Trim() ?? "";
        var user = name.Length is 0 or > 254 || name.Contains('\0', StringComparison.Ordinal) ? null : await users.FindByUsernameAsync(name, HttpContext.RequestAborted);
        return user is not null && await groups.AddMemberAsync(Workspace.Id, Group.Id, user.Id, HttpContext.RequestAborted)
            ? Done("added")
            : Again(FormProblems.Of("No member of the workspace has that user name. Add the person to the workspace first.", "person"));
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id)
    {
        if (!await LoadAsync())
            return NothingHere();

        await groups.RemoveMemberAsync(Workspace.Id, Group.Id, id, HttpContext.RequestAborted);
        return Done("removed");
    }

    public async Task<IActionResult> OnPostDeleteAsync()
    {
        if (!await LoadAsync())
            return NothingHere();

        await groups.RemoveAsync(Workspace.Id, Group.Id, HttpContext.RequestAborted);
        return Done("removed", Root + "/groups");
    }

    private async Task<bool> LoadAsync()
    {
        if (await groups.FindAsync(Workspace.Id, Route("group_slug"), HttpContext.RequestAborted) is not { } group)
            return false;

        Group = group;
        Members = await groups.ListMembersAsync(Workspace.Id, group.Id, HttpContext.RequestAborted);
        return true;
    }
}
