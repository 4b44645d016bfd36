using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /_/api/apps?workspace=&amp;removed=: what is installed, or what was and is not forgotten</summary>
internal static class AdminListApps
{
    public static async Task<IResult> HandleAsync(string? workspace, PrincipalStore principals, InstallationStore installations, HttpContext context)
    {
        if (!QueryFlag.TryRead(context, "removed", out var removed, out var problem))
            return problem;

        var cancellation = context.RequestAborted;
        if (string.IsNullOrEmpty(workspace))
            return ApiAnswer.Ok(await installations.ListAsync(null, cancellation, removed), InstallationJson.WriteAll);

        return await principals.FindAsync(workspace, cancellation) is { } found
            ? ApiAnswer.Ok(await installations.ListAsync(found.Id, cancellation, removed), InstallationJson.WriteAll)
            : ApiError.WorkspaceNotFound(workspace);
    }
}
