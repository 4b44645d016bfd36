using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mortise.Testing.Contract;

/// <summary>What the JSON values seen at one place have in common. Two shapes make one that both fit; a shape is written as a schema and read back.</summary>
/// <remarks>An object that names its <c>type</c> has its shape under that name, in <see cref="ShapeBook"/>, wherever it stands.</remarks>
internal sealed partial class Shape
{
    private readonly SortedSet<string> kinds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Shape> members = new(StringComparer.Ordinal);
    private SortedSet<string>? always;
    private Shape? items;
    private string? format = "";

    /// <summary>Takes one more value into account; named objects in it go into the book.</summary>
    public void Add(JsonElement value, ShapeBook book)
    {
        if (value.ValueKind == JsonValueKind.Object && ShapeBook.NameOf(value) is { } name)
        {
            kinds.Add("object");
            names.Add(name);
            book[name].AddMembers(value, book);
            return;
        }

        kinds.Add(KindOf(value));
        if (value.ValueKind == JsonValueKind.String)
            Keep(FormatOf(value.GetString()!));

        if (value.ValueKind == JsonValueKind.Object)
            AddMembers(value, book);

        if (value.ValueKind != JsonValueKind.Array)
            return;

        items ??= new Shape();
        foreach (var item in value.EnumerateArray())
            items.Add(item, book);
    }

    /// <summary>Reads what <see cref="ToSchema"/> wrote, and takes it into account.</summary>
    public void Add(JsonNode schema)
    {
        if (schema["nullable"] is not null)
            kinds.Add("null");

        foreach (var reference in (schema["oneOf"] ?? schema["allOf"])?.AsArray() ?? [])
            names.Add(reference!["$ref"]!.GetValue<string>().Split('/')[^1]);

        if (schema["$ref"] is { } only)
            names.Add(only.GetValue<string>().Split('/')[^1]);

        if (names.Count > 0)
            kinds.Add("object");

        if (schema["type"] is { } type)
            kinds.Add(type.GetValue<string>());

        if (kinds.Contains("string"))
            Keep(schema["format"]?.GetValue<string>());

        if (schema["items"] is { } item)
            (items ??= new Shape()).Add(item);

        if (schema["properties"] is JsonObject properties)
            AddMembers(properties, schema["required"]?.AsArray().Select(one => one!.GetValue<string>()) ?? []);
    }

    /// <param name="name">Of the object whose shape this is; null where it has none.</param>
    public JsonObject ToSchema(string? name = null)
    {
        var schema = new JsonObject();
        var isNullable = kinds.Contains("null");
        if (isNullable)
            schema["nullable"] = true;

        if (names.Count > 0 && (members.Count > 0 || kinds.Count > (isNullable ? 2 : 1)))
            return schema;      // Named objects beside something else: nothing is said of it.

        var references = names.Select(one => (JsonNode)new JsonObject { ["$ref"] = "#/components/schemas/" + one }).ToArray();
        if (references.Length == 1 && !isNullable)
            return (JsonObject)references[0];

        if (references.Length > 0)
        {
            schema[references.Length == 1 ? "allOf" : "oneOf"] = new JsonArray(references);
            return schema;
        }

        var plain = kinds.Where(kind => kind != "null").ToArray();
        if (plain is ["integer", "number"])
            plain = ["number"];

        if (plain.Length == 1)
            schema["type"] = plain[0];

        if (plain is ["string"] && format is { Length: > 0 })
            schema["format"] = format;

        if (plain is ["array"])
            schema["items"] = items?.ToSchema() ?? [];

        if (plain is ["object"] && members.Count > 0)
            WriteMembers(schema, name);

        return schema;
    }

    private void WriteMembers(JsonObject schema, string? name)
    {
        if (always is { Count: > 0 })
            schema["required"] = new JsonArray([.. always.Select(member => JsonValue.Create(member))]);

        var properties = new JsonObject();
        foreach (var (member, shape) in members)
        {
            properties[member] = (member, name) switch
            {
                ("links", _) => new JsonObject { ["$ref"] = "#/components/schemas/" + ShapeBook.Links },
                ("properties", _) => new JsonObject { ["type"] = "object" },
                ("type", not null) => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(name) },
                _ => shape.ToSchema(),
            };
        }

        schema["properties"] = properties;
    }

    private void AddMembers(JsonElement value, ShapeBook book)
    {
        kinds.Add("object");
        var seen = value.EnumerateObject().Select(member => member.Name).ToArray();
        foreach (var member in value.EnumerateObject())
        {
            var shape = Member(member.Name);
            if (member.Name is not ("links" or "properties"))
                shape.Add(member.Value, book);
        }

        KeepAlways(seen);
    }

    private void AddMembers(JsonObject properties, IEnumerable<string> required)
    {
        foreach (var (member, inner) in properties)
        {
            var shape = Member(member);
            if (member is not ("links" or "properties"))
                shape.Add(inner!);
        }

        KeepAlways(required);
    }

    private Shape Member(string name) => members.TryGetValue(name, out var known) ? known : members[name] = new Shape();

    private void KeepAlways(IEnumerable<string> seen)
    {
        if (always is null)
            always = new SortedSet<string>(seen, StringComparer.Ordinal);
        else
            always.IntersectWith(seen);
    }

    private void Keep(string? seen) => format = format is "" ? seen : format == seen ? format : null;

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    private static string? FormatOf(string text) => Instant().IsMatch(text) ? "date-time" : null;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")]
    private static partial Regex Instant();
}
