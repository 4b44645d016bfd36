using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>POST /_/api/apps/{id}/update?dry_run=&amp;accept_scopes=: the bodies of <c>PUT /2.0/addon</c>; the answer says what changed</summary>
/// <remarks>With <c>dry_run</c> nothing changes, and the answer is the same; <c>accept_scopes</c> grants what the descriptor asks for beyond what it has.</remarks>
internal static class AdminUpdateApp
{
    public static async Task<IResult> HandleAsync(Guid id, AppUpdater updater, HttpContext context)
    {
        if (!QueryFlag.TryRead(context, "dry_run", out var dryRun, out var problem) || !QueryFlag.TryRead(context, "accept_scopes", out var accepts, out problem))
            return problem;

        var (source, unreadable) = await UpdateBody.ReadAsync(context);
        if (source is null)
            return unreadable!;

        var outcome = await updater.UpdateAsync(new(id, source, accepts, dryRun), context.RequestAborted);
        return outcome.Succeeded ? ApiAnswer.Ok(outcome, InstallationJson.WriteUpdate) : InstallAnswers.Refused(outcome);
    }
}
