using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Routing;
using Mortise.Server.Features.Reference;
using Mortise.Server.Platform.Http;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Reference;

/// <summary>The reference is made of the routes: nothing is left out, and what it links to answers.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    [Requirement("A1"), Requirement("A2"), Requirement("A3"), Requirement("A4"), Requirement("A5"), Requirement("P30")]
    public async Task Document_collection_and_pages_describe_every_operation()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var mapped = Mapped(server);

        var document = (await server.Client.ReadAsync("/openapi.json")).Json;
        var collection = (await server.Client.ReadAsync("/postman.json")).Json;
        var index = await PageAsync(server, "/docs/rest");

        Assert.Equal("3.0.3", document.GetProperty("openapi").GetString());
        Assert.Equal(server.Origin + "/2.0", document.GetProperty("servers")[0].GetProperty("url").GetString());
        var operations = Operations(document);
        Assert.Equal(mapped, operations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(operations.Count, operations.Values.Select(operation => operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, CheckOperation);
        Assert.Empty(DanglingReferences(document));

        Assert.EndsWith("/v2.1.0/collection.json", collection.GetProperty("info").GetProperty("schema").GetString());
        Assert.Equal(operations.Count, collection.GetProperty("item").EnumerateArray().Sum(group => group.GetProperty("item").GetArrayLength()));

        var groups = index.QuerySelectorAll(".groups a").Select(link => link.GetAttribute("href")!).ToArray();
        Assert.Equal(document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("externalDocs").GetProperty("url").GetString()), groups.Select(path => server.Origin + path));
        Assert.All(CredentialKinds.All, kind => Assert.Contains(kind.Header, index.Body!.TextContent, StringComparison.Ordinal));
        var described = new List<string>();
        foreach (var path in groups)
        {
            var page = await PageAsync(server, path);
            described.AddRange(page.QuerySelectorAll("section.operation .address").Select(address => Blanks().Replace(address.TextContent, " ").Trim()));
            Assert.All(page.QuerySelectorAll(".operations a"), link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
        }

        Assert.Equal(operations.Keys.Select(key => key.Replace(" ", " /2.0", StringComparison.Ordinal)).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync("/docs/rest/nothing")).Status);
    }

    [Fact]
    [Requirement("A4"), Requirement("A5"), Requirement("A9")]
    public async Task The_addon_resource_is_described_with_its_jwt_and_no_bearer_sample()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var document = (await server.Client.ReadAsync("/openapi.json")).Json;
        var page = await PageAsync(server, "/docs/rest/addon");
        var collection = (await server.Client.ReadAsync("/postman.json")).Body;

        var own = Operations(document).Where(operation => operation.Key.Contains(" /addon", StringComparison.Ordinal) && !operation.Key.Contains("client-key", StringComparison.Ordinal)).ToArray();
        Assert.Equal(10, own.Length);
        Assert.All(own, operation => Assert.Equal("""[{"jwt":[]}]""", operation.Value.GetProperty("security").GetRawText()));
        var samples = page.QuerySelectorAll(".sample").Select(sample => sample.TextContent).Where(sample => sample.Contains("/2.0/addon", StringComparison.Ordinal)).ToArray();
        Assert.Equal(11, samples.Length);
        Assert.All(samples, sample => Assert.Contains("--header 'Authorization: JWT <jwt>'", sample, StringComparison.Ordinal));
        Assert.DoesNotContain("Bearer", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", collection, StringComparison.Ordinal);
        var more = page.QuerySelectorAll("section.operation a").Select(link => link.GetAttribute("href")!).Distinct().ToArray();
        Assert.Equal(["/docs/linker-values"], more);
        var text = (await PageAsync(server, more[0])).Body!.TextContent;
        Assert.Contains("(?K)", text, StringComparison.Ordinal);
        Assert.Contains("100,000", text, StringComparison.Ordinal);
    }

    private static void CheckOperation(KeyValuePair<string, JsonElement> operation)
    {
        var value = operation.Value;
        Assert.All(["summary", "description", "operationId"], member => Assert.NotEmpty(value.GetProperty(member).GetString()!));
        Assert.NotEqual(0, value.GetProperty("tags").GetArrayLength());
        Assert.NotEqual(0, value.GetProperty("security").GetArrayLength());
        Assert.Contains(value.GetProperty("responses").EnumerateObject(), response => response.Name[0] is '2' or '3');
        Assert.Contains($"--request {operation.Key.Split(' ')[0]}", value.GetProperty("x-codeSamples")[0].GetProperty("source").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Method and path of each operation of a document; each path names its parameters.</summary>
    private static Dictionary<string, JsonElement> Operations(JsonElement document)
    {
        var operations = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            Assert.Equal(Parameter().Matches(path.Name).Select(match => match.Value.Trim('{', '}')), path.Value.GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
            foreach (var operation in path.Value.EnumerateObject().Where(member => member.Name != "parameters"))
                operations.Add($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);
        }

        return operations;
    }

    private static IEnumerable<string> DanglingReferences(JsonElement document)
    {
        var schemas = document.GetProperty("components").GetProperty("schemas");
        return Reference().Matches(document.GetRawText()).Select(match => match.Groups["name"].Value).Where(name => !schemas.TryGetProperty(name, out _));
    }

    private static IEnumerable<string> Mapped(TestServer server) =>
        server.Endpoints()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/2.0/", StringComparison.Ordinal) && route.Metadata.GetMetadata<AnsweredByApp>() is null)
            .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {Constraint().Replace(route.RoutePattern.RawText!["/2.0".Length..], "{${name}}")}"))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static async Task<AngleSharp.Html.Dom.IHtmlDocument> PageAsync(TestServer server, string path)
    {
        var answer = await server.Client.ReadAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return new HtmlParser().ParseDocument(answer.Body);
    }

    [GeneratedRegex(@"\{\**(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"#/components/schemas/(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
