using System.Buffers;
using System.Text;

namespace Mortise.Connect.Jwt;

/// <summary>Bytes that grow: in memory of its maker's as long as that does, then lent by the shared pool; nothing is allocated once that is warm. Must be disposed.</summary>
internal ref struct Utf8Buffer(Span<byte> memory)
{
    /// <summary>What RFC 3986 calls unreserved: the bytes that canonical queries leave as they are.</summary>
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private Span<byte> bytes = memory;
    private byte[]? rented;
    private int length;

    public readonly ReadOnlySpan<byte> Written => this.bytes[..length];
    public readonly int Length => length;

    public void Add(byte value)
    {
        if (length == this.bytes.Length)
            Grow(1);

        this.bytes[length++] = value;
    }

    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > this.bytes.Length - length)
            Grow(bytes.Length);

        bytes.CopyTo(this.bytes[length..]);
        length += bytes.Length;
    }

    /// <summary>Adds text as UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void Add(scoped ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > this.bytes.Length - length)
            Grow(most);

        length += Encoding.UTF8.GetBytes(text, this.bytes[length..]);
    }

    /// <summary>Adds bytes, each as <c>%XX</c> unless it is unreserved or one of <paramref name="kept"/>.</summary>
    public void AddEscaped(scoped ReadOnlySpan<byte> bytes, SearchValues<byte>? kept = null)
    {
        kept ??= Unreserved;
        while (!bytes.IsEmpty)
        {
            var run = bytes.IndexOfAnyExcept(kept);
            if (run < 0)
                run = bytes.Length;

            Add(bytes[..run]);
            bytes = bytes[run..];
            if (bytes.IsEmpty)
                return;

            Add((byte)'%');
            Add(UpperHex(bytes[0] >> 4));
            Add(UpperHex(bytes[0] & 0xF));
            bytes = bytes[1..];
        }
    }

    /// <summary>
    /// Adds what a part of a URL means: <c>%XX</c> becomes its byte, and <c>+</c> a space where <paramref name="plusIsSpace"/>.
    /// A <c>%</c> without two digits stays as it is; bytes that are no UTF-8 become U+FFFD, as in the JavaScript library.
    /// </summary>
    public void AddUnescaped(scoped ReadOnlySpan<char> part, bool plusIsSpace)
    {
        var start = length;
        var plain = true;
        while (!part.IsEmpty)
        {
            var run = plusIsSpace ? part.IndexOfAny('%', '+') : part.IndexOf('%');
            if (run < 0)
                run = part.Length;

            Add(part[..run]);
            part = part[run..];
            if (part.IsEmpty)
                break;

            if (part[0] == '+')
            {
                Add((byte)' ');
                part = part[1..];
            }
            else if (part.Length >= 3 && char.IsAsciiHexDigit(part[1]) && char.IsAsciiHexDigit(part[2]))
            {
                var value = (byte)((HexValue(part[1]) << 4) | HexValue(part[2]));
                plain &= value < 0x80;
                Add(value);
                part = part[3..];
            }
            else
            {
                Add((byte)'%');
                part = part[1..];
            }
        }

        if (!plain && !System.Text.Unicode.Utf8.IsValid(this.bytes[start..length]))
        {
            var repaired = Encoding.UTF8.GetString(this.bytes[start..length]);
            length = start;
            Add(repaired);
        }
    }

    public void Clear() => length = 0;

    public void Dispose()
    {
        var lent = rented;
        this = default;
        if (lent is not null)
            ArrayPool<byte>.Shared.Return(lent);
    }

    private static byte UpperHex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(this.bytes.Length * 2, length + more));
        Written.CopyTo(larger);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);

        this.bytes = rented = larger;
    }
}
