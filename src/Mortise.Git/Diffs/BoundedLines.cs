namespace Mortise.Git.Diffs;

/// <summary>Reads a stream line by line, and keeps no more of a line than a bound; a newline ends each. Not thread-safe.</summary>
internal sealed class BoundedLines(Stream stream, int most)
{
    private readonly byte[] buffer = new byte[32 * 1024];
    private readonly byte[] line = new byte[most];
    private int start;
    private int end;
    private int length;

    /// <summary>The line that <see cref="NextAsync"/> has read, without its newline; good until the next call.</summary>
    public ReadOnlySpan<byte> Current => line.AsSpan(0, length);

    /// <summary>Whether the line was longer.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Goes to the next line; false after the last.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        (length, IsCut) = (0, false);
        var any = false;
        while (true)
        {
            if (start == end)
            {
                (start, end) = (0, await stream.ReadAsync(buffer, cancellation));
                if (end == 0)
                    return any;
            }

            any = true;
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            var part = buffer.AsSpan(start, newline < 0 ? end - start : newline);
            var taken = Math.Min(part.Length, most - length);
            part[..taken].CopyTo(line.AsSpan(length));
            length += taken;
            IsCut |= taken < part.Length;
            start += part.Length + (newline < 0 ? 0 : 1);
            if (newline >= 0)
                return true;
        }
    }
}
