using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>Removes an app from a workspace: its tokens are worthless at once, and it is told afterwards.</summary>
internal sealed class AppUninstaller(InstallationStore installations, AppIdentityStore identities, ILogger<AppUninstaller> log)
{
    /// <summary>A refusal when there is no such installation, or an install of it is under way; null when it is done.</summary>
    /// <param name="fate">
    /// What becomes of its data; null: they are kept for 30 days. Of one that is uninstalled already the fate can be changed while they are there.
    /// </param>
    public async Task<ApiError?> UninstallAsync(Guid id, DataFate? fate, CancellationToken cancellation)
    {
        if (await installations.RemoveAsync(id, fate, cancellation) is not { } installation)
            return ApiError.NotFound($"There is no installation {id}.");

        if (installation.State == InstallationState.Installing)
            return ApiError.Conflict(InstallRefusals.UnderWay(installation.AppKey, installation.Workspace).Message);

        identities.Forget(installation.ClientKey);
        log.LogInformation("Uninstalled {App} from {Workspace}; its data: {Fate}", installation.AppKey, installation.Workspace, installation.DataFate);
        return null;
    }

    /// <summary>Forgets an uninstalled app on a workspace altogether, its secret too: should it return, it starts anew.</summary>
    public async Task<ApiError?> ForgetAsync(Guid id, CancellationToken cancellation)
    {
        if (await installations.ForgetAsync(id, cancellation) is not { } installation)
            return ApiError.NotFound($"There is no installation {id}.");

        if (installation.State != InstallationState.Removed)
            return ApiError.Conflict($"The app {installation.AppKey} is installed on {installation.Workspace}. Uninstall it first; then it can be forgotten.");

        identities.Forget(installation.ClientKey);
        log.LogInformation("Forgot {ClientKey} of {App} on {Workspace}", installation.ClientKey, installation.AppKey, installation.Workspace);
        return null;
    }
}
