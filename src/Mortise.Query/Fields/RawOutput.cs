using System.Buffers;
using System.Text.Json;

namespace Mortise.Query.Fields;

/// <summary>The filtered form of stored JSON. It only leaves things out, so that it needs no more bytes than its source and one comma.</summary>
internal ref struct RawOutput(int sourceLength) : IDisposable
{
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(sourceLength + 1);
    private int length;

    public void StartObject() => Append((byte)'{');

    public void EndObject() => End((byte)'}');

    public void StartArray() => Append((byte)'[');

    public void EndArray() => End((byte)']');

    /// <summary>Writes a member's name, escapes as they came.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Append((byte)'"');
        Append(name);
        Append((byte)'"');
        Append((byte)':');
    }

    /// <summary>Writes a whole value.</summary>
    public void Value(ReadOnlySpan<byte> value)
    {
        Append(value);
        EndValue();
    }

    public readonly void WriteTo(Utf8JsonWriter json) => json.WriteRawValue(buffer.AsSpan(0, length - 1), skipInputValidation: true);

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void End(byte bracket)
    {
        if (buffer[length - 1] == ',')
            length--;
        Append(bracket);
        EndValue();
    }

    private void EndValue() => Append((byte)',');

    private void Append(byte value) => buffer[length++] = value;

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
