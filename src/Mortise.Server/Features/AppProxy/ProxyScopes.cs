using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppProxy;

/// <summary>Whether a caller holds the scopes that a proxy route asks of the request, in the words of its credential.</summary>
internal static class ProxyScopes
{
    /// <summary>403 with what is missing; null when all is held.</summary>
    public static ApiError? Refuse(ScopeSet needed, Caller caller)
    {
        if (caller.Scopes is not { } held || needed.IsEmpty)
            return null;

        var policy = RoutePolicy.Silent with { Scopes = needed, Granular = [.. needed.Select(Granular).Distinct(StringComparer.Ordinal)] };
        return held.Suffice(policy, isApp: false) ? null : ApiError.MissingScope(held.Names, held.AskedBy(policy, isApp: false).Names);
    }

    /// <summary>The scope of API tokens that allows the same: <c>repository:write</c> is <c>write:repository:bitbucket</c>, and an account is read as a user.</summary>
    private static string Granular(Scope scope)
    {
        var words = scope.ToWireName().Split(':');
        var noun = words[0] switch
        {
            "account" or "email" => "user",
            "team" => "workspace",
            var same => same,
        };
        var verb = words switch
        {
            [_] => noun == "webhook" ? "write" : "read",
            [_, "variable"] => "admin",
            [_, var given] => given,
            _ => "read",
        };
        return $"{verb}:{noun}:bitbucket";
    }
}
