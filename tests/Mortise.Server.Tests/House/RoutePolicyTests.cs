using Microsoft.AspNetCore.Routing;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.House;

/// <summary>No route is silent about whom it takes.</summary>
public sealed class RoutePolicyTests
{
    /// <summary>Routes outside the gate: they answer everybody, and tell nothing but that the server lives.</summary>
    private static readonly string[] Open = ["/healthz", "/readyz"];

    [Fact]
    public async Task Every_route_declares_its_policy()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var silent = server.Endpoints()
            .Where(route => !Open.Contains(route.RoutePattern.RawText))
            .Where(route => route.Metadata.GetMetadata<RoutePolicy>() is not { IsDeclared: true })
            .Select(route => route.DisplayName);

        Assert.Empty(silent);
    }

    [Fact]
    public async Task Every_route_under_the_api_that_takes_api_tokens_names_their_scopes_where_it_names_classic_ones()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var forgotten = server.Endpoints()
            .Select(route => (route.DisplayName, Policy: route.Metadata.GetMetadata<RoutePolicy>()))
            .Where(route => route.Policy is { } policy && policy.Takes.HasFlag(Credentials.ApiToken) && !policy.Scopes.IsEmpty && policy.Granular.Count == 0)
            .Select(route => route.DisplayName);

        Assert.Empty(forgotten);
    }

    /// <summary>What an app may with a person's rights is bounded by its scopes: a route without one would be bounded by nothing. Its proxy leads to itself alone.</summary>
    [Fact]
    public async Task What_the_frame_of_an_app_may_change_needs_a_scope_of_the_app()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var open = server.Endpoints()
            .Select(route => (Path: route.RoutePattern.RawText!, Methods: route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], Policy: route.Metadata.GetMetadata<RoutePolicy>()))
            .Where(route => route.Policy is { } policy && policy.Takes.HasFlag(Credentials.AppFrame) && policy.Scopes.IsEmpty && policy.AppScopes.IsEmpty)
            .Where(route => route.Methods.Any(method => method != "GET") && !route.Path.TrimStart('/').StartsWith("_/site/frames/", StringComparison.Ordinal) && !route.Path.StartsWith("/2.0/addons/", StringComparison.Ordinal))
            .Select(route => string.Join(' ', route.Methods) + " " + route.Path);

        Assert.Empty(open);
    }
}
