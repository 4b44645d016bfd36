using Mortise.Query.Paging;
using Mortise.Server.Features.Workspaces.Grants;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Repositories.Pages;

/// <summary>GET /{workspace}/{repo_slug}/admin/permissions: who was given what; writing goes by the API.</summary>
internal sealed class RepositoryPermissionsModel(RepositoryStore repositories, GrantStore grants) : RepositorySettingsPage(repositories)
{
    public GrantList Grants { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var on = new GrantSubject(GrantSubjectKind.Repository, Repository.WorkspaceId, Repository.Id);
        var all = new PageRequest(1, GrantList.Most);
        Grants = new GrantList(
            $"{Api}/permissions-config", GrantList.OfRepository,
            (await grants.ListAsync(on, GranteeKind.User, all, HttpContext.RequestAborted)).Items,
            (await grants.ListAsync(on, GranteeKind.Group, all, HttpContext.RequestAborted)).Items);
    }
}
