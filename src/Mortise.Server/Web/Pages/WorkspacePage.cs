using Microsoft.AspNetCore.Mvc.Filters;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>A page below <c>/{workspace}</c>: the workspace is there for the visitor, or the page is not.</summary>
internal abstract class WorkspacePage(WorkspaceStore workspaces, AccessStore access) : SitePage
{
    /// <summary>As the visitor sees it; set before the page's handler runs.</summary>
    public Workspace Workspace { get; private set; } = null!;

    /// <summary>What the visitor is in the workspace.</summary>
    public WorkspaceRole Role { get; private set; }

    public bool IsOwner => Role == WorkspaceRole.Owner;

    /// <summary>Which entry of the navigation this page belongs to: <c>repositories</c>, <c>projects</c>, <c>pull-requests</c>, <c>members</c> or <c>settings</c>.</summary>
    public abstract string Section { get; }

    /// <summary>What the visitor must be; who is less is told so.</summary>
    protected virtual WorkspaceRole Needed => WorkspaceRole.None;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        PageHeaders.Set(Response);
        var caller = HttpContext.Api().Caller;
        if (await FindAsync(Route("workspace"), caller, HttpContext.RequestAborted) is not { } workspace)
        {
            context.Result = NothingHere();
            return;
        }

        Workspace = workspace;
        Role = await access.RoleAsync(caller, workspace.Id, HttpContext.RequestAborted);
        Subject = new PageSubject { WorkspaceId = workspace.Id };
        if (Role < Needed)
            context.Result = Visitor is null ? ToSignIn() : NotAllowed($"Only {(Needed == WorkspaceRole.Owner ? "owners" : "members")} of {workspace.Name} see it; an owner can make you one.");
        else
            await next();
    }

    /// <summary>The workspace that the page is about, by slug or <c>{uuid}</c>; null: the page is not there for this visitor.</summary>
    protected virtual Task<Workspace?> FindAsync(string identifier, Caller caller, CancellationToken cancellation) =>
        workspaces.FindVisibleAsync(identifier, caller, cancellation);
}
