using Mortise.Query.Paging;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Endpoints;

/// <summary>GET /2.0/user/workspaces, /2.0/user/workspaces/{workspace}/permission and /2.0/user/permissions/workspaces</summary>
internal static class OwnWorkspaces
{
    /// <summary>The workspaces that the caller belongs to, and whether they administer them.</summary>
    public static async Task<IResult> ListAsync(
        string? administrator, Caller caller, WorkspaceStore workspaces, MembershipJson json, PageAnswers pages, HttpContext context)
    {
        bool? only = null;
        if (administrator is not null)
        {
            if (!bool.TryParse(administrator, out var parsed))
                return ApiError.BadRequest("Invalid administrator", "It is true or false.");

            only = parsed;
        }

        return pages.Of(context, await workspaces.ListAccessAsync(caller, only, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted), json.WriteAccess);
    }

    /// <summary>What the caller is in each of their workspaces: owner, collaborator or member.</summary>
    public static async Task<IResult> ListPermissionsAsync(Caller caller, WorkspaceStore workspaces, MembershipJson json, PageAnswers pages, HttpContext context)
    {
        PageRequest page = PageAnswers.Asked(context);
        var memberships = caller.UserId is { } user
            ? await workspaces.ListMembershipsAsync(user, caller.Access.Within, context.Api().Query, page, context.RequestAborted)
            : new Slice<Membership>([], 0);
        return pages.Of(context, memberships, json.WriteWithPermission);
    }

    /// <summary>What the caller is in one workspace: owner, collaborator or member.</summary>
    public static async Task<IResult> GetPermissionAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, MembershipJson json, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, cancellation) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        return caller.UserId is { } user && await workspaces.FindMemberAsync(found.Id, user, cancellation) is { } membership
            ? ApiAnswer.Ok(membership, json.WriteWithPermission)
            : ApiError.Forbidden($"You are not a member of the workspace {found.Slug}.");
    }
}
