using Mortise.Server.Features.Workspaces.Grants;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>GET, PUT, DELETE of /2.0/repositories/{workspace}/{repo_slug}/permissions-config/{users,groups}[/…]: for administrators of the repository.</summary>
internal sealed class RepositoryGrants(RepositoryStore repositories, RepositoryAnswers answers, RepositoryJson json, GrantRequests grants, PublicAddress address)
{
    private static readonly string[] Levels = ["read", "write", "admin"];

    private GrantRequests Grants { get; } = grants;

    public static Task<IResult> ListUsersAsync([AsParameters] RepositoryPath path, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.ListAsync(host, GranteeKind.User, context));

    public static Task<IResult> GetUserAsync([AsParameters] RepositoryPath path, string selected_user_id, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.GetAsync(host, GranteeKind.User, selected_user_id, context));

    public static Task<IResult> PutUserAsync([AsParameters] RepositoryPath path, string selected_user_id, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.PutAsync(host, GranteeKind.User, selected_user_id, context));

    public static Task<IResult> DeleteUserAsync([AsParameters] RepositoryPath path, string selected_user_id, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.DeleteAsync(host, GranteeKind.User, selected_user_id, context));

    public static Task<IResult> ListGroupsAsync([AsParameters] RepositoryPath path, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.ListAsync(host, GranteeKind.Group, context));

    public static Task<IResult> GetGroupAsync([AsParameters] RepositoryPath path, string group_slug, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.GetAsync(host, GranteeKind.Group, group_slug, context));

    public static Task<IResult> PutGroupAsync([AsParameters] RepositoryPath path, string group_slug, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.PutAsync(host, GranteeKind.Group, group_slug, context));

    public static Task<IResult> DeleteGroupAsync([AsParameters] RepositoryPath path, string group_slug, Caller caller, RepositoryGrants on, HttpContext context) =>
        on.AnswerAsync(path, caller, context, host => on.Grants.DeleteAsync(host, GranteeKind.Group, group_slug, context));

    private async Task<IResult> AnswerAsync(RepositoryPath path, Caller caller, HttpContext context, Func<GrantHost, Task<IResult>> answer)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        if (!repository.Allows(RepositoryPermission.Admin))
            return ApiError.Forbidden($"Only administrators of {repository.FullName} see and change who may do what with it.");

        var fields = context.Api().Fields.Root;
        var asked = (fields.Member("values") ?? fields).Member("repository", embedded: true);
        var view = (await answers.ViewsAsync([repository], asked, caller, context.RequestAborted))[0];
        return await answer(new GrantHost(new GrantSubject(GrantSubjectKind.Repository, repository.WorkspaceId, repository.Id), repository.Workspace)
        {
            Member = "repository",
            Levels = Levels,
            Address = $"{address.Api}/repositories/{repository.FullName}/permissions-config",
            Write = o => o.Embedded("repository", view, json.Write),
        });
    }
}
