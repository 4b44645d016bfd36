using System.Globalization;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>GET /2.0/repositories (public ones, or with <c>role</c> the caller's own) and GET /2.0/repositories/{workspace} (visible ones).</summary>
internal static class ListRepositories
{
    /// <summary>Public repositories of all workspaces, or with <c>role</c> those that the caller holds it on; <c>q</c> needs <c>role</c>.</summary>
    public static async Task<IResult> AllAsync(
        string? role, string? after, Caller caller, RepositoryStore repositories, RepositoryAnswers answers, HttpContext context)
    {
        if (!TryRole(role, out var asked))
            return InvalidRole();

        if (asked is null && context.Api().Query.HasFilter)
            return ApiError.BadRequest("Invalid query", "The list of all repositories takes q only together with role: one of member, contributor, admin, owner.");

        DateTimeOffset? since = null;
        if (after is not null)
        {
            // A plus sign of an offset that came undecoded reads as a blank.
            if (!DateTimeOffset.TryParse(after.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                return ApiError.BadRequest("Invalid after", "It is an instant such as 2026-01-31T12:00:00+00:00.");

            since = parsed;
        }

        var filter = new RepositoryFilter(Role: asked, OnlyPublic: asked is null, CreatedAfter: since);
        return await answers.PageAsync(await PageAsync(filter, caller, repositories, context), caller, context);
    }

    /// <summary>The repositories of a workspace that the caller may see, oldest first.</summary>
    public static async Task<IResult> OfWorkspaceAsync(
        string workspace, string? role, Caller caller, WorkspaceStore workspaces, RepositoryStore repositories, RepositoryAnswers answers, HttpContext context)
    {
        if (await workspaces.FindVisibleAsync(workspace, caller, context.RequestAborted) is not { } found)
            return ApiError.WorkspaceNotFound(workspace);

        if (!TryRole(role, out var asked))
            return InvalidRole();

        return await answers.PageAsync(await PageAsync(new RepositoryFilter(found.Id, asked), caller, repositories, context), caller, context);
    }

    private static Task<Slice<Repository>> PageAsync(RepositoryFilter filter, Caller caller, RepositoryStore repositories, HttpContext context) =>
        repositories.ListAsync(filter, context.Api().Query, caller, PageAnswers.Asked(context), context.RequestAborted);

    internal static bool TryRole(string? text, out RepositoryRole? role)
    {
        role = text switch
        {
            "member" => RepositoryRole.Member,
            "contributor" => RepositoryRole.Contributor,
            "admin" => RepositoryRole.Admin,
            "owner" => RepositoryRole.Owner,
            _ => null,
        };
        return text is null || role is not null;
    }

    internal static ApiError InvalidRole() => ApiError.BadRequest("Invalid role", "A role is one of member, contributor, admin, owner.");
}
