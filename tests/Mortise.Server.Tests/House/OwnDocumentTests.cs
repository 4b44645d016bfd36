using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Reference;
using Mortise.Server.Features.Reference.Catalog;
using Mortise.Testing;
using Mortise.Testing.Contract;

namespace Mortise.Server.Tests.House;

/// <summary>Our own document says what every answer looks like, and every answer of the run is held against it.</summary>
public sealed class OwnDocumentTests
{
    [Fact]
    public async Task Every_operation_has_its_answers_recorded()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var silent = server.Services.GetRequiredService<ReferenceCatalog>().Groups.SelectMany(group => group.Operations)
            .Where(operation => !AnswerShapes.Of(operation.Method, operation.Path).Any())
            .Select(operation => $"{operation.Method} {operation.Path}")
            .ToArray();

        Assert.True(silent.Length == 0, $"Run the tests of these with {ShapeRecorder.Variable}=more, look at the difference in shapes.json and commit it:\n{string.Join('\n', silent)}");
    }

    [Theory]
    [InlineData("GET", "/user", 200, """{"type": "user"}""", "/display_name")]
    [InlineData("GET", "/user", 404, """{"type": "error", "error": {}}""", "/error/message")]
    [InlineData("GET", "/workspaces/{workspace}", 200, """{"type": "workspace", "uuid": "{}", "name": "a", "slug": 1, "links": {}}""", "/slug")]
    public void An_answer_that_departs_from_our_own_document_is_found(string method, string route, int status, string answer, string pointer)
    {
        Assert.SkipWhen(ShapeRecorder.IsRecording, "This run records answers and judges none");

        var faults = OwnDocument.Check(method, route, status, isPartial: false, Encoding.UTF8.GetBytes(answer));

        Assert.Contains(pointer, faults.Select(fault => fault.Pointer));
    }

    [Fact]
    public void Shapes_fit_all_that_was_seen_and_survive_being_written()
    {
        var book = new ShapeBook();
        foreach (var answer in new[]
        {
            """{"type": "user", "name": "a", "on": "2026-01-31T12:00:00+00:00", "age": 1, "links": {}, "of": {"type": "team", "x": 1}, "list": [1, null]}""",
            """{"type": "user", "name": null, "on": "2026-01-31T12:00:00+00:00", "age": 1.5, "of": {"type": "user", "age": 2}, "list": []}""",
        })
        {
            book.Add("GET /user", 200, JsonDocument.Parse(answer).RootElement);
        }

        book.Add("DELETE /user", 204, null);
        var error = JsonDocument.Parse("{}").RootElement;
        var first = book.ToFile(JsonObject.Create(error)!).ToJsonString();
        var again = new ShapeBook();
        again.Add(JsonNode.Parse(first)!);

        Assert.Equal(first, again.ToFile(JsonObject.Create(error)!).ToJsonString());
        var user = JsonDocument.Parse(first).RootElement.GetProperty("schemas").GetProperty("user");
        Assert.Equal("""["age","type"]""", user.GetProperty("required").GetRawText());
        Assert.Equal("""{"type":"number"}""", user.GetProperty("properties").GetProperty("age").GetRawText());
        Assert.Equal("""{"nullable":true,"type":"string"}""", user.GetProperty("properties").GetProperty("name").GetRawText());
        Assert.Equal("""{"type":"string","format":"date-time"}""", user.GetProperty("properties").GetProperty("on").GetRawText());
        Assert.Equal("""{"oneOf":[{"$ref":"#/components/schemas/team"},{"$ref":"#/components/schemas/user"}]}""", user.GetProperty("properties").GetProperty("of").GetRawText());
        Assert.Equal("""{"type":"array","items":{"nullable":true,"type":"integer"}}""", user.GetProperty("properties").GetProperty("list").GetRawText());
    }
}
