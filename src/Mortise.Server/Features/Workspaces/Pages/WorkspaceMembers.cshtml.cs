using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Workspaces.Pages;

/// <summary>GET and POST /{workspace}/workspace/settings/members: who belongs to the workspace, and who owns it.</summary>
internal sealed class WorkspaceMembersModel(WorkspaceStore workspaces, AccessStore access, UserStore users) : WorkspaceSettingsPage(workspaces, access)
{
    private const int PageLength = 50;

    public IReadOnlyList<Membership> Members { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    /// <summary>A username.</summary>
    [BindProperty]
    public string? Person { get; set; }

    /// <summary><c>owner</c> or <c>member</c>.</summary>
    [BindProperty]
    public string? Role { get; set; }

    private WorkspaceRole Asked => Role == "owner" ? WorkspaceRole.Owner : WorkspaceRole.Member;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAddAsync()
    {
        await LoadAsync();
        if (await FindAsync(Person?.Trim() ?? "") is not { } user)
            return Again(FormProblems.Of("Nobody on this host has that user name.", "person"));

        if (await Store.FindMemberAsync(Workspace.Id, user.Id, HttpContext.RequestAborted) is not null)
            return Again(FormProblems.Of($"{user.DisplayName} is a member already.", "person"));

        await Store.AddMemberAsync(Workspace.Id, user.Id, Asked, HttpContext.RequestAborted);
        return Done("added");
    }

    public async Task<IActionResult> OnPostRoleAsync(Guid id) =>
        await Store.ChangeRoleAsync(Workspace.Id, id, Asked, HttpContext.RequestAborted) is { } refusal ? await RefuseAsync(refusal) : Leave(id, "saved");

    public async Task<IActionResult> OnPostRemoveAsync(Guid id) =>
        await Store.RemoveMemberAsync(Workspace.Id, id, HttpContext.RequestAborted) is { } refusal ? await RefuseAsync(refusal) : Leave(id, "removed");

    /// <summary>Who is no owner any more cannot see this page either.</summary>
    private IActionResult Leave(Guid changed, string notice) => changed == Visitor!.Id ? LocalRedirect(BackTo) : Done(notice);

    private async Task<IActionResult> RefuseAsync(ApiError refusal)
    {
        await LoadAsync();
        return Again(refusal);
    }

    private async Task<User?> FindAsync(string name) =>
        name.Length is 0 or > 254 || name.Contains('\0', StringComparison.Ordinal) ? null : await users.FindByUsernameAsync(name, HttpContext.RequestAborted);

    private async Task LoadAsync()
    {
        var page = Pager.Asked(Request, PageLength);
        var slice = await Store.ListMembersAsync(Workspace.Id, CollectionQuery.None, page, HttpContext.RequestAborted);
        (Members, Pager) = (slice.Items, Pager.Of(Request, page, slice));
    }
}
