using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mortise.Testing;

/// <summary>The routes of a running server, for tests of the house.</summary>
internal static class TestServerRoutes
{
    public static IReadOnlyList<RouteEndpoint> Endpoints(this TestServer server) =>
        [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];
}
