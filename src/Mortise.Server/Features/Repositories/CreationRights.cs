using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories;

/// <summary>Who may make a repository in a workspace: its owners, and who may in the project that they name.</summary>
internal sealed class CreationRights(AccessStore access, ProjectStore projects)
{
    /// <summary>Whether the caller owns the workspace; or a refusal.</summary>
    public async Task<(bool IsOwner, ApiError? Refusal)> AskAsync(Workspace workspace, string? project, Caller caller, CancellationToken cancellation)
    {
        if (await access.RoleAsync(caller, workspace.Id, cancellation) == WorkspaceRole.Owner)
            return (true, null);

        return project is not null && await projects.FindVisibleAsync(workspace, project, caller, cancellation) is { Granted: >= ProjectPermission.CreateRepo }
            ? (false, null)
            : (false, ApiError.Forbidden(project is null
                ? $"Only owners of the workspace {workspace.Slug} create repositories without naming a project."
                : $"You may not create repositories in the project {project} of the workspace {workspace.Slug}."));
    }
}
