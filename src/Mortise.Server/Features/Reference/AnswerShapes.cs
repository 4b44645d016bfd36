using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mortise.Server.Features.Reference;

/// <summary>What answers look like: <c>shapes.json</c>, which a run of the tests records from the answers themselves (docs/decisions/0017).</summary>
internal static partial class AnswerShapes
{
    private static readonly Lazy<JsonObject> Recorded = new(Read);

    /// <summary>Every named schema, and that of refusals.</summary>
    public static JsonObject Schemas() => (JsonObject)Recorded.Value["schemas"]!.DeepClone();

    /// <summary>The statuses that an operation answers with when it fulfils a request, each with the schema of its body; null: it has none in JSON.</summary>
    /// <param name="path">Below <c>/2.0</c>.</param>
    public static IEnumerable<(string Status, JsonNode? Schema)> Of(string method, string path) =>
        Recorded.Value["answers"]![Key(method, path)]?.AsObject().Select(answer => (answer.Key, answer.Value?.DeepClone())) ?? [];

    /// <summary>How an operation is named in the file: <c>GET /repositories/{}/{}</c>.</summary>
    public static string Key(string method, string path) => $"{method} {Parameter().Replace(path, "{}")}";

    private static JsonObject Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("reference/shapes.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
