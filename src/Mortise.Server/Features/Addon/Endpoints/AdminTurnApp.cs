using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>POST /_/api/apps/{id}/enable and /disable</summary>
internal static class AdminTurnApp
{
    public static Task<IResult> EnableAsync(Guid id, AppSwitch apps, CancellationToken cancellation) => TurnAsync(id, true, apps, cancellation);

    public static Task<IResult> DisableAsync(Guid id, AppSwitch apps, CancellationToken cancellation) => TurnAsync(id, false, apps, cancellation);

    private static async Task<IResult> TurnAsync(Guid id, bool on, AppSwitch apps, CancellationToken cancellation)
    {
        var (installation, problem) = await apps.TurnAsync(id, on, cancellation);
        return installation is null ? problem! : ApiAnswer.Ok(installation, InstallationJson.Write);
    }
}
