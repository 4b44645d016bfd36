using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/watchers: whoever made the repository or fork watches it; the API knows no way to begin or end it.</summary>
internal static class ListWatchers
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, AccountJson accounts, PageAnswers pages, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        return pages.Of(context, await repositories.ListWatchersAsync(repository, PageAnswers.Asked(context), context.RequestAborted), accounts.Write);
    }
}
