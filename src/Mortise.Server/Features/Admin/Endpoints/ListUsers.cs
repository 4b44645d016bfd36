namespace Mortise.Server.Features.Admin.Endpoints;

/// <summary>GET /_/api/users: every person with an account, closed ones included.</summary>
internal static class ListUsers
{
    public static async Task<IResult> HandleAsync(AdminStore users, CancellationToken cancellation) =>
        AdminAnswers.List(await users.ListUsersAsync(cancellation), AdminJson.WriteUser);
}
