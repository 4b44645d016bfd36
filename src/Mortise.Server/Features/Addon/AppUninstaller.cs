using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>Removes an app from a workspace: its tokens are worthless at once, and it is told afterwards.</summary>
internal sealed class AppUninstaller(InstallationStore installations, AppIdentityStore identities, ILogger<AppUninstaller> log)
{
    /// <summary>A refusal when there is no such installation, or an install of it is under way; null when it is done.</summary>
    public async Task<ApiError?> UninstallAsync(Guid id, CancellationToken cancellation)
    {
        if (await installations.RemoveAsync(id, cancellation) is not { } installation)
            return ApiError.NotFound($"There is no installation {id}.");

        if (installation.State == InstallationState.Installing)
            return ApiError.Conflict(
                $"An install of {installation.AppKey} on {installation.Workspace} is under way. "
                + "Wait until its callback is answered, at most a minute, and try again.");

        identities.Forget(installation.ClientKey);
        log.LogInformation("Uninstalled {App} from {Workspace}", installation.AppKey, installation.Workspace);
        return null;
    }
}
