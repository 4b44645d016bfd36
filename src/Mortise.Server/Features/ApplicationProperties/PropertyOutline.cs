using System.Text.Json;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>What one pass over a property value finds: its attributes, where their member stands, and whether a name occurs twice.</summary>
internal sealed class PropertyOutline
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PropertyValue.MaxLevels };

    public PropertyAttributes Attributes { get; private set; }

    /// <summary>The bytes of the top-level member <c>_attributes</c>, name and value; null when there is none.</summary>
    public Range? AttributesMember { get; private set; }

    /// <summary>Positions of the commas beside that member; -1 where there is none.</summary>
    public int CommaBefore { get; private set; } = -1;

    public int CommaAfter { get; private set; } = -1;

    public bool HasDuplicates { get; private set; }

    /// <summary>Why this is no property value; null when it is one.</summary>
    public string? Problem { get; private set; }

    /// <exception cref="JsonException">The bytes are not JSON, or too deep.</exception>
    public static PropertyOutline Of(ReadOnlySpan<byte> utf8)
    {
        var outline = new PropertyOutline();
        outline.Read(utf8);
        return outline;
    }

    private void Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Problem = $"An application property is a JSON object; the body is {Name(reader.TokenType)}.";
            reader.Skip();
            while (reader.Read())
            {
            }

            return;
        }

        var names = new Stack<HashSet<string>>();
        var afterValue = (int)reader.BytesConsumed;
        names.Push(new HashSet<string>(StringComparer.Ordinal));
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    HasDuplicates |= !names.Peek().Add(reader.GetString()!);
                    if (reader.CurrentDepth == 1 && reader.ValueTextEquals("_attributes"u8))
                        ReadAttributes(ref reader, utf8, afterValue);

                    break;
                default:
                    break;
            }

            if (reader.CurrentDepth == 1 && reader.TokenType != JsonTokenType.PropertyName)
                afterValue = (int)reader.BytesConsumed;
        }
    }

    private void ReadAttributes(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, int afterValue)
    {
        var start = (int)reader.TokenStartIndex;
        Attributes = PropertyAttributes.None;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Problem = $"_attributes is an array of 'public' and 'read_only'; it is {Name(reader.TokenType)}.";
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            Add(ref reader);

        var end = (int)reader.BytesConsumed;
        AttributesMember = start..end;
        CommaBefore = utf8[afterValue..start].IndexOf((byte)',') is var before and >= 0 ? afterValue + before : -1;
        var rest = utf8[end..].TrimStart(" \t\r\n"u8);
        CommaAfter = !rest.IsEmpty && rest[0] == (byte)',' ? utf8.Length - rest.Length : -1;
    }

    private void Add(ref Utf8JsonReader reader)
    {
        var attribute = reader.TokenType == JsonTokenType.String
            ? reader.GetString() switch
            {
                "public" => PropertyAttributes.Public,
                "read_only" => PropertyAttributes.ReadOnly,
                _ => PropertyAttributes.None,
            }
            : PropertyAttributes.None;
        if (attribute == PropertyAttributes.None)
            Problem ??= $"_attributes holds 'public' and 'read_only' alone; it has {(reader.TokenType == JsonTokenType.String ? $"'{reader.GetString()}'" : Name(reader.TokenType))}.";
        else if (Attributes.HasFlag(attribute))
            Problem ??= "_attributes names the same attribute twice.";

        Attributes |= attribute;
        reader.Skip();
    }

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.Null => "null",
        JsonTokenType.Number => "a number",
        JsonTokenType.String => "a string",
        _ => "a boolean",
    };
}
