using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Server.Features.Reference.Catalog;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reference;

/// <summary>The API as a Postman collection (format 2.1), written once.</summary>
internal sealed class PostmanJson(ReferenceCatalog catalog, PublicAddress address)
{
    private const string Format = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

    private readonly Lazy<byte[]> utf8 = new(() => JsonSerializer.SerializeToUtf8Bytes(Collection(catalog, address)));

    public byte[] Utf8 => utf8.Value;

    private static JsonObject Collection(ReferenceCatalog catalog, PublicAddress address) => new()
    {
        ["info"] = new JsonObject { ["name"] = "Mortise REST API", ["schema"] = Format, ["description"] = $"Generated from the routes of {address.Origin}." },
        ["variable"] = new JsonArray(Pair("host", address.Origin), Pair("email", "ada@example.com"), Pair("token", ""), Pair("jwt", "")),
        ["item"] = new JsonArray([.. catalog.Groups.Select(group => new JsonObject
        {
            ["name"] = group.Name,
            ["item"] = new JsonArray([.. group.Operations.Select(operation => new JsonObject { ["name"] = operation.Title, ["request"] = Request(operation) })]),
        })]),
    };

    private static JsonObject Request(ReferenceOperation operation)
    {
        var request = new JsonObject
        {
            ["method"] = operation.Method,
            ["description"] = operation.Text,
            ["auth"] = Authentication(operation),
            ["header"] = operation.IsForAppsAlone || operation.IsCalledByApps ? new JsonArray(Pair("Authorization", "JWT {{jwt}}")) : new JsonArray(),
            ["url"] = Url(operation),
        };
        if (operation.TakesBody)
        {
            request["body"] = new JsonObject
            {
                ["mode"] = "raw",
                ["raw"] = operation.Body ?? "",
                ["options"] = new JsonObject { ["raw"] = new JsonObject { ["language"] = "json" } },
            };
        }

        return request;
    }

    private static JsonObject Url(ReferenceOperation operation)
    {
        var segments = operation.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segment => segment[0] == '{' ? ":" + segment[1..^1] : segment).Prepend("2.0").ToArray();
        return new JsonObject
        {
            ["raw"] = "{{host}}/" + string.Join('/', segments),
            ["host"] = new JsonArray("{{host}}"),
            ["path"] = new JsonArray([.. segments.Select(segment => JsonValue.Create(segment))]),
            ["variable"] = new JsonArray([.. operation.PathParameters.Select(parameter => Pair(parameter.Name, KnownParameters.Sample(parameter.Name), parameter.Text))]),
            ["query"] = new JsonArray([.. operation.QueryParameters.Select(parameter =>
            {
                var pair = Pair(parameter.Name, "", parameter.Text);
                pair["disabled"] = true;
                return pair;
            })]),
        };
    }

    private static JsonObject Authentication(ReferenceOperation operation) =>
        operation.IsForAppsAlone || operation.IsCalledByApps || (operation.Policy.Takes & Credentials.Basic) == Credentials.None
            ? new JsonObject { ["type"] = "noauth" }
            : new JsonObject { ["type"] = "basic", ["basic"] = new JsonArray(Pair("username", "{{email}}"), Pair("password", "{{token}}")) };

    private static JsonObject Pair(string key, string value, string? text = null)
    {
        var pair = new JsonObject { ["key"] = key, ["value"] = value };
        if (text is not null)
            pair["description"] = text;

        return pair;
    }
}
