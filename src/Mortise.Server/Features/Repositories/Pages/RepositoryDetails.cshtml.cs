using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Projects;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Repositories.Pages;

/// <summary>GET /{workspace}/{repo_slug}/admin: what a repository is called and where it stands, and the end of it; writing goes by the API.</summary>
internal sealed class RepositoryDetailsModel(RepositoryStore repositories, ProjectStore projects) : RepositorySettingsPage(repositories)
{
    private const int MostProjects = 500;

    /// <summary>Those of the workspace that the visitor may see; the repository's own first.</summary>
    public IReadOnlyList<Project> Projects { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var visible = await projects.ListAsync(Repository.Workspace, CollectionQuery.None, Visitor!, new PageRequest(1, MostProjects), HttpContext.RequestAborted);
        Projects = [Repository.Project, .. visible.Items.Select(view => view.Project).Where(project => project.Id != Repository.Project.Id)];
    }
}
