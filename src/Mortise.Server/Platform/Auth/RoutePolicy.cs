using Mortise.Connect.Scopes;

namespace Mortise.Server.Platform.Auth;

/// <summary>What a route asks of its caller before its handler runs; every route declares one, in its feature's list.</summary>
/// <param name="Takes">The kinds of credential it accepts.</param>
/// <param name="Scopes">Classic scopes, all needed after implication, of every credential that carries them.</param>
/// <param name="AppScopes">Further scopes that only an app's credential needs.</param>
/// <param name="Granular">Granular scopes, all needed, of API tokens.</param>
/// <param name="Rates">The group its requests count in.</param>
/// <param name="OthersAreForbidden">A sound credential of a kind that is not taken answers 403 instead of 401.</param>
internal sealed record RoutePolicy(
    Credentials Takes, ScopeSet Scopes, ScopeSet AppScopes, IReadOnlyList<string> Granular, RateGroup Rates, bool OthersAreForbidden = false)
{
    public static RoutePolicy Silent { get; } = new(Credentials.None, ScopeSet.None, ScopeSet.None, [], RateGroup.Api);

    // A changed copy makes its own lists.
    private RoutePolicy(RoutePolicy original) =>
        (Takes, Scopes, AppScopes, Granular, Rates, OthersAreForbidden) =
        (original.Takes, original.Scopes, original.AppScopes, original.Granular, original.Rates, original.OthersAreForbidden);

    /// <summary>What it asks of an app, of other credentials with classic scopes, and of an API token: as refusals and headers list it.</summary>
    public ScopeNameList AskedOfApps => field ??= new([.. Scopes.Union(AppScopes).Select(scope => scope.ToWireName())]);

    public ScopeNameList AskedOfOthers => field ??= new([.. Scopes.Select(scope => scope.ToWireName())]);

    public ScopeNameList AskedOfApiTokens => field ??= new(Granular);

    /// <summary>False while a route has not said which credentials it takes.</summary>
    public bool IsDeclared => Takes != Credentials.None;
}

/// <summary>Names of scopes, and the same as one line, made once for a route.</summary>
internal sealed class ScopeNameList(IReadOnlyList<string> names)
{
    public IReadOnlyList<string> Names => names;

    public string Listed { get; } = string.Join(", ", names);
}

/// <summary>How a feature writes a policy beside a route.</summary>
internal static class RoutePolicyDeclarations
{
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, Credentials credentials) =>
        route.Declare(policy => policy with { Takes = credentials });

    /// <summary>Credentials of other kinds are refused as known but not allowed: 403. Anonymous callers still get 401.</summary>
    public static RouteHandlerBuilder ForbidsOthers(this RouteHandlerBuilder route) => route.Declare(policy => policy with { OthersAreForbidden = true });

    /// <summary>The scope that a credential with scopes must hold: classic, and granular for API tokens.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, Scope scope, params string[] granular) =>
        route.Declare(policy => policy with { Scopes = policy.Scopes.Union(ScopeSet.Of(scope)), Granular = [.. policy.Granular, .. granular] });

    /// <summary>Granular scopes of a route that needs no classic one.</summary>
    public static RouteHandlerBuilder NeedsGranular(this RouteHandlerBuilder route, params string[] granular) =>
        route.Declare(policy => policy with { Granular = [.. policy.Granular, .. granular] });

    /// <summary>A scope that binds the caller only when it is an app.</summary>
    public static RouteHandlerBuilder NeedsOfApps(this RouteHandlerBuilder route, Scope scope) =>
        route.Declare(policy => policy with { AppScopes = policy.AppScopes.Union(ScopeSet.Of(scope)) });

    public static RouteHandlerBuilder Counts(this RouteHandlerBuilder route, RateGroup group) =>
        route.Declare(policy => policy with { Rates = group });

    /// <summary>A route of the admin API.</summary>
    public static RouteHandlerBuilder ForHostAdmin(this RouteHandlerBuilder route) => route.Takes(Credentials.HostAdmin).Counts(RateGroup.Admin);

    private static RouteHandlerBuilder Declare(this RouteHandlerBuilder route, Func<RoutePolicy, RoutePolicy> change)
    {
        route.Add(endpoint =>
        {
            var known = endpoint.Metadata.OfType<RoutePolicy>().LastOrDefault() ?? RoutePolicy.Silent;
            endpoint.Metadata.Add(change(known));
        });
        return route;
    }
}
