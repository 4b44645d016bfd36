using System.Text.Json;
using System.Text.Json.Nodes;
using Mortise.Testing;
using Mortise.Testing.Contract;

namespace Mortise.Server.Tests.House;

/// <summary>That answers are held against the published document at all; what they break fails the test that asked for them.</summary>
public sealed class ContractTests
{
    /// <summary>Schema, value, and where it departs from the schema; empty where it does not.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { """{"type": "string"}""", "\"a\"", "" },
        { """{"type": "string"}""", "1", "/" },
        { """{"type": "string"}""", "null", "/" },
        { """{"type": "string", "nullable": true}""", "null", "" },
        { """{"type": "integer", "minimum": 1}""", "0", "/" },
        { """{"type": "integer"}""", "1.5", "/" },
        { """{"type": "string", "enum": ["a", "b"]}""", "\"c\"", "/" },
        { """{"type": "string", "format": "date-time"}""", "\"2026-01-05T09:12:44.120311+00:00\"", "" },
        { """{"type": "string", "format": "date-time"}""", "\"2026-01-05 09:12:44\"", "/" },
        { """{"type": "string", "format": "uri"}""", "\"http://a/b?c=%22d%22\"", "" },
        { """{"type": "string", "format": "uri"}""", "\"/a/b\"", "/" },
        { """{"type": "string", "format": "uri"}""", "\"http://a/{b}\"", "/" },
        { """{"type": "object", "required": ["a"]}""", "{}", "/a" },
        { """{"type": "object", "properties": {"a": {"type": "boolean"}}, "additionalProperties": false}""", """{"a": 1, "b": 2}""", "/a /b" },
        { """{"type": "array", "items": {"type": "integer"}}""", "[1, \"2\"]", "/1" },
        { """{"type": "array", "uniqueItems": true}""", "[1, 1]", "/" },
        { """{"$ref": "#/components/schemas/animal"}""", """{"type": "animal", "name": 1}""", "/name" },
        { """{"$ref": "#/components/schemas/animal"}""", """{"type": "cat", "name": "a", "lives": "9"}""", "/lives" },
        { """{"$ref": "#/components/schemas/cat"}""", """{"type": "dog"}""", "/type" },
        { """{"$ref": "#/components/schemas/animal"}""", "{}", "/type" },
    };

    private const string Animals =
        """
        {"components": {"schemas": {
         "object": {"type": "object", "properties": {"type": {"type": "string"}}, "required": ["type"], "discriminator": {"propertyName": "type"}},
         "animal": {"allOf": [{"$ref": "#/components/schemas/object"}, {"type": "object", "properties": {"name": {"type": "string"}}}]},
         "cat": {"allOf": [{"$ref": "#/components/schemas/animal"}, {"type": "object", "properties": {"lives": {"type": "integer"}}}]},
         "dog": {"allOf": [{"$ref": "#/components/schemas/animal"}]}}}}
        """;

    [Theory, MemberData(nameof(Cases))]
    public void The_check_finds_what_is_wrong_and_nothing_else(string schema, string value, string pointers)
    {
        using JsonDocument document = JsonDocument.Parse(Animals), asked = JsonDocument.Parse(schema), given = JsonDocument.Parse(value);

        var faults = SchemaCheck.Of(document.RootElement, asked.RootElement, given.RootElement);

        Assert.Equal(pointers, string.Join(' ', faults.Select(fault => fault.Pointer.Length == 0 ? "/" : fault.Pointer)));
    }

    [Theory, EveryDatabase]
    public async Task Answers_of_the_whole_run_are_held_against_the_published_document(TestDatabase database)
    {
        Assert.SkipUnless(
            PublishedDocument.Current is not null,
            $"The published OpenAPI document is not at {PublishedDocument.Location}; {PublishedDocument.Variable} may name it. No answer of this run was held against it.");
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateRepositoryAsync("ada/notes");
        var client = await server.AsAsync(ada);

        await client.ReadAsync("/2.0/user");
        await client.ReadAsync("/2.0/repositories/ada/notes");
        await server.Client.ReadAsync("/2.0/repositories/ada/notes");
        await client.ReadAsync("/2.0/nothing");

        Assert.Equal(4, server.Contract.Count);
    }

    [Fact]
    public void A_fault_that_the_document_does_not_have_is_found()
    {
        Assert.SkipWhen(PublishedDocument.Current is null, $"The published OpenAPI document is not at {PublishedDocument.Location}");
        var document = JsonNode.Parse(File.ReadAllText(PublishedDocument.Location))!;
        DocumentFaults.Mend(document);

        var gone = Assert.Throws<InvalidOperationException>(() => DocumentFaults.Mend(document));

        Assert.Contains("as it should", gone.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(DocumentFaults.All, static fault => fault.Reason.Length == 0);
    }

    [Fact]
    public void An_answer_that_departs_is_found()
    {
        Assert.SkipWhen(PublishedDocument.Current is null, $"The published OpenAPI document is not at {PublishedDocument.Location}");

        var faults = PublishedDocument.Current!.Check("GET", "/user", 200, isPartial: false, """{"type": "user", "is_staff": "no"}"""u8.ToArray());

        Assert.Equal("/is_staff", Assert.Single(faults).Pointer);
    }
}
