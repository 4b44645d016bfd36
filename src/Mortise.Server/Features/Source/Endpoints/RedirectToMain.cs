using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Endpoints;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/src: 302 to the root of the main branch, at the hash it has now (rest.md 20.10).</summary>
internal static class RedirectToMain
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, SourceFinder finder, SourceJson json, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        var git = finder.Open(repository);
        return git.Exists() && await git.FindHeadAsync(context.RequestAborted) is { Commit: { } tip }
            ? TypedResults.Redirect(json.AddressOf(repository.FullName, tip, default, isDirectory: true) + context.Request.QueryString)
            : ApiError.NotFound($"{repository.FullName} is empty: its main branch has no commit yet.");
    }
}
