using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Mortise.Bench;

/// <summary>Bearer tokens of OAuth beside an app's JWT: the same read by either, and the swap of one for the other beside a durable write.</summary>
internal static class TokenBench
{
    private const string ReadPath = "/2.0/repositories/acme/rocket/properties/bench-app/latest";
    private const string SwapPath = "/site/oauth2/access_token";
    private const string SwapBody = """{"grant_type": "urn:bitbucket:oauth2:jwt"}""";

    public static async Task RunAsync(string mortise)
    {
        using var data = await BenchData.CreateAsync();
        using var server = await ServerProcess.StartAsync(mortise, "/readyz", data.ServeArguments);
        var put = PropertyBench.Repeat(Load.Request("PUT", ReadPath, PropertyBench.Token("PUT", ReadPath), PropertyBench.Value));
        await Load.RunAsync(server, put, 204, TimeSpan.FromSeconds(2));

        var byJwt = PropertyBench.Repeat(Load.Request("GET", ReadPath, PropertyBench.Token("GET", ReadPath), null));
        var byBearer = PropertyBench.Repeat(Load.Request("GET", ReadPath, "Bearer " + await SwapAsync(server.Port), null));
        var reads = await PropertyBench.InTurnAsync(() => RunAsync(server, byJwt, 200), () => RunAsync(server, byBearer, 200));
        Report.Ratio("GET property, bearer, SQLite: processor time a request, JWT ÷ bearer", reads.Select(pair => pair.Bare.ProcessorMicroseconds / pair.Ours.ProcessorMicroseconds), null, null);
        Report.PerSecond("GET property checked by JWT", reads.Select(pair => pair.Bare.PerSecond));
        Report.PerSecond("GET property checked by bearer token", reads.Select(pair => pair.Ours.PerSecond));

        var swap = PropertyBench.Repeat(Load.Request("POST", SwapPath, PropertyBench.Token("POST", SwapPath), SwapBody));
        var writes = await PropertyBench.InTurnAsync(() => RunAsync(server, put, 204), () => RunAsync(server, swap, 200));
        Report.Ratio("Token swap, durable: requests/s, swap ÷ PUT property", writes.Select(pair => pair.Ours.PerSecond / pair.Bare.PerSecond), null, null);
        Report.PerSecond("Token swaps", writes.Select(pair => pair.Ours.PerSecond));
    }

    private static Task<Round> RunAsync(ServerProcess server, IReadOnlyList<byte[]> requests, int status) =>
        Load.RunAsync(server, requests, status, TimeSpan.FromSeconds(2));

    private static async Task<string> SwapAsync(int port)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}{SwapPath}");
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(PropertyBench.Token("POST", SwapPath));
        request.Content = new StringContent(SwapBody, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        using var json = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("access_token").GetString()!;
    }
}
