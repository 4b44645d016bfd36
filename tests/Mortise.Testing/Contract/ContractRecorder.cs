using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mortise.Server.Platform.Http;

namespace Mortise.Testing.Contract;

/// <summary>Stands around the server under test and holds every JSON answer below <c>/2.0</c> against our own document, and the published one where it is.</summary>
/// <remarks>It looks at what leaves the server, and changes nothing. A test fails when its server is disposed of (<see cref="TestServer.DisposeAsync"/>).</remarks>
internal sealed class ContractRecorder(PublishedDocument? document) : IStartupFilter
{
    private readonly ConcurrentQueue<string> violations = new();
    private int count;

    /// <summary>Answers that were checked.</summary>
    public int Count => count;

    /// <summary>Each with method, path, status, and what is wrong where.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(WatchAsync);
        next(app);
    };

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (!path.Contains("/2.0", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var wire = context.Response.Body;
        await using var copy = new JsonCopy(context.Response, wire);
        context.Response.Body = copy;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        if (context.RequestAborted.IsCancellationRequested)
            return;

        // What an app says is not ours to judge.
        if (context.GetEndpoint()?.Metadata.GetMetadata<AnsweredByApp>() is not null)
            return;

        if (copy.Json is { Length: > 0 } json)
            Check(context, method, path, json.ToArray());
        else
            ShapeRecorder.Record(method, RouteOf(context), context.Response.StatusCode, default);
    }

    private void Check(HttpContext context, string method, string path, ReadOnlyMemory<byte> body)
    {
        Interlocked.Increment(ref count);
        var (route, status) = (RouteOf(context), context.Response.StatusCode);
        var isPartial = context.Request.Query.ContainsKey("fields");
        foreach (var fault in document?.Check(method, route, status, isPartial, body) ?? [])
            violations.Enqueue($"{method} {path}{context.Request.QueryString} {status} {fault}");

        if (!isPartial)
            ShapeRecorder.Record(method, route, status, body);

        foreach (var fault in OwnDocument.Check(method, route, status, isPartial, body))
            violations.Enqueue($"{method} {path}{context.Request.QueryString} {status} by our own document {fault}");
    }

    /// <summary>The pattern below <c>/2.0</c>; null: no route was found.</summary>
    private static string? RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern && pattern.StartsWith("/2.0", StringComparison.Ordinal) ? pattern["/2.0".Length..] : null;

    /// <summary>Passes everything on, and keeps what is written while the answer says that it is JSON.</summary>
    private sealed class JsonCopy(HttpResponse response, Stream wire) : Stream
    {
        public MemoryStream? Json { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Keep(buffer.Span);
            await wire.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            Keep(buffer.AsSpan(offset, count));
            wire.Write(buffer, offset, count);
        }

        public override void Flush() => wire.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => wire.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            if (response.Headers.ContentEncoding.Count == 0 && response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
                (Json ??= new MemoryStream()).Write(bytes);
        }
    }
}
