using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /repo/create: a form for a new repository; <c>workspace</c> is where, <c>project</c> is chosen beforehand.</summary>
internal sealed class NewRepositoryModel(WorkspaceStore workspaces, ProjectStore projects) : SitePage
{
    private const int Most = 100;

    public IReadOnlyList<WorkspaceAccess> Workspaces { get; private set; } = [];

    /// <summary>Null: there is none to choose.</summary>
    public WorkspaceAccess? Chosen { get; private set; }

    /// <summary>Those in which the visitor may create repositories.</summary>
    public IReadOnlyList<Project> Projects { get; private set; } = [];

    public string? Project { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (Visitor is null)
            return ToSignIn();

        var caller = HttpContext.Api().Caller;
        var asked = Request.Query["workspace"].ToString();
        (Workspaces, Project) = ((await workspaces.ListAccessAsync(caller, administrator: null, CollectionQuery.None, new PageRequest(1, Most), HttpContext.RequestAborted)).Items, Request.Query["project"]);
        Chosen = Workspaces.FirstOrDefault(one => one.Workspace.Slug == asked) ?? Workspaces.FirstOrDefault(one => one.IsAdministrator) ?? (Workspaces.Count > 0 ? Workspaces[0] : null);
        if (Chosen is not { } chosen)
            return Page();

        var all = await projects.ListAsync(chosen.Workspace, CollectionQuery.None, caller, new PageRequest(1, Most), HttpContext.RequestAborted);
        Projects = [.. all.Items.Where(view => chosen.IsAdministrator || view.Granted >= ProjectPermission.CreateRepo).Select(view => view.Project)];
        return Page();
    }
}
