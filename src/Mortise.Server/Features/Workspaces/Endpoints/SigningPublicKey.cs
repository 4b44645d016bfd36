using Mortise.Server.Features.Workspaces.Signing;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Endpoints;

/// <summary>GET /2.0/workspaces/{workspace}/settings/gpg/public-key</summary>
internal static class SigningPublicKey
{
    /// <summary>The public key that belongs to the signatures of commits which the host writes in a workspace: merges, squashes, uploads. Text in ASCII, for <c>gpg --import</c>.</summary>
    public static async Task<IResult> GetAsync(
        string workspace, Caller caller, WorkspaceStore workspaces, AccessStore access, WorkspaceSigner signer, CancellationToken cancellation)
    {
        var (found, refusal) = await WorkspaceMembers.FindAsync(workspace, caller, workspaces, access, cancellation);
        if (found is null)
            return refusal!;

        return signer.IsOn && await signer.GetPublicAsync(found.Id, cancellation) is { } key
            ? TypedResults.Text(key, "text/plain")
            : ApiError.NotFound("This host does not sign commits: Mortise:Signing is off.");
    }
}
