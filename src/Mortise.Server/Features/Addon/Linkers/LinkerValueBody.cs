using System.Text.Json;
using Mortise.Connect.Linkers;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>Reads the bodies of <c>POST</c> and <c>PUT …/values</c> in all the shapes that are taken.</summary>
internal static class LinkerValueBody
{
    /// <summary>Bytes of a bulk update.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    /// <summary>Elements of a bulk update, those that repeat a value among them: a body of short ones would have millions, and each takes memory.</summary>
    public const int MostElements = 2 * LinkerValues.MaxCount;

    private const string Values = "values";

    /// <summary>One value: <c>{"value": "BB"}</c>, a bare JSON text, or the form field <c>value</c>. Exactly one of the two is set.</summary>
    public static async Task<(string? Value, ApiError? Problem)> ReadOneAsync(HttpContext context)
    {
        var (root, problem) = await JsonBody.ReadAnyAsync(context);
        if (problem is not null)
            return (null, problem);

        var element = root.ValueKind == JsonValueKind.Object ? root.TryGetProperty("value", out var member) ? member : default : root;
        if (element.ValueKind != JsonValueKind.String)
            return (null, ApiError.InvalidField("value", "This field is required: a text. The body is {\"value\": \"BB\"}, or the text alone."));

        var value = element.GetString()!;
        return LinkerValue.TryParse(value, out _, out var fault) ? (value, null) : (null, ApiError.InvalidField("value", fault));
    }

    /// <summary>
    /// All values: an array of texts or of <c>{"value", "id"}</c>, other members ignored, or such an array as the member <c>values</c> of an
    /// object, as a page has it. Exactly one of the two is set.
    /// </summary>
    public static async Task<(IReadOnlyList<WantedLinkerValue>? Values, ApiError? Problem)> ReadManyAsync(HttpContext context)
    {
        if (JsonBody.RefuseType(context.Request) is { } type)
            return (null, type);

        var (bytes, tooLarge) = await BoundedBody.ReadAsync(context, MostBytes);
        if (tooLarge is not null)
            return (null, tooLarge);

        try
        {
            return ReadMany(bytes);
        }
        catch (JsonException broken)
        {
            return (null, JsonBody.NotJson(broken));
        }
        catch (InvalidOperationException)
        {
            return (null, JsonBody.NotText());
        }
    }

    private static (IReadOnlyList<WantedLinkerValue>?, ApiError?) ReadMany(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonBody.MostLevels });
        reader.Read();
        List<WantedLinkerValue>? wanted = null;
        ApiError? problem = null;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            wanted = ReadArray(ref reader, out problem);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (problem is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isValues = reader.ValueTextEquals(Values);
                reader.Read();
                if (!isValues)
                    reader.Skip();
                else if (wanted is not null)
                    problem = ApiError.InvalidField(Values, "This member stands twice.");
                else if (reader.TokenType == JsonTokenType.StartArray)
                    wanted = ReadArray(ref reader, out problem);
                else
                    problem = ApiError.InvalidField(Values, "This is an array of values.");
            }
        }

        if (problem is null && wanted is null)
            problem = ApiError.InvalidField(Values, "This field is required: the body is an array of values, or an object with the array as 'values'.");

        // To the end, so that what follows the array is JSON as well.
        while (problem is null && reader.Read())
        {
        }

        return problem is null ? (wanted, null) : (null, problem);
    }

    private static List<WantedLinkerValue>? ReadArray(ref Utf8JsonReader reader, out ApiError? problem)
    {
        var wanted = new List<WantedLinkerValue>();
        problem = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            string? value = null;
            long? id = null;
            if (wanted.Count == MostElements)
                problem = ApiError.InvalidField(Values, $"This array has more than {MostElements} elements.");
            else if (reader.TokenType == JsonTokenType.String)
                value = reader.GetString();
            else if (reader.TokenType == JsonTokenType.StartObject)
                problem = ReadElement(ref reader, wanted.Count, out value, out id);
            else
                problem = Fault(wanted.Count, "A value is a text, or an object with the text as 'value'.");

            if (problem is null && !LinkerValue.TryParse(value, out _, out var fault))
                problem = Fault(wanted.Count, fault);

            if (problem is not null)
                return null;

            wanted.Add(new(id, value!));
        }

        return wanted;
    }

    private static ApiError? ReadElement(ref Utf8JsonReader reader, int index, out string? value, out long? id)
    {
        (value, id) = (null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isValue, isId) = (reader.ValueTextEquals("value"), reader.ValueTextEquals("id"));
            reader.Read();
            if (isValue && reader.TokenType == JsonTokenType.String)
                value = reader.GetString();
            else if (isValue)
                return Fault(index, "The member 'value' is a text.");
            else if (isId && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
                id = number;
            else if (isId && reader.TokenType != JsonTokenType.Null)
                return Fault(index, "The member 'id' is an integer.");
            else
                reader.Skip();
        }

        return value is null ? Fault(index, "The member 'value' is required: a text.") : null;
    }

    /// <summary>Names an element by its place.</summary>
    public static ApiError Fault(int index, string text) => ApiError.InvalidField($"{Values}[{index}]", text);
}
