using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects;

/// <summary>Projects on the wire: schema <c>project</c>.</summary>
internal sealed class ProjectJson(PublicAddress address, AccountJson accounts, WorkspaceJson workspaces)
{
    /// <summary>A project with the workspace it stands in and the account that owns it.</summary>
    internal readonly record struct ProjectView(Project Project, Workspace Workspace, Account Owner, bool HasPublicRepositories)
    {
        /// <summary>What the caller holds on it, where it was read for one.</summary>
        public ProjectPermission Granted { get; init; }
    }

    public void Write(ObjectWriter o, ProjectView view)
    {
        var (project, workspace, owner, hasPublic) = view;
        o.Write("type", "project");
        o.Write("uuid", PublicAddress.Braced(project.Id));
        o.Write("key", project.Key);
        o.Write("name", project.Name);
        o.Write("description", project.Description, Shown.Full);
        o.Write("is_private", project.IsPrivate, Shown.Full);
        o.Write("has_publicly_visible_repos", hasPublic, Shown.Full);
        o.Embedded("owner", owner, accounts.Write, Shown.Full);
        o.Embedded("workspace", workspace, workspaces.Write, Shown.Full);
        o.Write("created_on", Timestamp.Micro(project.CreatedOn), Shown.Full);
        o.Write("updated_on", Timestamp.Micro(project.UpdatedOn), Shown.Full);
        o.Object("links", view, WriteLinks);
    }

    private void WriteLinks(ObjectWriter o, ProjectView view)
    {
        var (project, workspace, _, _) = view;
        o.Link("self", $"{address.Api}/workspaces/{workspace.Slug}/projects/{project.Key}");
        o.Link("html", $"{address.Origin}/{workspace.Slug}/workspace/projects/{project.Key}");
        o.Link("avatar", $"{address.Origin}/account/user/{workspace.Slug}/projects/{project.Key}/avatar/");
        o.Link("repositories", $"{address.Api}/repositories/{workspace.Slug}?q=project.key%3D%22{project.Key}%22", Shown.Full);
    }
}
