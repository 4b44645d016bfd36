using System.Buffers;
using System.Runtime.InteropServices;

namespace Mortise.Connect.Jwt;

/// <summary>The decoded parameters of a query or of a form body, without those named <c>jwt</c>. Must be disposed.</summary>
internal ref struct QueryParameters
{
    private Utf8Buffer text;
    private Parameter[] items;
    private int count;

    /// <param name="memory">For the decoded text, as long as that does.</param>
    public QueryParameters(Span<byte> memory)
    {
        this.text = new(memory);
        items = ArrayPool<Parameter>.Shared.Rent(16);
    }

    /// <summary>Adds the pairs that <c>&amp;</c> parts; empty ones are skipped, and a pair without <c>=</c> has an empty value.</summary>
    public void Add(scoped ReadOnlySpan<char> query)
    {
        while (!query.IsEmpty)
        {
            var end = query.IndexOf('&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            if (!pair.IsEmpty)
                AddPair(pair);
        }
    }

    private void AddPair(scoped ReadOnlySpan<char> pair)
    {
        var equals = pair.IndexOf('=');
        var start = this.text.Length;
        this.text.AddUnescaped(equals < 0 ? pair : pair[..equals], plusIsSpace: true);
        var middle = this.text.Length;
        if (this.text.Written[start..middle].SequenceEqual("jwt"u8))
            return;

        if (equals >= 0)
            this.text.AddUnescaped(pair[(equals + 1)..], plusIsSpace: true);

        if (count == items.Length)
            Grow();

        items[count++] = new(start, middle, this.text.Length);
    }

    /// <summary>Writes <c>name=value,value&amp;name=value</c>, sorted; this sorts the parameters in place.</summary>
    public readonly void Write(ref Utf8Buffer canonical, bool sortEncoded, bool dropBlanks)
    {
        Sort(sortEncoded);
        var first = true;
        ReadOnlySpan<byte> last = default;
        foreach (var item in items.AsSpan(0, count))
        {
            var name = NameOf(item);
            var value = ValueOf(item);
            if (dropBlanks && value.IsEmpty)
                continue;

            if (!first && name.SequenceEqual(last))
            {
                canonical.Add((byte)',');
            }
            else
            {
                if (!first)
                    canonical.Add((byte)'&');

                canonical.AddEscaped(name);
                canonical.Add((byte)'=');
            }

            canonical.AddEscaped(value);
            first = false;
            last = name;
        }
    }

    public void Dispose()
    {
        this.text.Dispose();
        var rented = items;
        this = default;
        if (rented is not null)
            ArrayPool<Parameter>.Shared.Return(rented);
    }

    private readonly ReadOnlySpan<byte> NameOf(Parameter item) => this.text.Written[item.Start..item.Middle];
    private readonly ReadOnlySpan<byte> ValueOf(Parameter item) => this.text.Written[item.Middle..item.End];

    /// <summary>A heap sort: in place, without a delegate, and never quadratic, since the parameters come from outside.</summary>
    private readonly void Sort(bool encoded)
    {
        var all = items.AsSpan(0, count);
        for (var root = (all.Length / 2) - 1; root >= 0; root--)
            SiftDown(all, root, encoded);

        for (var end = all.Length - 1; end > 0; end--)
        {
            (all[0], all[end]) = (all[end], all[0]);
            SiftDown(all[..end], 0, encoded);
        }
    }

    private readonly void SiftDown(Span<Parameter> heap, int root, bool encoded)
    {
        while ((2 * root) + 1 < heap.Length)
        {
            var child = (2 * root) + 1;
            if (child + 1 < heap.Length && Compare(heap[child], heap[child + 1], encoded) < 0)
                child++;

            if (Compare(heap[root], heap[child], encoded) >= 0)
                return;

            (heap[root], heap[child]) = (heap[child], heap[root]);
            root = child;
        }
    }

    private readonly int Compare(Parameter left, Parameter right, bool encoded)
    {
        var names = Compare(NameOf(left), NameOf(right), encoded);
        return names != 0 ? names : Compare(ValueOf(left), ValueOf(right), encoded);
    }

    /// <summary>
    /// Orders two decoded texts. Encoded: as their <c>%XX</c> forms would be ordered. Decoded: by UTF-16 code units, as JavaScript
    /// and .NET compare; this differs from the order of code points only where one of the two is beyond U+FFFF.
    /// </summary>
    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool encoded)
    {
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length - right.Length;

        return encoded ? EncodedRank(left[same]) - EncodedRank(right[same]) : Utf16Rank(left[same]) - Utf16Rank(right[same]);
    }

    /// <summary>An escaped byte begins with <c>%</c>, which comes before every unreserved one.</summary>
    private static int EncodedRank(byte value) =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' ? value + 256 : value;

    /// <summary>The lead bytes of code points beyond U+FFFF (surrogates in UTF-16) go before those of U+E000 to U+FFFF.</summary>
    private static int Utf16Rank(byte value) => value switch
    {
        0xEE or 0xEF => value + 256,
        _ => value,
    };

    private void Grow()
    {
        var larger = ArrayPool<Parameter>.Shared.Rent(items.Length * 2);
        items.AsSpan(0, count).CopyTo(larger);
        ArrayPool<Parameter>.Shared.Return(items);
        items = larger;
    }

    /// <summary>Where a name and the value after it stand in the decoded text.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Parameter(int Start, int Middle, int End);
}
