namespace Mortise.Server.Features.Commits.Diffs;

/// <summary>The body of an answer that is made while it is sent: its headers go out with its first bytes, and the time that sending takes is given back.</summary>
internal sealed class TimedBody(HttpResponse response, string tag, CancellationTokenSource limit, TimeSpan allowed, TimeProvider clock) : Stream
{
    private long since = clock.GetTimestamp();
    private TimeSpan left = allowed;

    public bool HasBegun { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says what follows; nothing happens the second time.</summary>
    public void Begin()
    {
        if (HasBegun)
            return;

        HasBegun = true;
        response.ContentType = "text/plain";
        response.Headers.ETag = tag;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Begin();
        left -= clock.GetElapsedTime(since);
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        await response.Body.WriteAsync(buffer, cancellationToken);
        since = clock.GetTimestamp();
        limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously");
}
