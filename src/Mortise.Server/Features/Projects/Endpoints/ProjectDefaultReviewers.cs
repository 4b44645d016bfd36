using Mortise.Server.Features.Projects.DefaultReviewers;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects.Endpoints;

/// <summary>GET of …/projects/{project_key}/default-reviewers, and GET, PUT and DELETE of …/default-reviewers/{selected_user}: for administrators of the project.</summary>
internal sealed class ProjectDefaultReviewers(
    WorkspaceStore workspaces, ProjectStore projects, AccessStore access, UserStore users, AccountStore accounts, DefaultReviewerStore reviewers,
    DefaultReviewerJson json, AccountJson accountJson, PageAnswers pages)
{
    public static Task<IResult> ListAsync([AsParameters] ProjectPath path, Caller caller, ProjectDefaultReviewers on, HttpContext context) =>
        on.ListAsync(path, caller, context);

    public static Task<IResult> GetAsync([AsParameters] ProjectPath path, string selected_user, Caller caller, ProjectDefaultReviewers on, HttpContext context) =>
        on.AnswerAsync(path, selected_user, caller, context, on.GetAsync);

    public static Task<IResult> PutAsync([AsParameters] ProjectPath path, string selected_user, Caller caller, ProjectDefaultReviewers on, HttpContext context) =>
        on.AnswerAsync(path, selected_user, caller, context, on.PutAsync);

    public static Task<IResult> DeleteAsync([AsParameters] ProjectPath path, string selected_user, Caller caller, ProjectDefaultReviewers on, HttpContext context) =>
        on.AnswerAsync(path, selected_user, caller, context, on.DeleteAsync);

    private async Task<IResult> ListAsync(ProjectPath path, Caller caller, HttpContext context)
    {
        var (project, refusal) = await FindAsync(path, caller, context.RequestAborted);
        if (project is null)
            return refusal!;

        return pages.Of(context, await reviewers.ListAsync(HostOf(project), context.Api().Query, PageAnswers.Asked(context), context.RequestAborted), json.Write);
    }

    private async Task<IResult> GetAsync(Project project, User user, CancellationToken cancellation) =>
        await reviewers.HasAsync(HostOf(project), user.Id, cancellation) ? ApiAnswer.Ok(Account.Of(user), accountJson.Write) : NotOne(user);

    private async Task<IResult> PutAsync(Project project, User user, CancellationToken cancellation)
    {
        var person = new Caller.Visitor(user.Id, user.Username, user.DisplayName);
        if (await access.RoleAsync(person, project.WorkspaceId, cancellation) == WorkspaceRole.None)
            return ApiError.BadRequest($"{user.DisplayName} is not a member of the workspace, and cannot review for the project.");

        return await reviewers.AddAsync(HostOf(project), user.Id, cancellation) is { } tooMany ? tooMany : ApiAnswer.Ok(Account.Of(user), accountJson.Write);
    }

    private async Task<IResult> DeleteAsync(Project project, User user, CancellationToken cancellation) =>
        await reviewers.RemoveAsync(HostOf(project), user.Id, cancellation) ? TypedResults.NoContent() : NotOne(user);

    private async Task<IResult> AnswerAsync(
        ProjectPath path, string selected, Caller caller, HttpContext context, Func<Project, User, CancellationToken, Task<IResult>> answer)
    {
        var (project, refusal) = await FindAsync(path, caller, context.RequestAborted);
        if (project is null)
            return refusal!;

        if (await users.FindAsync(selected, context.RequestAborted) is { } user)
            return await answer(project, user, context.RequestAborted);

        return Identifier.TryParseBraced(selected, out var id) && await accounts.FindAsync(id, context.RequestAborted) is { IsTeam: true }
            ? ApiError.BadRequest("A team cannot be a default reviewer.")
            : ApiError.NotFound($"No user '{selected}'.");
    }

    private async Task<(Project? Project, ApiError? Refusal)> FindAsync(ProjectPath path, Caller caller, CancellationToken cancellation)
    {
        if (await workspaces.FindVisibleAsync(path.Workspace, caller, cancellation) is not { } workspace)
            return (null, ApiError.WorkspaceNotFound(path.Workspace));

        if (await projects.FindVisibleAsync(workspace, path.ProjectKey, caller, cancellation) is not { } view)
            return (null, ProjectStore.NotFound(path.ProjectKey));

        return view.Granted == ProjectPermission.Admin
            ? (view.Project, null)
            : (null, ApiError.Forbidden($"Only administrators of the project {view.Project.Key} see and change its default reviewers."));
    }

    private static ReviewedHost HostOf(Project project) => new(project.WorkspaceId, project.Id, null);

    /// <summary>400, as the reference has it for projects.</summary>
    private static ApiError NotOne(User user) => ApiError.BadRequest($"{user.DisplayName} is not a default reviewer of the project.");
}
