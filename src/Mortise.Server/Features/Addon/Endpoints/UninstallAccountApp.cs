using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>DELETE /2.0/account/{username}/addons/{id}</summary>
/// <remarks>Not in the published reference. Source: what atlassian-connect-express calls when it registers itself (connect.md 6.2).</remarks>
internal static class UninstallAccountApp
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] AccountPath path, string id, Caller caller, PrincipalStore principals, AccessStore access, InstallationStore installations,
        AppUninstaller uninstaller, CancellationToken cancellation)
    {
        var (account, refusal) = await path.FindOwnedAsync(principals, access, caller, cancellation);
        if (account is null)
            return refusal!;

        if (!Guid.TryParse(id, out var installation) || (await installations.FindAsync(installation, cancellation))?.WorkspaceId != account.Id)
            return ApiError.NotFound($"There is no installation {id} on {account.Slug}.");

        return await uninstaller.UninstallAsync(installation, fate: null, cancellation) is { } problem ? problem : TypedResults.NoContent();
    }
}
