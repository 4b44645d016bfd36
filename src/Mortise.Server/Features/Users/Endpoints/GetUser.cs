using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users.Endpoints;

/// <summary>GET /2.0/users/{selected_user}; the account of a team is not found here (rest.md 20.7).</summary>
internal static class GetUser
{
    public static async Task<IResult> HandleAsync(string selected_user, Caller caller, UserStore users, UserAnswers answers, HttpContext context) =>
        await users.FindAsync(selected_user, context.RequestAborted) is { } user
            ? await answers.OneAsync(Account.Of(user), isSelf: false, caller, context)
            : ApiError.NotFound($"No user with identifier '{selected_user}'.");
}
