using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>POST /_/api/apps/{id}/update: installs again from the descriptor URL that the installation has</summary>
internal static class AdminUpdateApp
{
    public static async Task<IResult> HandleAsync(
        Guid id, InstallationStore installations, PrincipalStore principals, AppInstaller installer, CancellationToken cancellation)
    {
        if (await installations.FindAsync(id, cancellation) is not { State: not InstallationState.Removed } installation
            || await principals.FindAsync(installation.WorkspaceId, cancellation) is not { } account)
            return ApiError.NotFound($"There is no installation {id}.");

        var outcome = await installer.InstallAsync(new(installation.DescriptorUrl, account, By: null), cancellation);
        return outcome.Installation is null ? InstallAnswers.Refused(outcome) : ApiAnswer.Ok(outcome, InstallationJson.WriteOutcome);
    }
}
