using System.Buffers;
using System.Text;

namespace Mortise.Connect.Jwt;

/// <summary>Bytes that grow, lent by the shared pool: nothing is allocated once the pool is warm. Must be disposed.</summary>
internal ref struct Utf8Buffer
{
    /// <summary>What RFC 3986 calls unreserved: the bytes that canonical queries leave as they are.</summary>
    private static readonly SearchValues<byte> s_unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private byte[] _bytes;
    private int _length;

    public Utf8Buffer(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);
    public readonly int Length => _length;

    public void Add(byte value)
    {
        if (_length == _bytes.Length)
            Grow(1);

        _bytes[_length++] = value;
    }

    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _length)
            Grow(bytes.Length);

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Adds text as UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void Add(scoped ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > _bytes.Length - _length)
            Grow(most);

        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary>Adds bytes, each as <c>%XX</c> unless it is unreserved or one of <paramref name="kept"/>.</summary>
    public void AddEscaped(scoped ReadOnlySpan<byte> bytes, SearchValues<byte>? kept = null)
    {
        kept ??= s_unreserved;
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
        var start = _length;
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

        if (!plain && !System.Text.Unicode.Utf8.IsValid(_bytes.AsSpan(start, _length - start)))
        {
            var repaired = Encoding.UTF8.GetString(_bytes, start, _length - start);
            _length = start;
            Add(repaired);
        }
    }

    public void Clear() => _length = 0;

    public void Dispose()
    {
        var bytes = _bytes;
        this = default;
        if (bytes is not null)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private static byte UpperHex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
