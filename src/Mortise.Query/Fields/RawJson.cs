using System.Text.Json;

namespace Mortise.Query.Fields;

/// <summary>Stored JSON, filtered by <c>fields</c> without being rebuilt.</summary>
public static class RawJson
{
    /// <summary>Writes a whole document; all its members count as shown by default.</summary>
    /// <remarks>
    /// What is kept is copied: number text, escapes and order of members stay; of members with the same name the last one wins. Blanks between the
    /// tokens of a filtered object go. With <see cref="FieldMask.None"/> every byte is copied.
    /// </remarks>
    /// <param name="json">Where the value goes.</param>
    /// <param name="utf8">One sound JSON value of at most 256 levels; it is not checked where all of it is wanted.</param>
    /// <param name="mask">What is wanted.</param>
    /// <exception cref="JsonException">The document had to be read and is not sound.</exception>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> utf8, FieldMask mask) => RawFilter.WriteDocument(json, utf8, mask.Root);
}
