using Microsoft.AspNetCore.Mvc.Filters;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>A page below <c>/{workspace}/{repo_slug}</c>: the repository is there for the visitor, or the page is not.</summary>
internal abstract class RepositoryPage(RepositoryStore repositories) : SitePage
{
    /// <summary>As the visitor sees it; set before the page's handler runs.</summary>
    public Repository Repository { get; private set; } = null!;

    /// <summary>Which entry of the navigation this page belongs to: <c>overview</c>, <c>source</c>, <c>commits</c>, <c>branches</c>, <c>pull-requests</c> or <c>admin</c>.</summary>
    public abstract string Section { get; }

    /// <summary>What the visitor must hold; who holds less is told so, and who may not read finds nothing.</summary>
    protected virtual RepositoryPermission Needed => RepositoryPermission.Read;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        PageHeaders.Set(Response);
        var path = new RepositoryPath(Route("workspace"), Route("repo_slug"));
        if (await repositories.FindVisibleAsync(path, HttpContext.Api().Caller, HttpContext.RequestAborted) is not { } repository)
        {
            context.Result = NothingHere();
            return;
        }

        Repository = repository;
        Subject = new PageSubject { WorkspaceId = repository.WorkspaceId, RepositoryId = repository.Id };
        if (!repository.Allows(Needed))
            context.Result = Visitor is null ? ToSignIn() : NotAllowed($"It takes the permission “{Needed.ToString().ToLowerInvariant()}” on {repository.FullName}; its administrators can give it to you.");
        else
            await next();
    }
}
