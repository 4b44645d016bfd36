using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Users.Endpoints;

/// <summary>GET /2.0/user/emails and GET /2.0/user/emails/{email}; the scope <c>email</c> alone shows the primary address only.</summary>
internal static class UserEmails
{
    /// <summary>The addresses of the caller; the scope <c>email</c> alone shows the primary one only.</summary>
    public static async Task<IResult> ListAsync(Caller caller, UserStore users, EmailJson json, PageAnswers pages, HttpContext context)
    {
        var emails = await ShownAsync(caller, users, context.RequestAborted);
        return pages.Of(context, Slice.Of(EmailQuery.Fields.Apply(context.Api().Query, emails), PageAnswers.Asked(context)), json.Write);
    }

    /// <summary>One address of the caller.</summary>
    public static async Task<IResult> GetAsync(string email, Caller caller, UserStore users, EmailJson json, CancellationToken cancellation)
    {
        var emails = await ShownAsync(caller, users, cancellation);
        return emails.FirstOrDefault(own => own.Email.Equals(email, StringComparison.OrdinalIgnoreCase)) is { } found
            ? ApiAnswer.Ok(found, json.Write)
            : ApiError.NotFound($"{email} is not an address of yours.");
    }

    private static async Task<IReadOnlyList<UserEmail>> ShownAsync(Caller caller, UserStore users, CancellationToken cancellation)
    {
        if (caller.UserId is not { } user)
            return [];

        var all = await users.ListEmailsAsync(user, cancellation);
        return caller.Kind == Credentials.ApiToken || caller.Scopes?.Closure.Contains(Scope.Account) == true ? all : [.. all.Where(email => email.IsPrimary)];
    }
}
