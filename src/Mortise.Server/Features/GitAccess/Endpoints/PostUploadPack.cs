using Mortise.Git.Transport;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.GitAccess.Endpoints;

/// <summary>POST /{workspace}/{repo_slug}/git-upload-pack: one round of a clone or fetch.</summary>
internal static class PostUploadPack
{
    /// <summary>Bytes of what a client wants and has; a million references fit.</summary>
    private const long MaxRequestBytes = 128 * 1024 * 1024;

    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, GitRequest requests, HttpContext context, ILogger<GitRequest> log)
    {
        var (target, refusal) = await requests.FindAsync(path, caller, RepositoryPermission.Read, context.RequestAborted);
        if (refusal is not null)
            return refusal;

        var (body, unreadable) = GitRequest.Body(context, GitService.UploadPack, MaxRequestBytes);
        if (unreadable is not null)
            return unreadable;

        requests.Begin(context, "application/x-git-upload-pack-result");
        var exit = await UploadPack.ServeAsync(target!.Git, context.Request.Headers["Git-Protocol"], body!, context.Response.Body, context.RequestAborted);
        if (!exit.Succeeded)
            log.LogInformation("upload-pack of {Repository} ended with code {Code}: {Reason}", target.Repository.Id, exit.Code, exit.Reason);

        if (!exit.Succeeded && !context.Response.HasStarted)
            return ApiError.BadRequest("The request is not what git-upload-pack takes.");

        return Results.Empty;
    }
}
