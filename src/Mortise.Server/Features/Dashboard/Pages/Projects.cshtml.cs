using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>GET /{workspace}/workspace/projects</summary>
internal sealed class ProjectsModel(WorkspaceStore workspaces, AccessStore access, ProjectStore projects) : WorkspacePage(workspaces, access)
{
    private const int OnAPage = 50;

    public override string Section => "projects";

    public IReadOnlyList<Project> Projects { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var page = Pager.Asked(Request, OnAPage);
        var slice = await projects.ListAsync(Workspace, CollectionQuery.None, HttpContext.Api().Caller, page, HttpContext.RequestAborted);
        (Projects, Pager) = ([.. slice.Items.Select(static view => view.Project)], Pager.Of(Request, page, slice));
        return Page();
    }
}
