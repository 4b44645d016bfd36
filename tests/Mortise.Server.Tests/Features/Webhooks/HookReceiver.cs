using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Webhooks;

/// <summary>A delivery as its receiver got it.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public string Header(string name) => Headers.GetValueOrDefault(name, "");
}

/// <summary>Somebody's server that webhooks are sent to.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly List<Received> received = [];

    private HookReceiver(WebApplication web) => this.web = web;

    public string Origin => web.Urls.First();

    /// <summary>The status of the next answers, by path; 200 unless told.</summary>
    public Func<string, int> Answer { get; set; } = _ => 200;

    /// <param name="selfSigned">It speaks TLS, with a certificate that nobody vouches for.</param>
    public static async Task<HookReceiver> StartAsync(bool selfSigned = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        if (selfSigned)
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate())));
        else
            builder.WebHost.UseUrls("http://127.0.0.1:0");

        builder.Logging.ClearProviders();
        var built = builder.Build();
        var receiver = new HookReceiver(built);
        built.Run(receiver.TakeAsync);
        await built.StartAsync();
        return receiver;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>Waits until that many deliveries have come to a path; a test fails after a while.</summary>
    public Task<IReadOnlyList<Received>> WaitAsync(string path, int count) =>
        Eventually.SeeAsync(() => At(path), now => now.Count >= count, $"delivery number {count} at {path}");

    public IReadOnlyList<Received> At(string path)
    {
        lock (received)
            return [.. received.Where(one => one.Path == path)];
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await web.StopAsync(atOnce.Token);
        await web.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var path = context.Request.Path + context.Request.QueryString;
        lock (received)
            received.Add(new(path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), text));

        context.Response.StatusCode = Answer(path);
        context.Response.Headers.Location = "/elsewhere";
        await context.Response.WriteAsync("taken");
    }
}
