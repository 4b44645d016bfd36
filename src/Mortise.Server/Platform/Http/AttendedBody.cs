using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Mortise.Server.Platform.Http;

/// <summary>The body of a long answer: its client takes it as slowly as the line is, and one that takes nothing at all for a while is cut off.</summary>
/// <remarks>
/// A client that does not read keeps waiting whoever writes for it, mostly a git of its own. Kestrel bounds the average since the first byte: who took much
/// at first may rest for hours. Here every write counts by itself. One writer at a time, as with any stream.
/// </remarks>
internal sealed class AttendedBody : Stream
{
    /// <summary>How long a write waits for its client.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How often it is looked whether one waits.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly HttpContext context;
    private readonly Stream wire;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private long? waitsSince;

    private AttendedBody(HttpContext context, TimeProvider clock)
    {
        (this.context, wire, this.clock) = (context, context.Response.Body, clock);
        timer = clock.CreateTimer(static body => ((AttendedBody)body!).Look(), this, Interval, Interval);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts it in the place of the answer's body, and lets no other rate end the connection.</summary>
    public static void Attend(HttpContext context, TimeProvider clock)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;

        var body = new AttendedBody(context, clock);
        context.Response.Body = body;
        context.Response.RegisterForDispose(body);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var writing = wire.WriteAsync(buffer, cancellationToken);
        return writing.IsCompleted ? writing : new ValueTask(WaitAsync(writing.AsTask()));
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushing = wire.FlushAsync(cancellationToken);
        return flushing.IsCompleted ? flushing : WaitAsync(flushing);
    }

    public override void Write(byte[] buffer, int offset, int count) => wire.Write(buffer, offset, count);

    public override void Flush() => wire.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        timer.Dispose();
        base.Dispose(disposing);
    }

    private async Task WaitAsync(Task writing)
    {
        Begin(clock.GetTimestamp());
        try
        {
            await writing;
        }
        finally
        {
            Begin(null);
        }
    }

    private void Begin(long? since)
    {
        lock (gate)
            waitsSince = since;
    }

    /// <summary>Within the gate a write that waits goes on waiting, so that the request which is ended is the one that asked.</summary>
    private void Look()
    {
        lock (gate)
        {
            if (waitsSince is { } since && clock.GetElapsedTime(since) >= Patience)
                context.Abort();
        }
    }
}
