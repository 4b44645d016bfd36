using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Projects.DefaultReviewers;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Features.Workspaces.Grants;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Projects.Pages;

/// <summary>GET /{workspace}/workspace/settings/projects/{project_key}: a project with its permissions and default reviewers; writing goes by the API.</summary>
internal sealed class ProjectSettingsModel(
    WorkspaceStore workspaces, AccessStore access, ProjectStore projects, GrantStore grants, DefaultReviewerStore reviewers) : WorkspaceSettingsPage(workspaces, access)
{
    public Project Project { get; private set; } = null!;

    public GrantList Grants { get; private set; } = null!;

    public ReviewerList Reviewers { get; private set; } = null!;

    /// <summary>The project in the REST API.</summary>
    public string Api => $"/2.0/workspaces/{Workspace.Slug}/projects/{Project.Key}";

    public async Task<IActionResult> OnGetAsync()
    {
        var cancellation = HttpContext.RequestAborted;
        if (await projects.FindVisibleAsync(Workspace, Route("project_key"), Visitor!, cancellation) is not { } view)
            return NothingHere();

        Project = view.Project;
        var on = new GrantSubject(GrantSubjectKind.Project, Workspace.Id, Project.Id);
        var all = new PageRequest(1, GrantList.Most);
        Grants = new GrantList(
            $"{Api}/permissions-config", GrantList.OfProject,
            (await grants.ListAsync(on, GranteeKind.User, all, cancellation)).Items,
            (await grants.ListAsync(on, GranteeKind.Group, all, cancellation)).Items);
        var added = await reviewers.ListAsync(new ReviewedHost(Workspace.Id, Project.Id, null), CollectionQuery.None, all, cancellation);
        Reviewers = new ReviewerList($"{Api}/default-reviewers", added.Items);
        return Page();
    }
}
