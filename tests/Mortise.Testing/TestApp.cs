using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Mortise.Connect.Jwt;

namespace Mortise.Testing;

/// <summary>A lifecycle callback as the app received it.</summary>
/// <param name="EventType"><c>installed</c>, <c>uninstalled</c>, …</param>
/// <param name="Path">Path and query as they came.</param>
/// <param name="Jwt">The token of <c>Authorization: JWT</c>; null for an unsigned callback.</param>
/// <param name="Text">The body.</param>
public sealed record Callback(string EventType, string Path, string? Jwt, string Text)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public string ClientKey => Body.GetProperty("clientKey").GetString()!;

    /// <summary>Null where the body has none.</summary>
    public string? SharedSecret => Body.TryGetProperty("sharedSecret", out var secret) ? secret.GetString() : null;

    /// <summary>True when the callback is signed with that secret, for this address and this client key.</summary>
    public bool IsSignedWith(string secret) =>
        Jwt is not null && UnverifiedJwt.TryParse(Jwt, out var token, out _)
        && JwtVerifier.Verify(
            token, [secret], ClientKey, ClientKey, new SignedRequest("POST", Path), TimeProvider.System.GetUtcNow(), JwtRules.Default).Accepted
        && token.AudienceText == ClientKey && token.Qsh is not null;
}

/// <summary>A small Connect app on a loopback port of its own: it serves a descriptor, takes callbacks, and signs requests.</summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly List<Callback> callbacks = [];
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private TestApp(WebApplication web, string key)
    {
        (this.web, Key) = (web, key);
        Origin = web.Urls.First();
        Descriptor = new JsonObject
        {
            ["key"] = key,
            ["name"] = "The app " + key,
            ["description"] = "An app of a test",
            ["baseUrl"] = Origin,
            ["authentication"] = new JsonObject { ["type"] = "jwt" },
            ["lifecycle"] = new JsonObject { ["installed"] = "/installed", ["uninstalled"] = "/uninstalled" },
            ["scopes"] = new JsonArray("account", "repository", "pullrequest"),
            ["modules"] = new JsonObject(),
        };
    }

    public string Key { get; }

    /// <summary>For example <c>http://127.0.0.1:41235</c>.</summary>
    public string Origin { get; }

    public string DescriptorUrl => Origin + "/descriptor.json";

    /// <summary>What the app serves; a test may change it at any time.</summary>
    public JsonObject Descriptor { get; }

    /// <summary>Answers the descriptor instead of <see cref="Descriptor"/>, where a test wants another answer.</summary>
    public Func<HttpContext, Task>? ServeDescriptor { get; set; }

    /// <summary>Answers what comes to <c>/proxy</c> and below it; 404 unless set.</summary>
    public Func<HttpContext, Task>? ServeProxy { get; set; }

    /// <summary>The status of answers to callbacks, decided while the host waits; 204 unless set.</summary>
    public Func<Callback, Task<int>>? OnCallback { get; set; }

    /// <summary>What came so far, in order.</summary>
    public IReadOnlyList<Callback> Callbacks
    {
        get
        {
            lock (callbacks)
                return [.. callbacks];
        }
    }

    /// <summary>The client key of the last callback that the app accepted.</summary>
    public string ClientKey { get; set; } = "";

    /// <summary>The secret of the last <c>installed</c> that the app accepted.</summary>
    public string SharedSecret { get; set; } = "";

    /// <summary>What its tokens are dated by.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The host, as the last callback named it.</summary>
    public string Host { get; set; } = "";

    public static async Task<TestApp> StartAsync(string key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static kestrel => kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1);
        builder.Logging.ClearProviders();
        var built = builder.Build();
        TestApp? app = null;
        built.Run(context => app!.AnswerAsync(context));
        await built.StartAsync();
        return app = new TestApp(built, key);
    }

    /// <summary>A signed GET; the path begins with <c>/</c>.</summary>
    public Task<TestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>A signed PUT of JSON.</summary>
    public Task<TestAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    /// <summary>A signed POST of JSON.</summary>
    public Task<TestAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    /// <summary>A signed DELETE.</summary>
    public Task<TestAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>A request signed with <paramref name="secret"/>, or with <see cref="SharedSecret"/>.</summary>
    public async Task<TestAnswer> SendAsync(HttpMethod method, string path, string? json = null, string? secret = null)
    {
        using var request = new HttpRequestMessage(method, Host + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("JWT", Sign(method.Method, path, secret));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");

        using var response = await client.SendAsync(request);
        return new TestAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>A token for one request, three minutes long, as atlassian-connect-express makes it.</summary>
    public string Sign(string method, string path, string? secret = null)
    {
        var now = Clock.GetUtcNow();
        return JwtSigner.Sign(new(Key, now, now + TimeSpan.FromMinutes(3), Subject: ClientKey, Qsh: Qsh.Compute(method, path)), secret ?? SharedSecret);
    }

    /// <summary>Waits until that many callbacks have come; a test fails after a while.</summary>
    public Task<IReadOnlyList<Callback>> WaitForCallbacksAsync(int count) =>
        Eventually.SeeAsync(() => Callbacks, now => now.Count >= count, $"callback number {count}");

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await web.StopAsync(atOnce.Token);
        await web.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/proxy", StringComparison.Ordinal))
        {
            context.Response.StatusCode = ServeProxy is null ? 404 : 200;
            await (ServeProxy?.Invoke(context) ?? Task.CompletedTask);
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            if (ServeDescriptor is { } serve)
                await serve(context);
            else if (context.Request.Path == "/descriptor.json")
                await context.Response.WriteAsync(Descriptor.ToJsonString());
            else
                context.Response.StatusCode = 404;

            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var header = context.Request.Headers.Authorization.ToString();
        var callback = new Callback(
            JsonDocument.Parse(text).RootElement.GetProperty("eventType").GetString()!,
            context.Request.Path + context.Request.QueryString,
            header.StartsWith("JWT ", StringComparison.Ordinal) ? header["JWT ".Length..] : null,
            text);
        lock (callbacks)
            callbacks.Add(callback);

        var known = (ClientKey, SharedSecret, Host);
        (ClientKey, SharedSecret, Host) = (callback.ClientKey, callback.SharedSecret ?? SharedSecret, callback.Body.GetProperty("baseApiUrl").GetString()!);
        context.Response.StatusCode = OnCallback is { } decide ? await decide(callback) : 204;
        if (context.Response.StatusCode is >= 200 and < 300)
            return;

        (ClientKey, SharedSecret, _) = known;
        await context.Response.WriteAsync("the app refuses");
    }
}
