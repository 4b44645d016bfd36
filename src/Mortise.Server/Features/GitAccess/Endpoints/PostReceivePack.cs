using Mortise.Git.Transport;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.GitAccess.Endpoints;

/// <summary>POST /{workspace}/{repo_slug}/git-receive-pack: a push.</summary>
internal static class PostReceivePack
{
    /// <summary>Bytes of commands and capabilities before the pack.</summary>
    private const long MaxCommandBytes = 16 * 1024 * 1024;

    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, GitRequest requests, PushService pushes, GitOptions options,
        HttpContext context, ILogger<GitRequest> log)
    {
        var (target, refusal) = await requests.FindAsync(path, caller, RepositoryPermission.Write, context.RequestAborted);
        if (refusal is not null)
            return refusal;

        var most = Math.Min(options.MaxPushBytes, long.MaxValue - MaxCommandBytes) + MaxCommandBytes;
        var (body, unreadable) = GitRequest.Body(context, GitService.ReceivePack, most);
        if (unreadable is not null)
            return unreadable;

        GitRequest.WaitForBody(context);
        requests.Begin(context, "application/x-git-receive-pack-result");
        var limits = new ReceiveLimits { MaxPackBytes = options.MaxPushBytes, MaxCommands = options.MaxPushReferences };
        try
        {
            var result = await ReceivePack.ReceiveAsync(
                target!.Git, body!, context.Response.Body, limits,
                (push, cancellation) => pushes.ApplyAsync(target, push, caller, cancellation), context.RequestAborted);
            return result.Status == ReceiveStatus.Malformed ? ApiError.BadRequest($"This is not a push: {result.Problem}.") : Results.Empty;
        }
        catch (InvalidDataException broken)
        {
            return ApiError.BadRequest("The body is not gzip, though the request says so.", broken.Message);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            log.LogInformation(broken, "A push to {Repository} broke off", target!.Repository.Id);
            context.Abort();
            return Results.Empty;
        }
    }
}
