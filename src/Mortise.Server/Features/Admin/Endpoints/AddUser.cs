using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>POST /_/api/users: makes an account with its personal workspace, and where one is given with a password.</summary>
internal static class AddUser
{
    public static async Task<IResult> HandleAsync(HttpContext context, UserStore users, PasswordStore passwords, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var user = new NewUser(body.RequiredText("username")) { DisplayName = body.Text("display_name") ?? "", Emails = body.Texts("emails") };
        var password = body.Text("password");
        if ((body.Problem ?? WhyNot(password)) is { } problem)
            return problem;

        var (made, refused) = await users.AddAsync(user, cancellation);
        if (made is not null && password is not null)
            await passwords.AddAsync(made.Id, password, cancellation);

        return made is null
            ? refused!
            : AdminAnswers.Created(o => AdminJson.WriteUser(o, new AdminStore.UserRow
            {
                Id = made.Id,
                Username = made.Username,
                DisplayName = made.DisplayName,
                AccountId = made.AccountId,
                AccountStatus = made.AccountStatus,
                Email = user.Emails.Count > 0 ? user.Emails[0] : null,
            }));
    }

    /// <summary>Why it may not be a person's password; null: it may, or there is none.</summary>
    public static ApiError? WhyNot(string? password) => password is null or { Length: >= PasswordStore.Fewest and <= PasswordStore.Most }
        ? null
        : ApiError.InvalidField("password", $"A password has {PasswordStore.Fewest} to {PasswordStore.Most} characters.");
}
