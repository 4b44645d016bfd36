using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Features.ApplicationProperties.Endpoints;

/// <summary>GET, PUT, DELETE /2.0/users/{selected_user}/properties/{app_key}/{property_name}</summary>
internal static class UserProperty
{
    public static async Task<IResult> GetAsync(
        string selected_user, [AsParameters] PropertyPath property, Caller caller, UserStore users, PropertyRequest request, CancellationToken cancellation) =>
        await users.FindAsync(selected_user, cancellation) is { } user
            ? await request.GetAsync(PropertyHost.OfUser(user.Id), property, caller, cancellation)
            : NoUser(selected_user);

    public static async Task<IResult> PutAsync(
        string selected_user, [AsParameters] PropertyPath property, Caller caller, UserStore users, PropertyRequest request, HttpContext context) =>
        await users.FindAsync(selected_user, context.RequestAborted) is { } user
            ? await request.PutAsync(PropertyHost.OfUser(user.Id), property, context, caller)
            : NoUser(selected_user);

    public static async Task<IResult> DeleteAsync(
        string selected_user, [AsParameters] PropertyPath property, Caller caller, UserStore users, PropertyRequest request, HttpContext context) =>
        await users.FindAsync(selected_user, context.RequestAborted) is { } user
            ? await request.DeleteAsync(PropertyHost.OfUser(user.Id), property, context, caller)
            : NoUser(selected_user);

    private static ApiError NoUser(string selected) => ApiError.NotFound($"No user with identifier '{selected}'.");
}
