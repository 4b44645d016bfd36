using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Mortise.Server.Features.ApplicationProperties;

/// <summary>Reads the bytes of a property value: sound or not, which attributes, and which bytes others may see.</summary>
internal static class PropertyReader
{
    /// <summary>The value, or null with the problem.</summary>
    public static PropertyValue? Read(ReadOnlyMemory<byte> utf8, out string? problem)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            problem = "The body is not valid UTF-8.";
            return null;
        }

        try
        {
            var outline = PropertyOutline.Of(utf8.Span);
            if (outline.HasDuplicates)
            {
                utf8 = LastOfEachName(utf8);
                outline = PropertyOutline.Of(utf8.Span);
            }

            problem = outline.Problem;
            if (problem is not null)
                return null;

            var shared = outline.AttributesMember is { } member ? Without(utf8, member, outline) : utf8;
            return new PropertyValue(outline.Attributes == PropertyAttributes.None ? shared : utf8, shared, outline.Attributes);
        }
        catch (InvalidOperationException)
        {
            problem = "A member name holds half of a surrogate pair, which is no character.";
            return null;
        }
        catch (JsonException broken)
        {
            problem = Explain(broken, utf8.Span);
            return null;
        }
    }

    private static string Explain(JsonException broken, ReadOnlySpan<byte> utf8)
    {
        var place = $" (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1})";
        if (utf8.IsEmpty)
            return "The body is empty; an application property is a JSON object.";

        if (broken.Message.Contains("depth", StringComparison.OrdinalIgnoreCase))
            return $"The body is nested deeper than {PropertyValue.MaxLevels} levels{place}.";

        return utf8.Contains((byte)'\'')
            ? $"The body is not valid JSON{place}. JSON strings stand in double quotes, not single ones."
            : $"The body is not valid JSON{place}.";
    }

    /// <summary>The bytes without the top-level member <c>_attributes</c> and the comma that joined it.</summary>
    private static byte[] Without(ReadOnlyMemory<byte> utf8, Range member, PropertyOutline outline)
    {
        var (start, length) = member.GetOffsetAndLength(utf8.Length);
        var end = start + length;
        if (outline.CommaBefore >= 0)
            start = outline.CommaBefore;
        else if (outline.CommaAfter >= 0)
            end = outline.CommaAfter + 1;

        return [.. utf8.Span[..start], .. utf8.Span[end..]];
    }

    /// <summary>Rewrites the document so that of members with one name only the last remains; numbers and strings keep their text.</summary>
    private static byte[] LastOfEachName(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = PropertyValue.MaxLevels });
        var buffer = new ArrayBufferWriter<byte>(utf8.Length);
        Copy(document.RootElement, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Copy(JsonElement element, ArrayBufferWriter<byte> to)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                // JsonElement answers a name that occurs twice with its last value; its place is where the name first stood.
                var seen = new HashSet<string>(StringComparer.Ordinal);
                to.Write("{"u8);
                foreach (var name in element.EnumerateObject().Select(member => member.Name).Where(seen.Add))
                {
                    to.Write(seen.Count == 1 ? ""u8 : ","u8);
                    to.Write(JsonSerializer.SerializeToUtf8Bytes(name));
                    to.Write(":"u8);
                    Copy(element.GetProperty(name), to);
                }

                to.Write("}"u8);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    to.Write(index++ == 0 ? ""u8 : ","u8);
                    Copy(item, to);
                }

                to.Write("]"u8);
                break;
            default:
                to.Write(Encoding.UTF8.GetBytes(element.GetRawText()));
                break;
        }
    }
}
