using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Commits.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/commit/{commit}</summary>
internal static class GetCommit
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, CommitFinder commits, CommitAnswers answers, HttpContext context)
    {
        var (repository, id, refusal) = await commits.FindByNameAsync(path, commit, caller, context.RequestAborted);
        if (repository is null)
            return refusal!;

        return await commits.ReadAsync(repository, id, context.RequestAborted) is { } found
            ? await answers.OneAsync(repository, found, context)
            : ApiError.NotFound("Changeset not found.");
    }
}
