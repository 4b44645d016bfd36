using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mortise.Query.Fields;

namespace Mortise.Query.Tests.Fields;

/// <summary>What a writer leaves, as text.</summary>
internal static class Written
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static FieldMask Mask(string? fields)
    {
        Assert.True(FieldMask.TryParse(fields, out var mask, out var problem), problem);
        return mask;
    }

    public static string Document(string? fields, Action<ObjectWriter> write) =>
        Text(json => ObjectWriter.WriteDocument(json, Mask(fields), write, static (writer, write) => write(writer)));

    public static string Raw(string document, string? fields) => Text(json => RawJson.Write(json, Encoding.UTF8.GetBytes(document), Mask(fields)));

    public static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
