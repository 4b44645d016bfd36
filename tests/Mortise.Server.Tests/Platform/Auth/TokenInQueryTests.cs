using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Auth;

/// <summary><c>Connect:JwtInQuery</c>: an app's token in the address instead of the header.</summary>
public sealed class TokenInQueryTests
{
    private const string Path = "/2.0/workspaces/acme";

    [Theory, EveryDatabase]
    public async Task A_token_in_the_address_counts_only_where_the_host_says_so(TestDatabase database)
    {
        await using var closed = await TestServer.StartAsync(database);
        await using var open = await TestServer.StartAsync(database, ("Connect:JwtInQuery", "true"));

        var ignored = await AskAsync(closed, "GET", "");
        var taken = await AskAsync(open, "GET", "");
        var wrong = await AskAsync(open, "GET", "x");
        var changing = await AskAsync(open, "DELETE", "");

        Assert.Equal(HttpStatusCode.NotFound, ignored);
        Assert.Equal(HttpStatusCode.OK, taken);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong);
        Assert.Equal(HttpStatusCode.Unauthorized, changing);
    }

    /// <param name="broken">Is put behind the token.</param>
    private static async Task<HttpStatusCode> AskAsync(TestServer server, string method, string broken)
    {
        var app = await server.InstallAppAsync("app-" + Guid.NewGuid().ToString("N"), on: "acme");
        var path = method == "GET" ? Path : "/2.0/repositories/acme/rocket";
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?jwt={app.Sign(method, path)}{broken}");
        using var answer = await server.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
