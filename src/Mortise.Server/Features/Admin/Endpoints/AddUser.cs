using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>POST /_/api/users: makes an account with its personal workspace.</summary>
internal static class AddUser
{
    public static async Task<IResult> HandleAsync(HttpContext context, UserStore users, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var user = new NewUser(body.RequiredText("username")) { DisplayName = body.Text("display_name") ?? "", Emails = body.Texts("emails") };
        if (body.Problem is not null)
            return body.Problem;

        var (made, refused) = await users.AddAsync(user, cancellation);
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
}
