using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>Secrets that the test knows go into a server; afterwards they are looked for wherever somebody else might read.</summary>
public sealed class SecretCanaryTests : IAsyncDisposable
{
    private const string WrongPassword = "wrong-password-3f1c9be2";
    private const string WrongBearer = "wrong-bearer-77aa01d4";
    private const string SitePassword = "site-password-9e4a7b10";
    private const string TokenPath = "/site/oauth2/access_token";
    private const string ImportPassword = "import-password-5d20c6";

    private readonly TemporaryDirectory directory = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly List<(string Name, string Secret)> secrets = [("wrong password", WrongPassword), ("wrong bearer", WrongBearer), ("import password", ImportPassword), ("password for the site", SitePassword)];
    private readonly StringBuilder refusals = new();

    [Fact]
    public async Task No_secret_is_found_in_the_files_the_output_or_the_error_answers()
    {
        var data = directory.At("data");
        await using var app = await TestApp.StartAsync("canary.app");
        string output;
        await using (var server = await StartAsync(data))
        {
            await FillAsync(data, app);
            await ErrAsync(app);
            await server.StopAsync();
            output = server.Output + server.Errors;
        }

        // A secret on the wire stands in base64 beside its name as well.
        var sought = secrets.SelectMany(one => (string[])[one.Secret, Encoded(one.Secret)], (one, text) => (one.Name, text)).ToArray();
        Assert.True(secrets.Count >= 15);
        Assert.All(sought, one => Assert.False(output.Contains(one.text, StringComparison.Ordinal), $"the output holds the {one.Name}"));
        Assert.All(sought, one => Assert.False(refusals.ToString().Contains(one.text, StringComparison.Ordinal), $"an error answer holds the {one.Name}"));
        var files = Directory.GetFiles(data, "*", SearchOption.AllDirectories).Where(file => !IsForSecrets(Path.GetRelativePath(data, file))).ToArray();
        Assert.Contains(Path.Combine(data, "mortise.db"), files);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(sought, one => Assert.False(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(one.text)) >= 0, $"{file} holds the {one.Name}"));
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<RunningProgram> StartAsync(string data)
    {
        var origin = $"http://127.0.0.1:{CommandLine.FreePort()}";
        client.BaseAddress = new Uri(origin);
        return await RunningProgram.StartAsync(
            "mortise", origin + "/readyz", ["serve", "--data", data, "--urls", origin, "--profile", "server"],
            ("EGRESS__ALLOWHTTP", "true"), ("EGRESS__ALLOWPRIVATENETWORKS", "true"), ("LOGGING__LOGLEVEL__DEFAULT", "Debug"));
    }

    /// <summary>An account with credentials of every kind, an installed app, a registered one.</summary>
    private async Task FillAsync(string data, TestApp app)
    {
        var admin = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(data, "admin.token"))).Trim());
        secrets.Add(("administrator's token", admin.Parameter!));
        await MakeAsync(admin, "users", new { username = "ada", emails = new[] { "ada@example.com" }, password = SitePassword });
        await MakeAsync(admin, "workspaces", new { slug = "acme", owner = "ada" });
        await MakeAsync(admin, "repositories", new { full_name = "acme/rocket" });
        foreach (var (kind, owner) in new[]
        {
            ("api_token", "ada"), ("app_password", "ada"), ("repository", "acme/rocket"), ("project", "acme/PROJ"), ("workspace", "acme"),
        })
            secrets.Add((kind, (await MakeAsync(admin, "tokens", new { kind, owner })).GetProperty("token").GetString()!));

        await MakeAsync(admin, "apps", new { url = app.DescriptorUrl, workspace = "acme" });
        secrets.Add(("shared secret", app.SharedSecret));
        await AddTokensAsync(admin, app);
        var registered = await MakeAsync(admin, "app-registrations", new { key = "canary.registered", descriptor_url = "http://127.0.0.1:1/descriptor.json" });
        secrets.Add(("registered app's secret", registered.GetProperty("shared_secret").GetString()!));
        await RefusedAsync(HttpMethod.Post, "/_/api/repositories", admin, JsonSerializer.Serialize(
            new { full_name = "acme/imported", import = $"http://ada:{ImportPassword}@127.0.0.1:1/x.git" }));
    }

    /// <summary>A consumer with its secret and tokens, and a token that the app got for its JWT.</summary>
    private async Task AddTokensAsync(AuthenticationHeaderValue admin, TestApp app)
    {
        var consumer = await MakeAsync(admin, "oauth-consumers", new { workspace = "acme", name = "canary" });
        var secret = consumer.GetProperty("secret").GetString()!;
        secrets.Add(("consumer's secret", secret));
        var basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{consumer.GetProperty("key").GetString()}:{secret}")));
        var granted = await TokenAsync(basic, new { grant_type = "client_credentials" });
        secrets.Add(("access token", granted.GetProperty("access_token").GetString()!));
        secrets.Add(("refresh token", granted.GetProperty("refresh_token").GetString()!));
        var swapped = await TokenAsync(new("JWT", app.Sign("POST", TokenPath)), new { grant_type = "urn:bitbucket:oauth2:jwt" });
        secrets.Add(("app's bearer token", swapped.GetProperty("access_token").GetString()!));
    }

    private async Task<JsonElement> TokenAsync(AuthenticationHeaderValue credential, object body)
    {
        using var answer = await SendAsync(HttpMethod.Post, TokenPath, credential, JsonSerializer.Serialize(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Every secret where it does not belong, and wrong ones where secrets do.</summary>
    private async Task ErrAsync(TestApp app)
    {
        const string Rocket = "/2.0/repositories/acme/rocket";
        var good = app.Sign("GET", "/2.0/user");
        Assert.Equal(200, (int)(await app.GetAsync("/2.0/user")).Status);
        secrets.Add(("app's token", good));
        await RefusedAsync(HttpMethod.Get, Rocket, new("JWT", good));
        await RefusedAsync(HttpMethod.Get, "/2.0/user", new("JWT", app.Sign("GET", "/2.0/user", WrongPassword)));
        await RefusedAsync(HttpMethod.Get, Rocket, new("Bearer", WrongBearer));
        foreach (var (_, secret) in secrets.ToArray())
        {
            await RefusedAsync(HttpMethod.Get, "/2.0/user", new("Basic", Encoded(secret)));
            await RefusedAsync(HttpMethod.Get, "/acme/rocket/info/refs?service=git-receive-pack", new("Basic", Encoded(WrongPassword)));
            await RefusedAsync(HttpMethod.Get, "/_/api/users", new("Bearer", secret + "x"));
            await RefusedAsync(HttpMethod.Get, Rocket, new("JWT", secret));
            await RefusedAsync(HttpMethod.Post, "/_/api/users", new("Digest", secret), "{");
            await RefusedAsync(HttpMethod.Post, TokenPath, new("Basic", Encoded(secret)), """{"grant_type": "client_credentials"}""");
            await RefusedAsync(HttpMethod.Post, TokenPath, new("Basic", Encoded(secret)), JsonSerializer.Serialize(new { grant_type = "refresh_token", refresh_token = secret }));
            await RefusedAsync(HttpMethod.Post, TokenPath, new("JWT", secret), """{"grant_type": "urn:bitbucket:oauth2:jwt"}""");
            await RefusedAsync(HttpMethod.Get, "/site/oauth2/authorize?client_id=nobody", new("Bearer", secret));
        }
    }

    private async Task<JsonElement> MakeAsync(AuthenticationHeaderValue admin, string path, object body)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/_/api/" + path, admin, JsonSerializer.Serialize(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task RefusedAsync(HttpMethod method, string path, AuthenticationHeaderValue credential, string? json = null)
    {
        using var answer = await SendAsync(method, path, credential, json);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        refusals.Append(answer.Headers).Append(answer.Content.Headers).AppendLine(await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, AuthenticationHeaderValue credential, string? json)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = credential;
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");

        return await client.SendAsync(request);
    }

    private static bool IsForSecrets(string path) => path == "admin.token" || path.StartsWith("keys/", StringComparison.Ordinal);

    private static string Encoded(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"nobody:{secret}"));
}
