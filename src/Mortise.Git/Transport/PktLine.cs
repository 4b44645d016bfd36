using System.Buffers;
using System.Text;

namespace Mortise.Git.Transport;

/// <summary>What one read of a pkt-line brought.</summary>
internal enum PktKind
{
    /// <summary>Not a pkt-line, or longer than allowed, or cut short.</summary>
    Broken,
    Data,

    /// <summary><c>0000</c></summary>
    Flush,

    /// <summary>The stream ended where a line could have begun.</summary>
    End,
}

/// <summary>git's framing: four hexadecimal digits of length, themselves included, then that many bytes. Source: gitprotocol-common(5).</summary>
internal static class PktLine
{
    /// <summary>The most bytes that one line carries after its length.</summary>
    public const int MaxPayload = 65516;

    public static readonly ReadOnlyMemory<byte> Flush = "0000"u8.ToArray();

    private const int LengthDigits = 4;

    /// <summary>Reads exactly one line and not a byte more.</summary>
    public static async ValueTask<(PktKind Kind, ReadOnlyMemory<byte> Data)> ReadAsync(Stream input, int maxBytes, CancellationToken cancellation)
    {
        var digits = new byte[LengthDigits];
        var read = await input.ReadAtLeastAsync(digits, LengthDigits, throwOnEndOfStream: false, cancellation);
        if (read == 0)
            return (PktKind.End, default);
        if (read < LengthDigits || !TryReadLength(digits, out var length))
            return (PktKind.Broken, default);
        if (length == 0)
            return (PktKind.Flush, default);
        if (length < LengthDigits || length - LengthDigits > maxBytes)
            return (PktKind.Broken, default);

        var data = new byte[length - LengthDigits];
        read = await input.ReadAtLeastAsync(data, data.Length, throwOnEndOfStream: false, cancellation);
        return read == data.Length ? (PktKind.Data, data) : (PktKind.Broken, default);
    }

    /// <summary>Appends one line; longer payloads than <see cref="MaxPayload"/> are a bug.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        WriteLength(output, payload.Length);
        output.Write(payload);
    }

    /// <inheritdoc cref="Write(IBufferWriter{byte}, ReadOnlySpan{byte})"/>
    public static void Write(IBufferWriter<byte> output, string payload) => Write(output, Encoding.UTF8.GetBytes(payload));

    /// <summary>Appends one line of a side band: 1 is data, 2 is what the user sees as <c>remote:</c>.</summary>
    public static void WriteBand(IBufferWriter<byte> output, byte band, ReadOnlySpan<byte> payload)
    {
        WriteLength(output, payload.Length + 1);
        output.Write([band]);
        output.Write(payload);
    }

    private static void WriteLength(IBufferWriter<byte> output, int payload)
    {
        if (payload > MaxPayload)
            throw new InvalidOperationException($"A pkt-line carries at most {MaxPayload} bytes");

        var digits = output.GetSpan(LengthDigits);
        (payload + LengthDigits).TryFormat(digits, out var written, "x4");
        output.Advance(written);
    }

    private static bool TryReadLength(ReadOnlySpan<byte> digits, out int length) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out length, out var consumed, 'x') && consumed == LengthDigits && length >= 0;
}
