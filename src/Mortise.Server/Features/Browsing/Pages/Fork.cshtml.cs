using Microsoft.AspNetCore.Mvc;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing.Pages;

/// <summary>GET /{workspace}/{repo_slug}/fork: a form for a copy of the repository in another workspace.</summary>
internal sealed class ForkModel(RepositoryStore repositories, WorkspaceStore workspaces) : RepositoryPage(repositories)
{
    private const int Most = 100;

    public override string Section => "overview";

    /// <summary>Where a fork may stand.</summary>
    public IReadOnlyList<Workspace> Workspaces { get; private set; } = [];

    public bool IsAllowed => Repository.ForkPolicy != "no_forks";

    public async Task<IActionResult> OnGetAsync()
    {
        if (Visitor is null)
            return ToSignIn();

        var slice = await workspaces.ListAccessAsync(HttpContext.Api().Caller, administrator: true, CollectionQuery.None, new PageRequest(1, Most), HttpContext.RequestAborted);
        Workspaces = [.. slice.Items.Select(one => one.Workspace)];
        return Page();
    }
}
