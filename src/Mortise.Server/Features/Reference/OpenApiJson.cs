using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Features.Reference.Catalog;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reference;

/// <summary>The API as an OpenAPI 3.0 document, written once.</summary>
internal sealed class OpenApiJson(ReferenceCatalog catalog, PublicAddress address)
{
    private readonly Lazy<byte[]> utf8 = new(() => JsonSerializer.SerializeToUtf8Bytes(Document(catalog, address)));

    public byte[] Utf8 => utf8.Value;

    private static JsonObject Document(ReferenceCatalog catalog, PublicAddress address)
    {
        var paths = new JsonObject();
        foreach (var path in catalog.Groups.SelectMany(group => group.Operations).GroupBy(operation => operation.Path, StringComparer.Ordinal))
        {
            var item = new JsonObject { ["parameters"] = new JsonArray([.. path.First().PathParameters.Select(parameter => Parameter(parameter, "path"))]) };
            foreach (var operation in path)
                item[operation.Method.ToLowerInvariant()] = Operation(operation, address);

            paths[path.Key] = item;
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject
            {
                ["title"] = "Mortise REST API",
                ["version"] = "2.0",
                ["description"] = $"Generated from the routes of this host. Readable pages: {address.Origin}/docs/rest",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = address.Api }),
            ["tags"] = new JsonArray([.. catalog.Groups.Select(group => new JsonObject
            {
                ["name"] = group.Name,
                ["externalDocs"] = new JsonObject { ["url"] = $"{address.Origin}/docs/rest/{group.Slug}" },
            })]),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["securitySchemes"] = SecuritySchemes(address), ["schemas"] = AnswerShapes.Schemas() },
        };
    }

    private static JsonObject Operation(ReferenceOperation operation, PublicAddress address)
    {
        var written = new JsonObject
        {
            ["tags"] = new JsonArray(operation.Group),
            ["operationId"] = operation.Anchor,
            ["summary"] = operation.Title,
            ["description"] = operation.Text,
            ["parameters"] = new JsonArray([.. operation.QueryParameters.Select(parameter => Parameter(parameter, "query"))]),
            ["responses"] = Responses(operation),
            ["security"] = Security(operation),
            ["x-scopes"] = Names(operation.Policy.AskedOfOthers),
            ["x-scopes-of-apps"] = Names(operation.Policy.AskedOfApps),
            ["x-scopes-of-api-tokens"] = Names(operation.Policy.AskedOfApiTokens),
            ["x-codeSamples"] = new JsonArray(new JsonObject { ["lang"] = "Shell", ["source"] = SampleCall.Of(operation, address.Origin) }),
        };
        if (operation.TakesBody)
            written["requestBody"] = Body(operation);

        return written;
    }

    private static JsonObject Body(ReferenceOperation operation)
    {
        var media = new JsonObject { ["schema"] = new JsonObject() };
        if (operation.Body is { } example)
            media["example"] = JsonNode.Parse(example);

        return new JsonObject { ["content"] = new JsonObject { ["application/json"] = media } };
    }

    private static JsonObject Responses(ReferenceOperation operation)
    {
        var responses = new JsonObject();
        foreach (var (status, schema) in AnswerShapes.Of(operation.Method, operation.Path))
        {
            responses[status] = new JsonObject { ["description"] = "The request was fulfilled." };
            if (schema is not null)
                responses[status]!["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } };
        }

        if (responses.Count == 0)
            responses["2XX"] = new JsonObject { ["description"] = "The request was fulfilled." };

        foreach (var (status, reason) in operation.Refusals())
            responses[$"{status}"] = Refusal(reason);

        responses["default"] = Refusal("The request was refused.");
        return responses;
    }

    private static JsonObject Refusal(string reason) => new()
    {
        ["description"] = reason,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/error" } } },
    };

    private static JsonObject Parameter(ReferenceParameter parameter, string place) => new()
    {
        ["name"] = parameter.Name,
        ["in"] = place,
        ["required"] = place == "path",
        ["description"] = parameter.Text,
        ["schema"] = new JsonObject { ["type"] = parameter.Kind },
    };

    private static JsonArray Security(ReferenceOperation operation)
    {
        var schemes = CredentialKinds.Of(operation.Policy.Takes).Select(kind => new JsonObject { [kind.Scheme] = new JsonArray() });
        return (operation.Policy.Takes & Credentials.Anonymous) != Credentials.None ? new JsonArray([.. schemes, new JsonObject()]) : new JsonArray([.. schemes]);
    }

    private static JsonObject SecuritySchemes(PublicAddress address) => new(
        CredentialKinds.All.Select(kind => KeyValuePair.Create(kind.Scheme, (JsonNode?)(kind.Scheme == "jwt"
            ? new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "Authorization", ["description"] = kind.Text }
            : new JsonObject { ["type"] = "http", ["scheme"] = kind.Scheme, ["description"] = $"{kind.Text} See {address.Origin}/docs/rest." }))));

    private static JsonArray Names(ScopeNameList list) => new([.. list.Names.Select(name => JsonValue.Create(name))]);
}
