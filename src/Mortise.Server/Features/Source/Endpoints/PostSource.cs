using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source.Uploads;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Endpoints;

/// <summary>POST /2.0/repositories/{workspace}/{repo_slug}/src: a commit of uploaded files; 201 with its address.</summary>
internal static class PostSource
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, SourceFinder finder, UploadReader uploads, SourceCommitter committer,
        SourceDeadline deadline, PublicAddress address, HttpContext context)
    {
        if (await repositories.FindVisibleAsync(path, caller, context.RequestAborted) is not { } repository)
            return ApiError.RepositoryNotFound();

        if (!repository.Allows(RepositoryPermission.Write))
            return ApiError.Forbidden($"You may read {repository.FullName}, but not write to it.");

        var git = finder.Open(repository);
        if (!git.Exists())
            return ApiError.Unavailable($"{repository.FullName} is being created or deleted. Try again in a moment.");

        using var area = UploadArea.Create(git);
        var (upload, refusal) = await uploads.ReadAsync(context, area);
        if (upload is null)
            return refusal!;

        return await deadline.RunAsync(context, async cancellation =>
        {
            var (commit, problem) = await committer.CommitAsync(repository, git, upload, caller, cancellation);
            if (problem is not null)
                return problem;

            // An answer without a type is a failure to some clients, as for 204 (docs/decisions/0009).
            context.Response.Headers.Location = $"{address.Api}/repositories/{repository.FullName}/commit/{commit}";
            context.Response.ContentType = "text/html; charset=utf-8";
            return TypedResults.StatusCode(StatusCodes.Status201Created);
        }, "Send fewer files, or send them in several requests.");
    }
}
