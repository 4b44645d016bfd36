using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Secrets;
using Mortise.Testing;

namespace Mortise.Server.Tests;

/// <summary>An installation without an app behind it: a row with a secret, and requests signed with that secret.</summary>
internal sealed record SigningApp(string Key, string ClientKey, string Secret)
{
    /// <summary>Installs the app on a workspace, past the descriptor and the callback.</summary>
    public static async Task<SigningApp> InstallAsync(TestServer server, Guid workspace, string key, string scopes = "repository account", string descriptor = "{}")
    {
        var id = Guid.CreateVersion7();
        var app = new SigningApp(key, $"client-{id:N}", $"secret-{id:N}-{id:N}");
        var row = new
        {
            workspace,
            id,
            number = BitConverter.ToInt64(id.ToByteArray(), 8) & long.MaxValue,
            key,
            app.ClientKey,
            address = "http://127.0.0.1:1/descriptor.json",
            descriptor = Encoding.UTF8.GetBytes(descriptor),
            scopes,
            secret = server.Services.GetRequiredService<SecretSealer>().Seal(app.Secret),
        };
        await server.Services.GetRequiredService<Database>().WriteAsync(
            write => write.ExecuteAsync(
                """
                INSERT INTO installations (workspace_id, id, number, app_key, client_key, state, descriptor_url, descriptor, scopes, secret, created_on, updated_on)
                VALUES (@workspace, @id, @number, @key, @ClientKey, 'active', @address, @descriptor, @scopes, @secret, 1, 1)
                """,
                row),
            CancellationToken.None);
        return app;
    }

    /// <summary>The value of <c>Authorization</c> for a request of the app.</summary>
    public string Sign(string method, string path)
    {
        var now = TimeProvider.System.GetUtcNow();
        return "JWT " + JwtSigner.Sign(new JwtClaims(Key, now, now.AddMinutes(3), ClientKey, Qsh: Qsh.Compute(method, path)), Secret);
    }

    /// <summary>A bearer token that the app got for its JWT.</summary>
    /// <param name="form">Further members of the request, such as <c>("scope", "repository")</c>.</param>
    public async Task<string> SwapAsync(HttpClient client, params (string Name, string Value)[] form)
    {
        const string Path = "/site/oauth2/access_token";
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Headers.TryAddWithoutValidation("Authorization", Sign("POST", Path));
        request.Content = new FormUrlEncodedContent(
            form.Prepend(("grant_type", "urn:bitbucket:oauth2:jwt")).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()! : throw new InvalidOperationException(text);
    }

    /// <summary>Sends a request that the app signed.</summary>
    public async Task<(int Status, string Body)> SendAsync(HttpClient client, string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Authorization", Sign(method, path));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");

        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
