using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mortise.Testing.Contract;

/// <summary>Shapes of named objects, and of the answers of each operation by status.</summary>
internal sealed partial class ShapeBook
{
    public const string Links = "links";
    private const string Error = "error";

    private readonly SortedDictionary<string, Shape> schemas = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, Shape?>> answers = new(StringComparer.Ordinal);

    /// <summary>The shape under a name, empty at first.</summary>
    public Shape this[string name] => schemas.TryGetValue(name, out var known) ? known : schemas[name] = new Shape();

    /// <summary>What an object is called: its <c>type</c>, where that is a name.</summary>
    public static string? NameOf(JsonElement value) =>
        value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && Name().IsMatch(type.GetString()!) ? type.GetString() : null;

    /// <param name="operation">As <c>AnswerShapes</c> names it.</param>
    /// <param name="value">Null: the answer had no body in JSON.</param>
    public void Add(string operation, int status, JsonElement? value)
    {
        var known = Of(operation);
        var key = $"{status}";
        if (value is not { } body)
        {
            known.TryAdd(key, null);
            return;
        }

        var shape = known.GetValueOrDefault(key) ?? new Shape();
        known[key] = shape;
        shape.Add(body, this);
    }

    /// <summary>Takes an earlier file into account.</summary>
    public void Add(JsonNode file)
    {
        foreach (var (name, schema) in file["schemas"]!.AsObject().Where(one => one.Key is not (Links or Error)))
            this[name].Add(schema!);

        foreach (var (operation, statuses) in file["answers"]!.AsObject())
        {
            foreach (var (status, schema) in statuses!.AsObject())
            {
                var shape = schema is null ? null : new Shape();
                shape?.Add(schema!);
                Of(operation)[status] = shape;
            }
        }
    }

    /// <param name="error">The schema of refusals, which is written by hand.</param>
    public JsonObject ToFile(JsonNode error)
    {
        var link = new JsonObject { ["type"] = "object", ["required"] = new JsonArray("href"), ["properties"] = new JsonObject { ["href"] = new JsonObject { ["type"] = "string" } } };
        var written = new JsonObject
        {
            [Error] = error.DeepClone(),
            [Links] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["oneOf"] = new JsonArray(link, new JsonObject { ["type"] = "array", ["items"] = link.DeepClone() }) },
            },
        };
        foreach (var (name, shape) in schemas)
            written[name] = shape.ToSchema(name);

        return new JsonObject
        {
            ["schemas"] = written,
            ["answers"] = new JsonObject(answers.Select(operation => KeyValuePair.Create(
                operation.Key, (JsonNode?)new JsonObject(operation.Value.Select(answer => KeyValuePair.Create(answer.Key, (JsonNode?)answer.Value?.ToSchema())))))),
        };
    }

    private SortedDictionary<string, Shape?> Of(string operation) =>
        answers.TryGetValue(operation, out var known) ? known : answers[operation] = new(StringComparer.Ordinal);

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex Name();
}
