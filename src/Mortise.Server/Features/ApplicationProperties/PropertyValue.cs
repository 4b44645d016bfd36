using System.Diagnostics.CodeAnalysis;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>The JSON object that an app keeps under one property name: the bytes as they came, and the attributes read from them.</summary>
/// <remarks>
/// At most <see cref="MaxBytes"/> bytes of UTF-8 and <see cref="MaxLevels"/> levels. Only the top-level member <c>_attributes</c> has a meaning
/// here; everything else belongs to the app and goes back byte for byte, with one exception: of members with one name the last alone is kept.
/// Source: Bitbucket Cloud docs, "Application properties".
/// </remarks>
internal sealed class PropertyValue
{
    public const int MaxBytes = 32 * 1024;

    public const int MaxLevels = 32;

    internal PropertyValue(ReadOnlyMemory<byte> utf8, ReadOnlyMemory<byte> shared, PropertyAttributes attributes) =>
        (Utf8, Shared, Attributes) = (utf8, shared, attributes);

    /// <summary>As its app reads it: with <c>_attributes</c> where there are any.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>As others read it: without <c>_attributes</c>.</summary>
    public ReadOnlyMemory<byte> Shared { get; }

    public PropertyAttributes Attributes { get; }

    /// <summary>Reads the body once, forward only, or says in <paramref name="problem"/> why it is not a property value.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out PropertyValue? value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        if (utf8.Length > MaxBytes)
        {
            problem = $"An application property has at most {MaxBytes} bytes; this one has {utf8.Length}.";
            return false;
        }

        value = PropertyReader.Read(utf8, out problem);
        return value is not null;
    }
}
