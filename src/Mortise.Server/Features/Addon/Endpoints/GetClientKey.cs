using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /2.0/addon/{addon_key}/client-key: the client key of an app, for itself and for the successor that its descriptor names</summary>
/// <remarks>
/// Source: Bitbucket Cloud docs, "Connect to Forge migration tooling". The shape of the answer is a decision of ours (connect.md 19).
/// Looked for on the caller's workspace alone, so that nobody learns where else an app is installed.
/// </remarks>
internal static class GetClientKey
{
    public static async Task<IResult> HandleAsync(
        string addon_key, Caller caller, InstallationStore installations, InstalledDescriptors descriptors, CancellationToken cancellation)
    {
        if (caller is Caller.App own && own.AppKey.Value == addon_key)
            return Answer(own.ClientKey);

        var workspace = caller is Caller.ForgeApp { Workspace: var its } ? its : ((Caller.App)caller).WorkspaceId;
        if (!AppKey.TryParse(addon_key, out var key) || await installations.FindAsync(workspace, key, cancellation) is not { } installation)
            return ApiError.NotFound($"No app '{addon_key}' is installed on the workspace of this credential.");

        var linked = (await descriptors.FindAsync(installation.Id, cancellation))?.Descriptor.ForgeAppId;
        return caller is Caller.ForgeApp successor && successor.ForgeAppId == linked
            ? Answer(installation.ClientKey)
            : ApiError.Forbidden($"Only the app '{addon_key}' itself, and the app that its descriptor names as 'forgeAppId', may read its client key.");
    }

    private static ApiAnswer<string> Answer(string clientKey) => ApiAnswer.Ok(clientKey, static (o, clientKey) => o.Write("client_key", clientKey));
}
