using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppProxy.Endpoints;

/// <summary>GET, PUT, POST, DELETE /2.0/addons/{app_key}/{path}</summary>
internal static class ForwardToApp
{
    public static async Task<IResult> HandleAsync(
        string app_key, string? path, Caller caller, ProxyFinder finder, ProxyConditions conditions, AppForwarder forwarder, HttpContext context)
    {
        if (!AppKey.TryParse(app_key, out var app))
            return ApiError.BadRequest("Bad request", $"'{app_key}' cannot be the key of an app.");

        var (target, refusal) = await finder.FindAsync(app, "/" + path, caller, context.RequestAborted);
        if (target is null)
            return refusal!;

        if (!target.Route.Methods.TryGetValue(context.Request.Method, out var method))
            return ApiError.MethodNotAllowed().With("Allow", string.Join(", ", target.Route.Methods.Keys.Order(StringComparer.Ordinal)));

        if (ProxyScopes.Refuse(method.Scopes, caller) is { } missing)
            return missing;

        if (await conditions.RefuseAsync(target, method, caller, context.RequestAborted) is { } unmet)
            return unmet;

        var (body, tooLarge) = await BoundedBody.ReadAsync(context, AppForwarder.MostIn);
        return tooLarge ?? await forwarder.ForwardAsync(target, method, body, context) ?? (IResult)Results.Empty;
    }
}
