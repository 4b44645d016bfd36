using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>DELETE /2.0/addon: the calling installation uninstalls itself; its data are kept for 30 days</summary>
internal static class DeleteAddon
{
    public static async Task<IResult> HandleAsync(Caller caller, AppUninstaller uninstaller, CancellationToken cancellation) =>
        await uninstaller.UninstallAsync(((Caller.App)caller).InstallationId, fate: null, cancellation) is { } refusal ? refusal : TypedResults.NoContent();
}
