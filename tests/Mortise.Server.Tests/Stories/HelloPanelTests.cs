using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Mortise.Connect.Jwt;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>The sample app, asked by a host that this test plays.</summary>
public sealed class HelloPanelTests
{
    private const string ClientKey = "ari:cloud:bitbucket::app/{11111111-2222-3333-4444-555555555555}/hello-panel";
    private const string First = "first-secret-0123456789012345678901234567890123456789012345678901";
    private const string Second = "second-secret-012345678901234567890123456789012345678901234567890";

    [Fact]
    public async Task A_known_installation_is_taken_over_with_the_former_secret_only()
    {
        using var directory = new TemporaryDirectory();
        await using var app = await HelloPanelProcess.StartAsync(directory);
        using var client = new HttpClient { BaseAddress = new Uri(app.Origin) };

        Assert.Equal(HttpStatusCode.NoContent, await InstallAsync(client, First, signedWith: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await InstallAsync(client, Second, signedWith: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await InstallAsync(client, Second, signedWith: Second));
        Assert.Equal(HttpStatusCode.NoContent, await InstallAsync(client, Second, signedWith: First));
        Assert.Equal(HttpStatusCode.Unauthorized, await InstallAsync(client, First, signedWith: First));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.At("hello-panel.json")));
    }

    [Fact]
    public async Task The_panel_shows_for_the_hosts_token_only_and_not_after_an_uninstall()
    {
        using var directory = new TemporaryDirectory();
        await using var app = await HelloPanelProcess.StartAsync(directory);
        using var client = new HttpClient { BaseAddress = new Uri(app.Origin) };
        await InstallAsync(client, First, signedWith: null);
        var url = $"{app.Origin}/panel?repository=acme%2F%3Cb%3Erocket";
        var signed = SignedUrl.Create(ClientKey, First, url, app.Origin, TimeProvider.System.GetUtcNow());

        var shown = await client.ReadAsync(signed);
        var other = await client.ReadAsync(signed.Replace("rocket", "shuttle", StringComparison.Ordinal));
        var bare = await client.ReadAsync(url);
        var removed = await PostAsync(client, "/uninstalled", $$"""{"clientKey": "{{ClientKey}}", "productType": "bitbucket", "eventType": "uninstalled"}""", First);
        var late = await client.ReadAsync(signed);

        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("Hello, acme/&lt;b&gt;rocket!", shown.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, removed);
        Assert.All([other, bare, late], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
    }

    [Fact]
    public async Task What_is_no_callback_is_refused()
    {
        using var directory = new TemporaryDirectory();
        await using var app = await HelloPanelProcess.StartAsync(directory);
        using var client = new HttpClient { BaseAddress = new Uri(app.Origin) };

        Assert.All(
            [await PostAsync(client, "/installed", "[]", null), await PostAsync(client, "/installed", "{", null), await PostAsync(client, "/installed", """{"productType": "jira"}""", null)],
            status => Assert.Equal(HttpStatusCode.BadRequest, status));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(client, "/uninstalled", """{"clientKey": "nobody"}""", null));
    }

    private static Task<HttpStatusCode> InstallAsync(HttpClient client, string secret, string? signedWith) => PostAsync(
        client, "/installed",
        $$"""
        {"productType": "bitbucket", "eventType": "installed", "key": "hello-panel", "clientKey": "{{ClientKey}}", "sharedSecret": "{{secret}}",
         "baseApiUrl": "http://127.0.0.1:1", "principal": {"type": "team", "uuid": "{11111111-2222-3333-4444-555555555555}"} }
        """,
        signedWith);

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, string json, string? signedWith)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (signedWith is not null)
        {
            var origin = client.BaseAddress!.GetLeftPart(UriPartial.Authority);
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "JWT", HostToken.Create(ClientKey, signedWith, "POST", origin + path, origin, TimeProvider.System.GetUtcNow()));
        }

        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
