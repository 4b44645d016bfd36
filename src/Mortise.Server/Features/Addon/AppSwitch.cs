using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>Disables an app on a workspace without uninstalling it, and enables it again; the app is told afterwards (connect.md 6.8).</summary>
internal sealed class AppSwitch(InstallationStore installations, AppIdentityStore identities, ILogger<AppSwitch> log)
{
    /// <summary>The installation as it is now, also where it was so already; or why not.</summary>
    public async Task<(Installation? Installation, ApiError? Problem)> TurnAsync(Guid id, bool on, CancellationToken cancellation)
    {
        if (await installations.TurnAsync(id, on, cancellation) is not { } installation)
            return (null, ApiError.NotFound($"There is no installation {id}."));

        if (installation.State == InstallationState.Installing)
            return (null, ApiError.Conflict(InstallRefusals.UnderWay(installation.AppKey, installation.Workspace).Message));

        identities.Forget(installation.ClientKey);
        log.LogInformation("{App} on {Workspace} is {State}", installation.AppKey, installation.Workspace, installation.State);
        return (installation, null);
    }
}
