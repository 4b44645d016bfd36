using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects.Endpoints;

/// <summary>GET /2.0/workspaces/{workspace}/projects and …/projects/{project_key}</summary>
internal static class ReadProjects
{
    /// <summary>The projects of a workspace that the caller may see, by key.</summary>
    public static async Task<IResult> ListAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, ProjectStore projects, ProjectJson json, PageAnswers pages, HttpContext context) =>
        await workspaces.FindVisibleAsync(workspace, caller, context.RequestAborted) is { } found
            ? pages.Of(context, await projects.ListAsync(found, context.Api().Query, caller, PageAnswers.Asked(context), context.RequestAborted), json.Write)
            : ApiError.WorkspaceNotFound(workspace);

    /// <summary>A project. A private one is for those who belong to its workspace, or have something in it.</summary>
    public static async Task<IResult> GetAsync(
        string workspace, string project_key, Caller caller, WorkspaceStore workspaces, ProjectStore projects, ProjectJson json, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, cancellation) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        return await projects.FindVisibleAsync(found, project_key, caller, cancellation) is { } view
            ? ApiAnswer.Ok(view, json.Write)
            : ProjectStore.NotFound(project_key);
    }
}
