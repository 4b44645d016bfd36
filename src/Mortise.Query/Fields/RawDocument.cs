using System.Buffers;
using System.Text.Json;

namespace Mortise.Query.Fields;

/// <summary>The tokens of one stored JSON value, read in one pass into pooled memory.</summary>
internal ref struct RawDocument : IDisposable
{
    private const int MaxDepth = 256;

    private readonly ReadOnlySpan<byte> source;
    private readonly byte[] unescaped;
    private RawToken[] tokens;
    private int count;

    /// <exception cref="JsonException">The bytes are not one JSON value of at most 256 levels.</exception>
    public RawDocument(ReadOnlySpan<byte> source)
    {
        this.source = source;
        unescaped = ArrayPool<byte>.Shared.Rent(source.Length);
        tokens = ArrayPool<RawToken>.Shared.Rent(Math.Max(16, source.Length / 8));
        Read();
    }

    public readonly ReadOnlySpan<RawToken> Tokens => tokens.AsSpan(0, count);

    public readonly ReadOnlySpan<byte> Bytes(RawToken token) => source.Slice(token.Start, token.Length);

    /// <summary>A name without its escapes, valid until the next call.</summary>
    public readonly ReadOnlySpan<byte> Name(RawToken name)
    {
        if (!name.IsEscaped)
            return Bytes(name);

        try
        {
            var reader = new Utf8JsonReader(source.Slice(name.Start - 1, name.Length + 2));
            reader.Read();
            return unescaped.AsSpan(0, reader.CopyString(unescaped));
        }
        catch (InvalidOperationException)
        {
            return Bytes(name);   // half of a surrogate pair: no text equals it
        }
    }

    public readonly void Dispose()
    {
        ArrayPool<byte>.Shared.Return(unescaped);
        ArrayPool<RawToken>.Shared.Return(tokens);
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = MaxDepth });
        var open = -1;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    MarkArray(open);
                    open = Add(new() { Start = (int)reader.TokenStartIndex, Kind = RawKind.Object, Next = open });
                    break;
                case JsonTokenType.StartArray:
                    open = Add(new() { Start = (int)reader.TokenStartIndex, Kind = RawKind.Array, Next = open });
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open = Close(open, (int)reader.BytesConsumed);
                    break;
                case JsonTokenType.PropertyName:
                    Add(new()
                    {
                        Start = (int)reader.TokenStartIndex + 1,
                        Length = reader.ValueSpan.Length,
                        Next = count + 1,
                        Kind = RawKind.Name,
                        IsEscaped = reader.ValueIsEscaped,
                    });
                    break;
                default:
                    var start = (int)reader.TokenStartIndex;
                    Add(new() { Start = start, Length = (int)reader.BytesConsumed - start, Next = count + 1 });
                    break;
            }
        }
    }

    private int Add(RawToken token)
    {
        if (count == tokens.Length)
        {
            var larger = ArrayPool<RawToken>.Shared.Rent(count * 2);
            tokens.CopyTo(larger, 0);
            ArrayPool<RawToken>.Shared.Return(tokens);
            tokens = larger;
        }

        tokens[count] = token;
        return count++;
    }

    private readonly void MarkArray(int container)
    {
        if (container >= 0 && tokens[container].Kind == RawKind.Array)
            tokens[container].HoldsObjects = true;
    }

    /// <summary>Ends a container and gives the one around it.</summary>
    private readonly int Close(int container, int end)
    {
        ref var token = ref tokens[container];
        var around = token.Next;
        token.Length = end - token.Start;
        token.Next = count;
        if (token.Kind == RawKind.Object)
            MarkShadowed(container);
        else if (token.HoldsObjects)
            MarkArray(around);
        return around;
    }

    private readonly void MarkShadowed(int container)
    {
        // 1. A hash of each name, side by side, since searching numbers is quick.
        var hashes = ArrayPool<int>.Shared.Rent((count - container) / 2 + 1);
        var members = 0;
        for (var at = container + 1; at < count; at = tokens[at + 1].Next)
        {
            var hash = default(HashCode);
            hash.AddBytes(Name(tokens[at]));
            hashes[members++] = hash.ToHashCode();
        }

        // 2. A name is shadowed if its hash comes again. The seed of HashCode is a secret of the process, but 32 bits may still meet: compare.
        var later = hashes.AsSpan(0, members);
        for (var at = container + 1; at < count; at = tokens[at + 1].Next)
        {
            var hash = later[0];
            later = later[1..];
            if (later.Contains(hash))
                tokens[at].IsShadowed = ComesAgain(at);
        }

        ArrayPool<int>.Shared.Return(hashes);
    }

    private readonly bool ComesAgain(int name)
    {
        var wanted = Name(tokens[name]).ToArray();
        for (var at = tokens[name + 1].Next; at < count; at = tokens[at + 1].Next)
        {
            if (Name(tokens[at]).SequenceEqual(wanted))
                return true;
        }

        return false;
    }
}
