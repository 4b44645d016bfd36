using System.Text;
using System.Text.Json;
using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Updates;

/// <summary>Reads the body of an update: one of its three forms, whatever the request calls its type.</summary>
internal static class UpdateBody
{
    /// <summary>Bytes: a descriptor at its bound, written as a JSON text with every character escaped.</summary>
    public const int MostBytes = 6 * Descriptor.MaxBytes;

    private const string Inline = "descriptor";
    private const string Url = "descriptor_url";
    private const string Forms = "The body is empty, {}, {\"descriptor\": {…}} or {\"descriptor_url\": \"…\"}";

    /// <summary>Exactly one of the two is set.</summary>
    public static async Task<(UpdateSource? Source, ApiError? Problem)> ReadAsync(HttpContext context)
    {
        var (bytes, tooLarge) = await BoundedBody.ReadAsync(context, MostBytes);
        if (tooLarge is not null)
            return (null, tooLarge);

        if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
            return (UpdateSource.Stored.Instance, null);

        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = Descriptor.MaxDepth + 1 });
            return Read(document.RootElement);
        }
        catch (JsonException broken)
        {
            return (null, ApiError.BadRequest("Bad request", $"{Forms}; it is not valid JSON: {broken.Message}"));
        }
        catch (InvalidOperationException)
        {
            return (null, JsonBody.NotText());
        }
    }

    private static (UpdateSource?, ApiError?) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return (null, ApiError.BadRequest("Bad request", $"{Forms}; it is {JsonBody.Describe(root.ValueKind)}."));

        var members = root.EnumerateObject().ToList();
        if (members.FirstOrDefault(member => member.Name is not (Inline or Url)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            return (null, ApiError.InvalidField(unknown.Name, $"This member is unknown. {Forms}."));

        return members switch
        {
            [] => (UpdateSource.Stored.Instance, null),
            [{ Name: Inline } only] => ReadInline(only.Value),
            [var only] => ReadUrl(only.Value),
            _ => (null, ApiError.InvalidField(Url, $"'{Url}' stands alone: with another member beside it, or twice, it is refused.")),
        };
    }

    /// <summary>An object, or the same as a JSON text.</summary>
    private static (UpdateSource?, ApiError?) ReadInline(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => (new UpdateSource.Inline(Encoding.UTF8.GetBytes(value.GetRawText())), null),
        JsonValueKind.String => (new UpdateSource.Inline(Encoding.UTF8.GetBytes(value.GetString()!)), null),
        _ => (null, ApiError.InvalidField(Inline, $"This is the descriptor, as an object; the body has {JsonBody.Describe(value.ValueKind)}.")),
    };

    private static (UpdateSource?, ApiError?) ReadUrl(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } url
            ? (new UpdateSource.Registered(url), null)
            : (null, ApiError.InvalidField(Url, $"This is the address of the descriptor, as a text; the body has {JsonBody.Describe(value.ValueKind)}."));
}
