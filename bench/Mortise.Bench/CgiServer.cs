using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mortise.Bench;

/// <summary>The yardstick of clones: <c>git http-backend</c> behind Kestrel, as its manual has it behind a web server. Source: RFC 3875.</summary>
internal static class CgiServer
{
    public static Task RunAsync(int port, string root)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        app.Map("/git/{**path}", (HttpContext context, string path) => ServeAsync(context, root, path));
        return app.RunAsync();
    }

    private static async Task ServeAsync(HttpContext context, string root, string path)
    {
        using var process = Process.Start(Backend(context.Request, root, path))!;
        var feeding = FeedAsync(context.Request.Body, process.StandardInput.BaseStream);
        var output = process.StandardOutput.BaseStream;
        while (await LineAsync(output) is { Length: > 0 } line)
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name == "Status")
                context.Response.StatusCode = int.Parse(value[..3], CultureInfo.InvariantCulture);
            else
                context.Response.Headers[name] = value;
        }

        await output.CopyToAsync(context.Response.Body);
        await feeding;
        await process.WaitForExitAsync();
    }

    private static ProcessStartInfo Backend(HttpRequest request, string root, string path)
    {
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in new[]
        {
            ("GIT_PROJECT_ROOT", root), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", "/" + path), ("REQUEST_METHOD", request.Method),
            ("QUERY_STRING", request.QueryString.Value?.TrimStart('?')), ("CONTENT_TYPE", request.ContentType), ("GIT_PROTOCOL", request.Headers["Git-Protocol"].ToString()),
            ("HTTP_CONTENT_ENCODING", request.Headers.ContentEncoding.ToString()),
        })
            start.Environment[name] = value;

        return start;
    }

    private static async Task FeedAsync(Stream body, Stream input)
    {
        await body.CopyToAsync(input);
        await input.DisposeAsync();
    }

    private static async Task<string?> LineAsync(Stream output)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one) > 0 && one[0] != '\n')
            line.Append((char)one[0]);

        return line.ToString().TrimEnd('\r');
    }
}
