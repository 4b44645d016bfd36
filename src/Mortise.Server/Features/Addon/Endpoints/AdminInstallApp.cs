using System.Text.Json;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>POST /_/api/apps: <c>{"url", "workspace", "move"}</c></summary>
/// <remarks><c>move</c> lets an app key go over from the descriptor that owns it to this one.</remarks>
internal static class AdminInstallApp
{
    public static async Task<IResult> HandleAsync(PrincipalStore principals, AppInstaller installer, PublicAddress address, HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
            return problem!;

        var (url, noUrl) = body.RequiredText("url");
        var (workspace, noWorkspace) = body.RequiredText("workspace");
        if ((noUrl ?? noWorkspace) is { } missing)
            return missing;

        if (await principals.FindAsync(workspace!, context.RequestAborted) is not { } account)
            return ApiError.WorkspaceNotFound(workspace!);

        var move = body.Root.TryGetProperty("move", out var flag) && flag.ValueKind == JsonValueKind.True;
        var outcome = await installer.InstallAsync(new(url!, account, By: null, move), context.RequestAborted);
        return outcome.Installation is { } installation
            ? ApiAnswer.Created($"{address.Origin}/_/api/apps/{installation.Id:D}", outcome, InstallationJson.WriteOutcome)
            : InstallAnswers.Refused(outcome.Report);
    }
}
