using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.AppProxy;

/// <summary>A request as the proxied app saw it.</summary>
internal sealed record Proxied(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>An app with a module <c>proxy</c>, installed on a workspace; it keeps what it is asked.</summary>
internal sealed class ProxyApp
{
    private readonly List<Proxied> seen = [];

    private ProxyApp(TestApp app) => App = app;

    public TestApp App { get; }

    /// <summary>What it answers; empty JSON unless set.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsJsonAsync(new JsonObject());

    public IReadOnlyList<Proxied> Seen
    {
        get
        {
            lock (seen)
                return [.. seen];
        }
    }

    public static async Task<ProxyApp> InstallAsync(TestServer server, string key, string on, string routes)
    {
        var app = server.Own(await TestApp.StartAsync(key));
        app.Descriptor["modules"] = new JsonObject { ["proxy"] = JsonNode.Parse(routes) };
        var proxied = new ProxyApp(app);
        app.ServeProxy = proxied.ServeAsync;
        await server.InstallAsync(app, on);
        return proxied;
    }

    /// <summary>Answers the JSON as it is.</summary>
    public void Say(string json) => Answer = context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    };

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new Proxied(
            context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
        lock (seen)
            seen.Add(request);

        await Answer(context);
    }
}
