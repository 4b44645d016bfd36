using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Features.Reference;

namespace Mortise.Testing.Contract;

/// <summary>What our own OpenAPI document says of answers; unlike the published one it stands in the repository.</summary>
internal static class OwnDocument
{
    private static readonly Lazy<JsonElement> Root = new(() => JsonSerializer.SerializeToElement(
        new JsonObject { ["components"] = new JsonObject { ["schemas"] = AnswerShapes.Schemas() } }));

    private static readonly ConcurrentDictionary<(string Method, string Route, int Status), JsonElement?> Schemas = new();

    /// <summary>What is wrong with an answer; empty when it is sound. An answer that was never recorded is found by a test of the house.</summary>
    /// <param name="route">The pattern below <c>/2.0</c>; null: no route was found.</param>
    public static IReadOnlyList<SchemaFault> Check(string method, string? route, int status, bool isPartial, ReadOnlyMemory<byte> body)
    {
        var schema = status >= 400
            ? Root.Value.GetProperty("components").GetProperty("schemas").GetProperty("error")
            : route is null ? (JsonElement?)null : SchemaOf(method, route, status);
        if (schema is null || ShapeRecorder.IsRecording)
            return [];

        using var value = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        return SchemaCheck.Of(Root.Value, schema.Value, value.RootElement, isPartial);
    }

    private static JsonElement? SchemaOf(string method, string route, int status) =>
        Schemas.GetOrAdd((method == "HEAD" ? "GET" : method, route, status), static asked =>
            AnswerShapes.Of(asked.Method, asked.Route).FirstOrDefault(answer => answer.Status == $"{asked.Status}").Schema is { } schema
                ? JsonSerializer.SerializeToElement(schema)
                : null);
}
