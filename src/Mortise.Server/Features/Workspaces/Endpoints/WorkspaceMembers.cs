using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Endpoints;

/// <summary>GET /2.0/workspaces/{workspace}/members, …/members/{member} and …/permissions</summary>
/// <remarks>Whoever sees the workspace without belonging to it is told so: 403 (rest.md 2.1).</remarks>
internal static class WorkspaceMembers
{
    /// <summary>Who belongs to a workspace, in the order they joined. Administrators, apps and workspace tokens may look for members by <c>user.email</c>.</summary>
    public static async Task<IResult> ListAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, AccessStore access, MembershipJson json, UserAnswers users, PageAnswers pages, HttpContext context)
    {
        var (found, refusal) = await FindAsync(workspace, caller, workspaces, access, context.RequestAborted);
        if (found is null)
            return refusal!;

        if (context.Api().Query.Names(WorkspaceQuery.Email) && await access.RoleAsync(caller, found.Id, context.RequestAborted) != WorkspaceRole.Owner)
            return ApiError.Forbidden($"Only administrators of the workspace {found.Slug}, its apps and its access tokens look for members by {WorkspaceQuery.Email}.");

        return pages.Of(context, await PageAsync(found, caller, workspaces, users, context), json.Write);
    }

    /// <summary>Who belongs to a workspace, and what each is: owner, collaborator or member.</summary>
    public static async Task<IResult> ListPermissionsAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, AccessStore access, MembershipJson json, UserAnswers users, PageAnswers pages, HttpContext context)
    {
        var (found, refusal) = await FindAsync(workspace, caller, workspaces, access, context.RequestAborted);
        return found is null ? refusal! : pages.Of(context, await PageAsync(found, caller, workspaces, users, context), json.WriteWithPermission);
    }

    /// <summary>A person as a member of a workspace.</summary>
    public static async Task<IResult> GetAsync(
        string workspace, string member, Caller caller, WorkspaceStore workspaces, UserStore users, UserAnswers answers, AccessStore access, MembershipJson json,
        HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var (found, refusal) = await FindAsync(workspace, caller, workspaces, access, cancellation);
        if (found is null)
            return refusal!;

        if (await users.FindAsync(member, cancellation) is not { } user || await workspaces.FindMemberAsync(found.Id, user.Id, cancellation) is not { } membership)
            return ApiError.NotFound($"{member} is not a member of the workspace {found.Slug}.");

        var visible = await answers.PropertiesAsync([membership.User], context.Api().Fields.Root.Member("user"), caller, cancellation);
        return ApiAnswer.Ok(membership with { Properties = visible(membership.User) }, json.Write);
    }

    private static async Task<Slice<Membership>> PageAsync(Workspace workspace, Caller caller, WorkspaceStore workspaces, UserAnswers users, HttpContext context)
    {
        var slice = await workspaces.ListMembersAsync(workspace.Id, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted);
        var asked = context.Api().Fields.Root.Member("values")?.Member("user");
        var visible = await users.PropertiesAsync(slice.Items.Select(member => member.User), asked, caller, context.RequestAborted);
        return slice.Select(member => member with { Properties = visible(member.User) });
    }

    internal static async Task<(Workspace? Workspace, ApiError? Refusal)> FindAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, AccessStore access, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, cancellation) is not { } found)
            return (null, ApiError.WorkspaceNotFound(workspace));

        return await access.RoleAsync(caller, found.Id, cancellation) == WorkspaceRole.None
            ? (null, ApiError.Forbidden($"Only members of the workspace {found.Slug} see who belongs to it."))
            : (found, null);
    }
}
