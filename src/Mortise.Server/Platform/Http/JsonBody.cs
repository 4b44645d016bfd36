using System.Text.Json;

namespace Mortise.Server.Platform.Http;

/// <summary>The JSON object of a request: bounded, read once; a flat form with the same names counts as one.</summary>
internal sealed class JsonBody
{
    /// <summary>Bytes.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Levels of nesting.</summary>
    public const int MostLevels = 32;

    private JsonBody(JsonElement root) => Root = root;

    /// <summary>Always an object.</summary>
    public JsonElement Root { get; }

    /// <summary>Reads the body; an empty one counts as <c>{}</c> when <paramref name="optional"/>.</summary>
    public static async Task<(JsonBody? Body, ApiError? Problem)> ReadAsync(HttpContext context, bool optional = false)
    {
        var request = context.Request;
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) || type.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return await ReadFormAsync(context);

        if (type.Length > 0 && !type.Equals("application/json", StringComparison.OrdinalIgnoreCase) && !type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            && !type.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
            return (null, ApiError.UnsupportedMediaType($"This endpoint takes application/json; the request says {type}."));

        var (bytes, tooLarge) = await BoundedBody.ReadAsync(context, MostBytes);
        if (tooLarge is not null)
            return (null, tooLarge);

        if (bytes.Length == 0 && optional)
            bytes = "{}"u8.ToArray();

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MostLevels });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (new JsonBody(document.RootElement.Clone()), null)
                : (null, ApiError.BadRequest("Bad request", $"The body must be a JSON object; it is {Describe(document.RootElement.ValueKind)}."));
        }
        catch (JsonException broken)
        {
            return (null, ApiError.BadRequest("Bad request", $"The body is not valid JSON: {broken.Message}"));
        }
    }

    private static async Task<(JsonBody? Body, ApiError? Problem)> ReadFormAsync(HttpContext context)
    {
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var members = form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
            return (new JsonBody(JsonSerializer.SerializeToElement(members)), null);
        }
        catch (InvalidDataException broken)
        {
            return (null, ApiError.BadRequest("Bad request", broken.Message));
        }
    }

    internal static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a string",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "an object",
    };
}

/// <summary>A request body read up to a bound.</summary>
internal static class BoundedBody
{
    /// <summary>The bytes, or 413 as soon as there are more than <paramref name="most"/>.</summary>
    public static async Task<(byte[] Bytes, ApiError? TooLarge)> ReadAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
            return ([], ApiError.TooLarge($"The body has {context.Request.ContentLength} bytes; this endpoint takes at most {most}."));

        using var buffer = new PooledBuffer();
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer.GetMemory(4096), context.RequestAborted)) > 0)
        {
            buffer.Advance(read);
            if (buffer.Length > most)
                return ([], ApiError.TooLarge($"The body is larger than the {most} bytes this endpoint takes."));
        }

        return (buffer.WrittenSpan.ToArray(), null);
    }
}
