using System.Net.Http.Headers;
using System.Text.Json;
using Mortise.Connect.Jwt;

namespace HelloPanel;

/// <summary>The app's own requests to the host, each signed with a token of its own.</summary>
internal sealed class HostApi(HttpClient client, TimeProvider clock, ILogger<HostApi> log)
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(3);

    /// <summary>Everyone who sees the repository sees the property.</summary>
    private static readonly string[] Public = ["public"];

    /// <summary>Keeps the property <c>hello</c> on each repository of the account. What fails is logged: an app that cannot greet is installed all the same.</summary>
    public async Task GreetRepositoriesAsync(Installation installation, CancellationToken cancellation)
    {
        try
        {
            var next = $"{installation.BaseApiUrl}/2.0/repositories/{Uri.EscapeDataString(installation.Principal)}?pagelen=100";
            while (next is not null)
            {
                using var page = await GetAsync(installation, next, cancellation);
                foreach (var repository in page.RootElement.GetProperty("values").EnumerateArray())
                    await GreetAsync(installation, repository.GetProperty("full_name").GetString()!, cancellation);

                next = page.RootElement.TryGetProperty("next", out var more) ? more.GetString() : null;
            }
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or KeyNotFoundException)
        {
            log.LogWarning("Could not greet the repositories of {ClientKey}: {Problem}", installation.ClientKey, failed.Message);
        }
    }

    private async Task GreetAsync(Installation installation, string fullName, CancellationToken cancellation)
    {
        var url = $"{installation.BaseApiUrl}/2.0/repositories/{fullName}/properties/{Descriptor.Key}/hello";
        using var request = Signed(installation, HttpMethod.Put, url);
        request.Content = JsonContent.Create(new { greeting = $"Hello, {fullName}!", _attributes = Public });
        using var response = await client.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
    }

    private async Task<JsonDocument> GetAsync(Installation installation, string url, CancellationToken cancellation)
    {
        using var request = Signed(installation, HttpMethod.Get, url);
        using var response = await client.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), default, cancellation);
    }

    private HttpRequestMessage Signed(Installation installation, HttpMethod method, string url)
    {
        var now = clock.GetUtcNow();
        var claims = new JwtClaims(Descriptor.Key, now, now + TokenLifetime, installation.ClientKey, Qsh: Qsh.Compute(method.Method, url, installation.BaseApiUrl));
        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("JWT", JwtSigner.Sign(claims, installation.SharedSecret));
        return request;
    }
}
