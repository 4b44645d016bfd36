using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects.Endpoints;

/// <summary>POST /2.0/workspaces/{workspace}/projects, and PUT and DELETE of …/projects/{project_key}: for owners of the workspace, and the last two for administrators of the project.</summary>
internal sealed class ChangeProjects(WorkspaceStore workspaces, ProjectStore projects, AccessStore access, ProjectJson json, PublicAddress address)
{
    public static Task<IResult> PostAsync(string workspace, Caller caller, ChangeProjects change, HttpContext context) =>
        change.PostAsync(workspace, caller, context);

    public static Task<IResult> PutAsync(string workspace, string project_key, Caller caller, ChangeProjects change, HttpContext context) =>
        change.PutAsync(workspace, project_key, caller, context);

    public static Task<IResult> DeleteAsync(string workspace, string project_key, Caller caller, ChangeProjects change, HttpContext context) =>
        change.DeleteAsync(workspace, project_key, caller, context);

    private async Task<IResult> PostAsync(string workspace, Caller caller, HttpContext context)
    {
        var (found, refusal) = await FindOwnedAsync(workspace, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var (body, problem) = await ProjectBody.ReadAsync(context);
        return body is null ? problem! : await CreateAsync(found, body, body.Key, caller, context);
    }

    private async Task<IResult> PutAsync(string workspace, string project_key, Caller caller, HttpContext context)
    {
        var (found, view, refusal) = await FindAdministeredAsync(workspace, project_key, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        var (body, problem) = await ProjectBody.ReadAsync(context);
        if (body is null)
            return problem!;

        return view is { } there ? await UpdateAsync(found, there, body, caller, context) : await CreateAtAsync(found, project_key, body, caller, context);
    }

    private async Task<IResult> DeleteAsync(string workspace, string project_key, Caller caller, HttpContext context)
    {
        var (found, view, refusal) = await FindAdministeredAsync(workspace, project_key, caller, context.RequestAborted);
        if (found is null)
            return refusal!;

        if (view is not { } there)
            return ProjectStore.NotFound(project_key);

        var kept = await projects.DeleteAsync(
            found, there.Project.Id, caller, stored => IfMatch.Check(context, stored, json.Write), context.RequestAborted);
        return kept is null ? TypedResults.NoContent() : kept;
    }

    /// <summary>The project, if it is there, for those who administer it; and for owners of the workspace where it is not.</summary>
    private async Task<(Workspace? Workspace, ProjectJson.ProjectView? View, ApiError? Refusal)> FindAdministeredAsync(
        string workspace, string key, Caller caller, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, cancellation) is not { } found)
            return (null, null, ApiError.WorkspaceNotFound(workspace));

        var view = await projects.FindVisibleAsync(found, key, caller, cancellation);
        return view is { Granted: ProjectPermission.Admin } || await access.RoleAsync(caller, found.Id, cancellation) == WorkspaceRole.Owner
            ? (found, view, null)
            : (null, null, ApiError.Forbidden($"Only owners of the workspace {found.Slug} and administrators of the project change it."));
    }

    private async Task<(Workspace? Workspace, ApiError? Refusal)> FindOwnedAsync(string workspace, Caller caller, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, cancellation) is not { } found)
            return (null, ApiError.WorkspaceNotFound(workspace));

        return await access.RoleAsync(caller, found.Id, cancellation) == WorkspaceRole.Owner
            ? (found, null)
            : (null, ApiError.Forbidden($"Only owners of the workspace {found.Slug} change its projects."));
    }

    private async Task<IResult> CreateAtAsync(Workspace workspace, string path, ProjectBody body, Caller caller, HttpContext context)
    {
        if (IfMatch.CheckAbsent(context) is { } stale)
            return stale;

        if (Identifier.TryParseBraced(path, out _))
            return ProjectStore.NotFound(path);

        if (!ProjectKey.TryParse(path, out var key, out var problem))
            return ApiError.InvalidField("key", problem);

        return body.Key is { } other && other != key
            ? ApiError.InvalidField("key", $"There is no project {key} that could get the key {other}.")
            : await CreateAsync(workspace, body, key, caller, context);
    }

    private async Task<IResult> CreateAsync(Workspace workspace, ProjectBody body, ProjectKey? key, Caller caller, HttpContext context)
    {
        var (project, problem) = body.ToNew(key);
        if (project is null)
            return problem!;

        var (id, refusal) = await projects.AddAsync(workspace.Id, project, context.RequestAborted);
        if (refusal is not null)
            return refusal;

        return await projects.FindVisibleAsync(workspace, PublicAddress.Braced(id), caller, context.RequestAborted) is { } view
            ? ApiAnswer.Created(AddressOf(view), view, json.Write)
            : ProjectStore.NotFound(project.Key.Text);
    }

    private async Task<IResult> UpdateAsync(Workspace workspace, ProjectJson.ProjectView view, ProjectBody body, Caller caller, HttpContext context)
    {
        var refusal = await projects.UpdateAsync(
            workspace,
            view.Project.Id,
            caller,
            stored => IfMatch.Check(context, stored, json.Write) is { } stale ? (null, stale) : (body.ApplyTo(stored.Project), null),
            context.RequestAborted);
        if (refusal is not null)
            return refusal;

        if (await projects.FindVisibleAsync(workspace, PublicAddress.Braced(view.Project.Id), caller, context.RequestAborted) is not { } changed)
            return ProjectStore.NotFound(view.Project.Key);

        return ApiAnswer.Ok(changed, json.Write, changed.Project.Key == view.Project.Key ? null : AddressOf(changed));
    }

    private string AddressOf(ProjectJson.ProjectView view) => $"{address.Api}/workspaces/{view.Workspace.Slug}/projects/{view.Project.Key}";
}
