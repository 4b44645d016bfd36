using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Users;

/// <summary>The account that what a caller writes is written by (docs/decisions/0024-who-wrote-it.md).</summary>
internal static class ActingAccount
{
    /// <summary>
    /// The person; of an app and a consumer the workspace it acts for, also where its token is limited to repositories; of an access token the token
    /// itself. Null for anonymous callers.
    /// </summary>
    public static Guid? Of(Caller caller) => caller switch
    {
        Caller.ResourceToken token => token.Id,
        _ => caller.UserId ?? caller.Access.WorkspaceId ?? caller.ActingApp?.WorkspaceId,
    };
}
