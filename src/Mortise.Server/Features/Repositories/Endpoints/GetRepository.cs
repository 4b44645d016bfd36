using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}</summary>
internal static class GetRepository
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, RepositoryAnswers answers, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is { } repository)
            return await answers.OneAsync(repository, caller, context);

        return await repositories.FindRenamedAsync(path, caller, context.RequestAborted) is { } renamed
            ? answers.MovedTo(renamed, context)
            : ApiError.RepositoryNotFound();
    }
}
