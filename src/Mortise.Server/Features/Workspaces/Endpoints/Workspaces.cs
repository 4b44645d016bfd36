using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Endpoints;

/// <summary>GET /2.0/workspaces and GET /2.0/workspaces/{workspace}</summary>
internal static class Workspaces
{
    private static readonly string[] Roles = ["member", "collaborator", "owner"];

    /// <summary>The workspaces that the caller may see, by slug.</summary>
    public static async Task<IResult> ListAsync(string? role, Caller caller, WorkspaceStore workspaces, WorkspaceJson json, PageAnswers pages, HttpContext context)
    {
        if (role is not null && !Roles.Contains(role, StringComparer.Ordinal))
            return ApiError.BadRequest("Invalid role", $"A role is one of {string.Join(", ", Roles)}.");

        return pages.Of(context, await workspaces.ListAsync(caller, role, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted), json.Write);
    }

    /// <summary>A workspace: public, or one that the caller belongs to.</summary>
    public static async Task<IResult> GetAsync(string workspace, Caller caller, WorkspaceStore workspaces, WorkspaceJson json, CancellationToken cancellation) =>
        await workspaces.FindVisibleAsync(workspace, caller, cancellation) is { } found
            ? ApiAnswer.Ok(found, json.Write)
            : ApiError.WorkspaceNotFound(workspace);
}
