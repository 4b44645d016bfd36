using Mortise.Git.Transport;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.GitAccess.Endpoints;

/// <summary>GET /{workspace}/{repo_slug}/info/refs?service=…: what a fetch or a push begins with.</summary>
internal static class GetInfoRefs
{
    public static async Task<IResult> OfUploadPackAsync([AsParameters] RepositoryPath path, Caller caller, GitRequest requests, HttpContext context)
    {
        var (target, refusal) = await requests.FindAsync(path, caller, RepositoryPermission.Read, context.RequestAborted);
        if (refusal is not null)
            return refusal;

        requests.Begin(context, "application/x-git-upload-pack-advertisement");
        var exit = await UploadPack.AdvertiseAsync(target!.Git, context.Request.Headers["Git-Protocol"], context.Response.Body, context.RequestAborted);
        exit.Require("upload-pack");
        return Results.Empty;
    }

    public static async Task<IResult> OfReceivePackAsync([AsParameters] RepositoryPath path, Caller caller, GitRequest requests, HttpContext context)
    {
        var (target, refusal) = await requests.FindAsync(path, caller, RepositoryPermission.Write, context.RequestAborted);
        if (refusal is not null)
            return refusal;

        requests.Begin(context, "application/x-git-receive-pack-advertisement");
        await ReceivePack.AdvertiseAsync(target!.Git, context.Response.Body, context.RequestAborted);
        return Results.Empty;
    }

    /// <summary>Clients from before 2010 ask without a service and then read files one by one.</summary>
    public static async Task<IResult> OfUnknown([AsParameters] RepositoryPath path, Caller caller, GitRequest requests, HttpContext context)
    {
        var (_, refusal) = await requests.FindAsync(path, caller, RepositoryPermission.Read, context.RequestAborted);
        return refusal ?? ApiError.Forbidden("This host speaks git's smart protocol: ask for ?service=git-upload-pack or ?service=git-receive-pack.");
    }
}
