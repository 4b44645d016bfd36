using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>GET /{workspace}/workspace/projects/{project_key}: its repositories.</summary>
internal sealed class ProjectModel(WorkspaceStore workspaces, AccessStore access, ProjectStore projects, RepositoryStore repositories) : WorkspacePage(workspaces, access)
{
    private const int OnAPage = 25;

    public override string Section => "projects";

    public Project Project { get; private set; } = null!;

    public bool MayCreate { get; private set; }

    public string? Text { get; private set; }

    public string? Order { get; private set; }

    public IReadOnlyList<Repository> Repositories { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var (caller, cancellation) = (HttpContext.Api().Caller, HttpContext.RequestAborted);
        if (await projects.FindVisibleAsync(Workspace, Route("project_key"), caller, cancellation) is not { } found)
            return NothingHere();

        (Text, Order) = (Request.Query["q"], Request.Query["sort"]);
        (Project, MayCreate) = (found.Project, found.Granted >= ProjectPermission.CreateRepo);
        var page = Pager.Asked(Request, OnAPage);
        var slice = await repositories.ListAsync(
            new RepositoryFilter(Workspace.Id), RepositorySearch.Read(Text, Order, Project.Key), caller, page, cancellation);
        (Repositories, Pager) = (slice.Items, Pager.Of(Request, page, slice));
        return Page();
    }
}
