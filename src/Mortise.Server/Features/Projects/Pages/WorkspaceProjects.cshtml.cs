using System.Globalization;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Projects.Pages;

/// <summary>GET /{workspace}/workspace/settings/projects: the projects of a workspace; writing goes by the API.</summary>
internal sealed class WorkspaceProjectsModel(WorkspaceStore workspaces, AccessStore access, ProjectStore projects) : WorkspaceSettingsPage(workspaces, access)
{
    private const int PageLength = 50;

    public Slice<Project> Projects { get; private set; } = new([], 0);

    public int Number { get; private set; } = 1;

    public bool HasMore => (long)Number * PageLength < Projects.Size;

    public async Task OnGetAsync()
    {
        Number = int.TryParse(Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 0 and < 100_000 ? asked : 1;
        var all = await projects.ListAsync(Workspace, CollectionQuery.None, Visitor!, new PageRequest(Number, PageLength), HttpContext.RequestAborted);
        Projects = all.Select(view => view.Project);
    }
}
