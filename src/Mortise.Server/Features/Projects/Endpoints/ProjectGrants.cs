using Mortise.Server.Features.Workspaces;
using Mortise.Server.Features.Workspaces.Grants;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects.Endpoints;

/// <summary>GET, PUT, DELETE of /2.0/workspaces/{workspace}/projects/{project_key}/permissions-config/{users,groups}[/…]: for administrators of the project.</summary>
internal sealed class ProjectGrants(WorkspaceStore workspaces, ProjectStore projects, ProjectJson json, GrantRequests grants, PublicAddress address)
{
    private static readonly string[] Levels = ["read", "write", "create-repo", "admin"];

    private GrantRequests Grants { get; } = grants;

    public static Task<IResult> ListUsersAsync([AsParameters] ProjectPath path, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.ListAsync(host, GranteeKind.User, context));

    public static Task<IResult> GetUserAsync([AsParameters] ProjectPath path, string selected_user_id, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.GetAsync(host, GranteeKind.User, selected_user_id, context));

    public static Task<IResult> PutUserAsync([AsParameters] ProjectPath path, string selected_user_id, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.PutAsync(host, GranteeKind.User, selected_user_id, context));

    public static Task<IResult> DeleteUserAsync([AsParameters] ProjectPath path, string selected_user_id, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.DeleteAsync(host, GranteeKind.User, selected_user_id, context));

    public static Task<IResult> ListGroupsAsync([AsParameters] ProjectPath path, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.ListAsync(host, GranteeKind.Group, context));

    public static Task<IResult> GetGroupAsync([AsParameters] ProjectPath path, string group_slug, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.GetAsync(host, GranteeKind.Group, group_slug, context));

    public static Task<IResult> PutGroupAsync([AsParameters] ProjectPath path, string group_slug, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.PutAsync(host, GranteeKind.Group, group_slug, context));

    public static Task<IResult> DeleteGroupAsync([AsParameters] ProjectPath path, string group_slug, Caller caller, ProjectGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.DeleteAsync(host, GranteeKind.Group, group_slug, context));

    private async Task<IResult> AnswerAsync(ProjectPath path, Caller caller, HttpContext context, Func<GrantHost, Task<IResult>> answer)
    {
        if (await workspaces.FindVisibleAsync(path.Workspace, caller, context.RequestAborted) is not { } workspace)
            return ApiError.WorkspaceNotFound(path.Workspace);

        if (await projects.FindVisibleAsync(workspace, path.ProjectKey, caller, context.RequestAborted) is not { } view)
            return ProjectStore.NotFound(path.ProjectKey);

        if (view.Granted != ProjectPermission.Admin)
            return ApiError.Forbidden($"Only administrators of the project {view.Project.Key} see and change who may do what with it.");

        return await answer(new GrantHost(new GrantSubject(GrantSubjectKind.Project, workspace.Id, view.Project.Id), workspace)
        {
            Member = "project",
            Levels = Levels,
            Address = $"{address.Api}/workspaces/{workspace.Slug}/projects/{view.Project.Key}/permissions-config",
            Write = o => o.Embedded("project", view, json.Write),
        });
    }
}

/// <summary>The two path segments that name a project.</summary>
internal sealed record ProjectPath(string Workspace, string Project_Key)
{
    public string ProjectKey => Project_Key;
}
