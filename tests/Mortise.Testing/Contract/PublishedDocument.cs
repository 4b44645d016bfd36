using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mortise.Testing.Contract;

/// <summary>The published OpenAPI document of Bitbucket Cloud, where the machine has it; it is not ours to keep in the repository.</summary>
internal sealed partial class PublishedDocument
{
    /// <summary>Names the file; without it, it is looked for beside the checkout.</summary>
    public const string Variable = "MORTISE_OPENAPI";

    private static readonly Lazy<PublishedDocument?> Found = new(() => File.Exists(Location) ? new PublishedDocument(File.ReadAllText(Location)) : null);

    private readonly JsonElement root;
    private readonly Dictionary<string, JsonElement> operations = new(StringComparer.Ordinal);

    private PublishedDocument(string text)
    {
        var document = JsonNode.Parse(text)!;
        DocumentFaults.Mend(document);
        root = JsonSerializer.SerializeToElement(document);
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
                operations[Key(operation.Name, path.Name)] = operation.Value;
        }
    }

    /// <summary>Null where the file is not.</summary>
    public static PublishedDocument? Current => Found.Value;

    public static string Location =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Path.Combine(SourceTree.Root, "..", "shared", "openapi", "bitbucket-cloud.json");

    /// <summary>What is wrong with an answer; empty when it is sound, or when the document does not know the operation.</summary>
    /// <param name="method">As it was sent; HEAD counts as GET.</param>
    /// <param name="route">The pattern below <c>/2.0</c>; null: no route was found.</param>
    public IReadOnlyList<SchemaFault> Check(string method, string? route, int status, bool isPartial, ReadOnlyMemory<byte> body)
    {
        JsonElement operation = default;
        var isKnown = route is not null && operations.TryGetValue(Key(method == "HEAD" ? "GET" : method, route), out operation);
        if (!isKnown && status < 400)
            return [];

        try
        {
            using var value = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
            if (status >= 400)
                return SchemaCheck.Of(root, root.GetProperty("components").GetProperty("schemas").GetProperty("error"), value.RootElement);

            return SchemaOf(operation, status) is { } schema
                ? SchemaCheck.Of(root, schema, value.RootElement, isPartial)
                : [new SchemaFault("", $"status {status} with a body", "a status that the document gives a body")];
        }
        catch (JsonException broken)
        {
            return [new SchemaFault("", broken.Message, "one JSON value")];
        }
    }

    private static JsonElement? SchemaOf(JsonElement operation, int status) =>
        operation.GetProperty("responses").TryGetProperty($"{status}", out var response) && response.TryGetProperty("content", out var content)
            ? content.GetProperty("application/json").GetProperty("schema")
            : null;

    private static string Key(string method, string path) => $"{method.ToUpperInvariant()} {Parameter().Replace(path.TrimEnd('/'), "{}")}";

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
