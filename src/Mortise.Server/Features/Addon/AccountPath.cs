using Microsoft.AspNetCore.Mvc;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon;

/// <summary>The account whose apps a request is about.</summary>
/// <param name="Username">A workspace's slug, a person's username, or either's UUID in braces.</param>
internal sealed record AccountPath([FromRoute(Name = "username")] string Username)
{
    /// <summary>The account, where the caller owns it: 404 for one that the caller is not in, 403 for one that the caller does not own.</summary>
    public async Task<(Principal? Account, ApiError? Refusal)> FindOwnedAsync(
        PrincipalStore principals, AccessStore access, Caller caller, CancellationToken cancellation)
    {
        if (await principals.FindAsync(Username, cancellation) is not { } account)
            return (null, ApiError.WorkspaceNotFound(Username));

        return await access.RoleAsync(caller, account.Id, cancellation) switch
        {
            WorkspaceRole.Owner => (account, null),
            WorkspaceRole.Member => (null, ApiError.Forbidden("Only owners of a workspace manage its apps.")),
            _ => (null, ApiError.WorkspaceNotFound(Username)),
        };
    }
}
