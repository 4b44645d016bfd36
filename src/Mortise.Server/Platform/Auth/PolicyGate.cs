using Mortise.Server.Platform.Http;

namespace Mortise.Server.Platform.Auth;

/// <summary>The one evaluator of route policies: it runs before every handler, and no handler repeats what it decides.</summary>
/// <remarks>
/// 1. Find who calls; a credential that fails never falls back to anonymous. 2. The request is counted. 3. The route must take that kind of credential.
/// 4. The credential must hold the route's scopes. All answer before the object is looked for, so that they tell nothing about it.
/// Source: rest.md 5.3 as decided there; the statuses of a refusal are those of Bitbucket Cloud.
/// </remarks>
internal sealed class PolicyGate(RequestDelegate next, CallerAuthenticator authenticator, SessionCookie cookie, RateLimiter limiter)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { } policy)
        {
            await next(context);
            return;
        }

        var request = context.Api();
        var (caller, refusal) = await FindCallerAsync(policy, context, request);
        refusal ??= limiter.Count(caller!, policy.Rates, context) ?? Refuse(policy, caller!, context);
        if (refusal is not null)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        request.Caller = caller!;
        await next(context);
    }

    /// <summary>Pages know browsers by their cookie alone, and the token endpoint looks at its clients itself; everything else has its header.</summary>
    private async Task<(Caller? Caller, ApiError? Refusal)> FindCallerAsync(RoutePolicy policy, HttpContext context, ApiRequest request)
    {
        if (policy.Takes.HasFlag(Credentials.Session))
            return (await cookie.FindAsync(context), null);

        return policy.Takes == Credentials.OAuthClient ? (Caller.Anonymous.Instance, null) : await authenticator.AuthenticateAsync(context, request);
    }

    private static ApiError? Refuse(RoutePolicy policy, Caller caller, HttpContext context)
    {
        if (policy.Takes == Credentials.OAuthClient)
            return null;

        if ((policy.Takes & caller.Kind) == Credentials.None)
            return RefuseKind(policy, caller);

        if (caller.Scopes is not { } held)
            return null;

        var isApp = caller.ActingApp is not null;
        var headers = context.Response.Headers;
        headers["X-OAuth-Scopes"] = held.Listed;
        headers["X-Accepted-OAuth-Scopes"] = held.AskedBy(policy, isApp).Listed;
        headers["X-Credential-Type"] = WireName(caller.Kind);
        if (caller.ClientId is { } client)
            headers["X-Consumer-Client-Id"] = client;

        return held.Suffice(policy, isApp) ? null : ApiError.MissingScope(held.Names, held.AskedBy(policy, isApp).Names);
    }

    private static ApiError RefuseKind(RoutePolicy policy, Caller caller)
    {
        if (policy.Takes.HasFlag(Credentials.AppJwt) && (policy.Takes & Credentials.Person) == Credentials.None)
            return ApiError.NeedsAppJwt(forbidden: policy.OthersAreForbidden && !caller.IsAnonymous);

        return caller.IsAnonymous ? ApiError.Unauthorized() : ApiError.InvalidToken();
    }

    private static string WireName(Credentials kind) => kind switch
    {
        Credentials.AppPassword => "apppassword",
        Credentials.ApiToken => "apitoken",
        Credentials.AppJwt => "jwt",
        Credentials.Page => "session",
        _ => "oauth2",
    };
}
