using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>PUT /2.0/addon: the calling installation goes over to a new descriptor</summary>
/// <remarks>
/// 204 also when nothing changed. Source: Bitbucket Cloud docs, "Update an installed app"; no callback follows (connect.md 6.6).
/// </remarks>
internal static class UpdateAddon
{
    public static async Task<IResult> HandleAsync(Caller caller, AppUpdater updater, HttpContext context)
    {
        var (source, problem) = await UpdateBody.ReadAsync(context);
        if (source is null)
            return problem!;

        var app = (Caller.App)caller;
        var outcome = await updater.UpdateAsync(new(app.InstallationId, source), context.RequestAborted);
        return outcome.Succeeded ? TypedResults.NoContent() : InstallAnswers.RefusedToApp(outcome);
    }
}
