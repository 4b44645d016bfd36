using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Mortise.Git.Objects;

/// <summary>The SHA-1 name of a git object: 20 bytes, written as 40 lower-case hexadecimal digits.</summary>
public readonly struct ObjectId : IEquatable<ObjectId>, IComparable<ObjectId>
{
    /// <summary>Bytes of a binary id.</summary>
    public const int ByteLength = 20;

    /// <summary>Digits of a written id.</summary>
    public const int HexLength = 40;

    private readonly ulong high;
    private readonly ulong middle;
    private readonly uint low;

    /// <summary>Takes a binary id as packs and trees hold it.</summary>
    /// <param name="bytes">Exactly 20 bytes.</param>
    public ObjectId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new ArgumentException("An object id has 20 bytes", nameof(bytes));

        high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>Forty zeros: in a reference update, "no object" (to be created, or to be deleted).</summary>
    public static ObjectId Zero => default;

    public bool IsZero => (high | middle | low) == 0;

    public static bool operator ==(ObjectId left, ObjectId right) => left.Equals(right);

    public static bool operator !=(ObjectId left, ObjectId right) => !left.Equals(right);

    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;

    /// <summary>Reads 40 hexadecimal digits of either case; anything else is a <see cref="FormatException"/>.</summary>
    public static ObjectId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a full object id");

    /// <summary>Reads exactly 40 hexadecimal digits of either case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ObjectId id) => TryParse(text.AsSpan(), out id);

    /// <inheritdoc cref="TryParse(string?, out ObjectId)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out ObjectId id)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        var read = text.Length == HexLength
            && Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == ByteLength;
        id = read ? new ObjectId(bytes) : default;
        return read;
    }

    /// <inheritdoc cref="TryParse(string?, out ObjectId)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ObjectId id)
    {
        id = default;
        if (utf8.Length != HexLength)
            return false;

        Span<char> text = stackalloc char[HexLength];
        for (var i = 0; i < HexLength; i++)
            text[i] = (char)utf8[i];

        return TryParse(text, out id);
    }

    /// <summary>Writes the 20 bytes.</summary>
    public void WriteBytes(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], low);
    }

    public bool Equals(ObjectId other) => high == other.high && middle == other.middle && low == other.low;

    public override bool Equals(object? obj) => obj is ObjectId other && Equals(other);

    public override int GetHashCode() => (int)(high >> 32) ^ (int)high;

    public int CompareTo(ObjectId other)
    {
        var order = high.CompareTo(other.high);
        if (order == 0)
            order = middle.CompareTo(other.middle);
        return order != 0 ? order : low.CompareTo(other.low);
    }

    /// <summary>The 40 lower-case digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        WriteBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
