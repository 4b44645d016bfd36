using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users.Endpoints;

/// <summary>GET /2.0/user</summary>
/// <remarks>An app is the account it is installed on; an access token is an account of its own.</remarks>
internal static class GetCaller
{
    public static async Task<IResult> HandleAsync(Caller caller, AccountStore accounts, UserAnswers answers, AppUserJson appUsers, HttpContext context)
    {
        if (caller is Caller.ResourceToken token)
            return ApiAnswer.Ok(token, appUsers.Write);

        if (caller.Access.Repositories is not null)
            return ApiError.Forbidden("This token is limited to repositories; it is no account.");

        return (caller.UserId ?? caller.Access.WorkspaceId) is { } id && await accounts.FindAsync(id, context.RequestAborted) is { } account
            ? await answers.OneAsync(account, isSelf: true, caller, context)
            : ApiError.InvalidToken();
    }
}
