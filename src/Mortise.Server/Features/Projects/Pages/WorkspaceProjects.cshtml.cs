using Mortise.Query;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Projects.Pages;

/// <summary>GET /{workspace}/workspace/settings/projects: the projects of a workspace; writing goes by the API.</summary>
internal sealed class WorkspaceProjectsModel(WorkspaceStore workspaces, AccessStore access, ProjectStore projects) : WorkspaceSettingsPage(workspaces, access)
{
    private const int PageLength = 50;

    public IReadOnlyList<Project> Projects { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var page = Pager.Asked(Request, PageLength);
        var all = await projects.ListAsync(Workspace, CollectionQuery.None, Visitor!, page, HttpContext.RequestAborted);
        Projects = [.. all.Items.Select(view => view.Project)];
        Pager = Pager.Of(Request, page, all);
    }
}
