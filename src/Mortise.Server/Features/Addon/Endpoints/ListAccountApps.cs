using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Endpoints;

/// <summary>GET /2.0/account/{username}/addons</summary>
/// <remarks>Not in the published reference. Source: what atlassian-connect-express calls when it registers itself (connect.md 6.2).</remarks>
internal static class ListAccountApps
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] AccountPath path, Caller caller, PrincipalStore principals, AccessStore access,
        InstallationStore installations, CancellationToken cancellation)
    {
        var (account, refusal) = await path.FindOwnedAsync(principals, access, caller, cancellation);
        return account is null ? refusal! : ApiAnswer.Ok(await installations.ListAsync(account.Id, cancellation), InstallationJson.WriteAll);
    }
}
