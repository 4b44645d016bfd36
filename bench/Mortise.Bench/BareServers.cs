using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mortise.Bench;

/// <summary>The yardsticks: Kestrel with nothing on it but routes of the same shape.</summary>
internal static class BareServers
{
    public const string PropertyRoute = "/2.0/repositories/{workspace}/{repo_slug}/properties/{app_key}/{property_name}";

    public static Task RunAsync(int port, byte[] answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        app.MapGet(PropertyRoute, async (HttpContext context) =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        app.MapPut(PropertyRoute, async (HttpContext context) =>
        {
            var buffer = new byte[4096];
            while (await context.Request.Body.ReadAsync(buffer) > 0)
            {
            }

            context.Response.StatusCode = 204;
        });
        return app.RunAsync();
    }
}
