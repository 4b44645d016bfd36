using System.Runtime.InteropServices;
using Microsoft.Net.Http.Headers;

namespace Mortise.Server.Features.Source;

/// <summary>The part of a content that a <c>Range</c> header asks for.</summary>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Length">Bytes in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>Bytes that a range may leave out before it: git unfolds a blob from its beginning, so that they cost as much as bytes that are sent.</summary>
    public const long MostOffset = 64 * 1024 * 1024;

    /// <summary>
    /// The one range of bytes asked for; null: all of it, also where several are asked for, the header cannot be read, or the range begins after
    /// <see cref="MostOffset"/>, as RFC 9110, 14.2 allows.
    /// </summary>
    /// <param name="size">Bytes of the whole.</param>
    /// <param name="tag">Its entity tag; a range under another <c>If-Range</c> does not count.</param>
    /// <param name="outside">The range lies beyond the end: 416.</param>
    public static ByteRange? Read(HttpRequest request, long size, string tag, out bool outside)
    {
        outside = false;
        if (request.Headers.Range.Count != 1 || (request.Headers.IfRange is { Count: > 0 } known && known.ToString() != tag)
            || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var asked) || asked.Unit != "bytes" || asked.Ranges.Count != 1)
            return null;

        var range = asked.Ranges.First();
        var from = range.From ?? Math.Max(0, size - range.To!.Value);
        var to = range.From is null ? size - 1 : Math.Min(range.To ?? size - 1, size - 1);
        outside = from >= size || to < from;
        return outside || from > MostOffset ? null : new ByteRange(from, to - from + 1);
    }
}
