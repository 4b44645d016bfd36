using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Projects.DefaultReviewers;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests.Pages;

/// <summary>GET /{workspace}/{repo_slug}/admin/default-reviewers: those of the repository, and those that its project brings; writing goes by the API.</summary>
internal sealed class RepositoryDefaultReviewersModel(RepositoryStore repositories, DefaultReviewerStore reviewers) : RepositorySettingsPage(repositories)
{
    public ReviewerList Own { get; private set; } = null!;

    /// <summary>Of the project, who are not reviewers of the repository itself.</summary>
    public IReadOnlyList<Account> OfProject { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var host = new ReviewedHost(Repository.WorkspaceId, Repository.Project.Id, Repository.Id);
        var all = await reviewers.ListEffectiveAsync(host, CollectionQuery.None, new PageRequest(1, 2 * DefaultReviewer.Most), HttpContext.RequestAborted);
        Own = new ReviewerList($"{Api}/default-reviewers", [.. all.Items.Where(one => one.ReviewerType == "repository")]);
        OfProject = [.. all.Items.Where(one => one.ReviewerType != "repository")];
    }
}
