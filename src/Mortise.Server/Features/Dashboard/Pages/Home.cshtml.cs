using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard.Pages;

/// <summary>GET /{workspace}/: the repositories of a workspace, by slug or <c>{uuid}</c>; of a person also the profile.</summary>
/// <remarks>The profile of a person is there for everybody, as <c>GET /2.0/users</c> is; of a workspace that the visitor does not see it shows what is public.</remarks>
internal sealed class HomeModel(WorkspaceStore workspaces, AccessStore access, UserStore users, RepositoryStore repositories) : WorkspacePage(workspaces, access)
{
    private const int OnAPage = 25;

    private readonly WorkspaceStore workspaces = workspaces;
    private readonly AccessStore access = access;

    public override string Section => "repositories";

    /// <summary>Whose profile it is; null of a team.</summary>
    public User? Person { get; private set; }

    /// <summary>Whether the visitor sees the workspace, and not the profile alone.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the visitor may make repositories here.</summary>
    public bool MayCreate { get; private set; }

    public string? Text { get; private set; }

    public string? Order { get; private set; }

    public IReadOnlyList<Repository> Repositories { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var (caller, cancellation) = (HttpContext.Api().Caller, HttpContext.RequestAborted);
        (Text, Order) = (Request.Query["q"], Request.Query["sort"]);
        if (!Workspace.IsTeam)
        {
            Person = await users.FindAsync(Workspace.Id, cancellation);
            Subject = new PageSubject { WorkspaceId = Workspace.Id, TargetUser = Workspace.Id };
        }

        MayCreate = await access.MayCreateSomewhereAsync(caller, Workspace.Id, cancellation);
        var page = Pager.Asked(Request, OnAPage);
        var slice = await repositories.ListAsync(new RepositoryFilter(Workspace.Id), RepositorySearch.Read(Text, Order), caller, page, cancellation);
        (Repositories, Pager) = (slice.Items, Pager.Of(Request, page, slice));
        return Page();
    }

    protected override async Task<Workspace?> FindAsync(string identifier, Caller caller, CancellationToken cancellation)
    {
        if (await base.FindAsync(identifier, caller, cancellation) is { } visible)
        {
            IsOpen = true;
            return visible;
        }

        return await users.FindAsync(identifier, cancellation) is { } person ? await workspaces.FindAsync(PublicAddress.Braced(person.Id), cancellation) : null;
    }
}
