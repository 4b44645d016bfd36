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

    /// <summary>A member that must be text and not empty. Exactly one of the two is set; the refusal names the member.</summary>
    public (string? Text, ApiError? Problem) RequiredText(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text.Contains('\0', StringComparison.Ordinal) ? (null, ApiError.InvalidField(name, "The text holds a NUL character.")) : (text, null)
            : (null, ApiError.InvalidField(name, "This field is required: a text."));

    /// <summary>Reads the body; an empty one counts as <c>{}</c> when <paramref name="optional"/>.</summary>
    public static async Task<(JsonBody? Body, ApiError? Problem)> ReadAsync(HttpContext context, bool optional = false)
    {
        var (root, problem) = await ReadAnyAsync(context, optional);
        if (problem is not null)
            return (null, problem);

        return root.ValueKind == JsonValueKind.Object
            ? (new JsonBody(root), null)
            : (null, ApiError.BadRequest("Bad request", $"The body must be a JSON object; it is {Describe(root.ValueKind)}."));
    }

    /// <summary>As <see cref="ReadAsync"/>, where the body may be any JSON.</summary>
    public static async Task<(JsonElement Root, ApiError? Problem)> ReadAnyAsync(HttpContext context, bool optional = false)
    {
        if (IsForm(TypeOf(context.Request)))
            return await ReadFormAsync(context);

        if (RefuseType(context.Request) is { } type)
            return (default, type);

        var (bytes, tooLarge) = await BoundedBody.ReadAsync(context, MostBytes);
        if (tooLarge is not null)
            return (default, tooLarge);

        if (bytes.Length == 0 && optional)
            bytes = "{}"u8.ToArray();

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MostLevels });
            return WhyNotText(bytes) is { } fault ? (default, fault) : (document.RootElement.Clone(), null);
        }
        catch (JsonException broken)
        {
            return (default, NotJson(broken));
        }
    }

    /// <summary>415 where the request says that its body is something else than JSON; no type, and plain text, pass for it.</summary>
    public static ApiError? RefuseType(HttpRequest request)
    {
        var type = TypeOf(request);
        return type.Length == 0 || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase) || type.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            ? null
            : ApiError.UnsupportedMediaType($"This endpoint takes application/json; the request says {type}.");
    }

    /// <summary>400: the body breaks off, or is no JSON.</summary>
    public static ApiError NotJson(JsonException broken) => ApiError.BadRequest("Bad request", $"The body is not valid JSON: {broken.Message}");

    /// <summary>400: a text of the body cannot be decoded.</summary>
    public static ApiError NotText() => ApiError.BadRequest("Bad request", "A text of the body is not UTF-8, or holds half of a surrogate pair.");

    private static string TypeOf(HttpRequest request) => request.ContentType?.Split(';')[0].Trim() ?? "";

    private static bool IsForm(string type) =>
        type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) || type.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>A form, to the same bound: without it one form could have thousands of values of megabytes each, and files beside them.</summary>
    private static async Task<(JsonElement Root, ApiError? Problem)> ReadFormAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.HasFormContentType)
            return (default, ApiError.UnsupportedMediaType($"The Content-Type cannot be read: {request.ContentType}"));

        var (bytes, tooLarge) = await BoundedBody.ReadAsync(context, MostBytes);
        if (tooLarge is not null)
            return (default, tooLarge);

        request.Body = new MemoryStream(bytes);
        try
        {
            var form = await request.ReadFormAsync(context.RequestAborted);
            var members = form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
            return (JsonSerializer.SerializeToElement(members), null);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException)
        {
            // A form at fault, one that ends too early, and one in a character set that nobody reads any more.
            return (default, ApiError.BadRequest("Bad request", $"The form cannot be read: {broken.Message}"));
        }
    }

    /// <summary>Names the member that cannot be decoded: the parser lets those pass, and whoever looks at one would fail.</summary>
    private static ApiError? WhyNotText(ReadOnlySpan<byte> json)
    {
        const string Fault = "The text is not UTF-8, or holds half of a surrogate pair.";
        var reader = new Utf8JsonReader(json);
        string? member = null;
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                    member = null;

                var text = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String ? reader.GetString() : null;
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                    member = text;
            }

            return null;
        }
        catch (InvalidOperationException)
        {
            return member is null ? ApiError.BadRequest("Bad request", $"The name of a member is no text. {Fault}") : ApiError.InvalidField(member, Fault);
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
