using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>PUT /_/api/users/{username}/password: <c>{"password"}</c>; ends the person's sessions.</summary>
internal static class SetPassword
{
    public static async Task<IResult> HandleAsync(string username, HttpContext context, UserStore users, PasswordStore passwords, CancellationToken cancellation)
    {
        var (json, refusal) = await JsonBody.ReadAsync(context);
        if (json is null)
            return refusal!;

        var body = new AdminBody(json);
        var password = body.RequiredText("password");
        if ((body.Problem ?? AddUser.WhyNot(password)) is { } problem)
            return problem;

        if (await users.FindByUsernameAsync(username, cancellation) is not { } user)
            return ApiError.NotFound($"There is no user '{username}'.");

        await passwords.SetAsync(user.Id, password, cancellation);
        return TypedResults.NoContent();
    }
}
