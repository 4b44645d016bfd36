using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>Who effectively holds what on repositories: the caller's own, a workspace's, one repository's.</summary>
internal static class ListPermissions
{
    /// <summary>GET /2.0/user/permissions/repositories</summary>
    public static async Task<IResult> OwnAsync(Caller caller, RepositoryStore repositories, GrantAnswers answers, HttpContext context) =>
        await answers.PageAsync(await OwnAsync(null, caller, repositories, context), caller, context);

    /// <summary>GET /2.0/user/workspaces/{workspace}/permissions/repositories</summary>
    public static async Task<IResult> OwnInWorkspaceAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, RepositoryStore repositories, GrantAnswers answers, HttpContext context) =>
        await workspaces.FindVisibleAsync(workspace, caller, context.RequestAborted) is { } found
            ? await answers.PageAsync(await OwnAsync(found.Id, caller, repositories, context), caller, context)
            : ApiError.WorkspaceNotFound(workspace);

    /// <summary>GET /2.0/workspaces/{workspace}/permissions/repositories: for owners.</summary>
    public static async Task<IResult> OfWorkspaceAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, RepositoryStore repositories, AccessStore access, GrantAnswers answers, HttpContext context)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, context.RequestAborted) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        if (await access.RoleAsync(caller, found.Id, context.RequestAborted) != WorkspaceRole.Owner)
            return ApiError.Forbidden($"Only owners of the workspace {found.Slug} see the permissions on all its repositories.");

        var grants = await repositories.ListGrantsAsync(found.Id, null, context.Api().Query, caller, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(grants, caller, context);
    }

    /// <summary>GET /2.0/workspaces/{workspace}/permissions/repositories/{repo_slug}: for administrators of the repository.</summary>
    public static async Task<IResult> OfRepositoryAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, GrantAnswers answers, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } found)
            return ApiError.RepositoryNotFound();

        if (!found.Allows(RepositoryPermission.Admin))
            return ApiError.Forbidden($"Only administrators of {found.FullName} see the permissions on it.");

        var grants = await repositories.ListGrantsAsync(found.WorkspaceId, found.Id, context.Api().Query, caller, PageAnswers.Asked(context), context.RequestAborted);
        return await answers.PageAsync(grants, caller, context);
    }

    private static async Task<Slice<RepositoryGrant>> OwnAsync(Guid? workspace, Caller caller, RepositoryStore repositories, HttpContext context) =>
        caller.UserId is { } user
            ? await repositories.ListOwnGrantsAsync(user, workspace, context.Api().Query, caller, PageAnswers.Asked(context), context.RequestAborted)
            : new Slice<RepositoryGrant>([], 0);
}
