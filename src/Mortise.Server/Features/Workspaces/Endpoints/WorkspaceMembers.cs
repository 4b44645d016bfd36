using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Endpoints;

/// <summary>GET /2.0/workspaces/{workspace}/members, …/members/{member} and …/permissions</summary>
/// <remarks>Whoever sees the workspace without belonging to it is told so: 403 (rest.md 2.1).</remarks>
internal static class WorkspaceMembers
{
    public static async Task<IResult> ListAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, AccessStore access, MembershipJson json, PageAnswers pages, HttpContext context)
    {
        var (found, refusal) = await FindAsync(workspace, caller, workspaces, access, context.RequestAborted);
        return found is null ? refusal! : pages.Of(context, await workspaces.ListMembersAsync(found.Id, PageAnswers.Asked(context), context.RequestAborted), json.Write);
    }

    public static async Task<IResult> ListPermissionsAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, AccessStore access, MembershipJson json, PageAnswers pages, HttpContext context)
    {
        var (found, refusal) = await FindAsync(workspace, caller, workspaces, access, context.RequestAborted);
        return found is null
            ? refusal!
            : pages.Of(context, await workspaces.ListMembersAsync(found.Id, PageAnswers.Asked(context), context.RequestAborted), json.WriteWithPermission);
    }

    public static async Task<IResult> GetAsync(
        string workspace, string member, Caller caller, WorkspaceStore workspaces, UserStore users, AccessStore access, MembershipJson json, CancellationToken cancellation)
    {
        var (found, refusal) = await FindAsync(workspace, caller, workspaces, access, cancellation);
        if (found is null)
            return refusal!;

        return await users.FindAsync(member, cancellation) is { } user && await workspaces.FindMemberAsync(found.Id, user.Id, cancellation) is { } membership
            ? ApiAnswer.Ok(membership, json.Write)
            : ApiError.NotFound($"{member} is not a member of the workspace {found.Slug}.");
    }

    private static async Task<(Workspace? Workspace, ApiError? Refusal)> FindAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, AccessStore access, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, cancellation) is not { } found)
            return (null, ApiError.WorkspaceNotFound(workspace));

        return await access.RoleAsync(caller, found.Id, cancellation) == WorkspaceRole.None
            ? (null, ApiError.Forbidden($"Only members of the workspace {found.Slug} see who belongs to it."))
            : (found, null);
    }
}
