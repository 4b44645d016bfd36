using System.Buffers;

namespace Mortise.Git.Diffs;

/// <summary>Passes a diff on without the files that are binary. What it holds back is the head of one file, never a line of content.</summary>
/// <param name="destination">Stays open.</param>
internal sealed class TextOnlyDiff(Stream destination) : Stream
{
    private static ReadOnlySpan<byte> File => "diff --git "u8;

    private static ReadOnlySpan<byte> Binary => "Binary files "u8;

    private readonly ArrayBufferWriter<byte> output = new();
    private readonly ArrayBufferWriter<byte> head = new();
    private readonly byte[] begun = new byte[Binary.Length];
    private int length;
    private bool isKnown;
    private Place place = Place.Text;

    private enum Place
    {
        Head,
        Text,
        Left,
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Pass(buffer.Span);
        await SendAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends what was held back, after the last write.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        Know();
        output.Write(head.WrittenSpan);
        await SendAsync(cancellation);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Diffs are written asynchronously");

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..(end + 1)];
            bytes = bytes[part.Length..];
            if (!isKnown)
            {
                var taken = Math.Min(part.Length, begun.Length - length);
                part[..taken].CopyTo(begun.AsSpan(length));
                length += taken;
                part = part[taken..];
                if (length == begun.Length || end >= 0)
                    Know();
            }

            if (isKnown)
                Emit(part);
            if (end >= 0)
                (length, isKnown) = (0, false);
        }
    }

    /// <summary>Decides by its beginning what a line is: a file begins, a file is binary, its content begins.</summary>
    private void Know()
    {
        var line = begun.AsSpan(0, length);
        if (line.StartsWith(File))
        {
            output.Write(head.WrittenSpan);
            head.ResetWrittenCount();
            place = Place.Head;
        }
        else if (place == Place.Head && line.SequenceEqual(Binary))
        {
            head.ResetWrittenCount();
            place = Place.Left;
        }
        else if (place == Place.Head && line.StartsWith("@@"u8))
        {
            output.Write(head.WrittenSpan);
            head.ResetWrittenCount();
            place = Place.Text;
        }

        isKnown = true;
        Emit(line);
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        if (place == Place.Head)
            head.Write(bytes);
        else if (place == Place.Text)
            output.Write(bytes);
    }

    private async ValueTask SendAsync(CancellationToken cancellation)
    {
        if (output.WrittenCount == 0)
            return;

        await destination.WriteAsync(output.WrittenMemory, cancellation);
        output.ResetWrittenCount();
    }
}
