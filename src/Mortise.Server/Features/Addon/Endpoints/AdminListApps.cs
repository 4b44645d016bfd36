using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /_/api/apps?workspace=</summary>
internal static class AdminListApps
{
    public static async Task<IResult> HandleAsync(string? workspace, PrincipalStore principals, InstallationStore installations, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(workspace))
            return ApiAnswer.Ok(await installations.ListAsync(null, cancellation), InstallationJson.WriteAll);

        return await principals.FindAsync(workspace, cancellation) is { } found
            ? ApiAnswer.Ok(await installations.ListAsync(found.Id, cancellation), InstallationJson.WriteAll)
            : ApiError.WorkspaceNotFound(workspace);
    }
}
