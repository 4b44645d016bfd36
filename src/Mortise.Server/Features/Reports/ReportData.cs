using System.Text.Json;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports;

/// <summary>The figures of a report: at most <see cref="Report.MostData"/>, each with a title, a type and a value of that type.</summary>
/// <remarks>Source: rest.md 16.8; Bitbucket Cloud OpenAPI, schema <c>report_data</c>. Without a type any scalar goes.</remarks>
internal static class ReportData
{
    private const int LongestText = 2000;

    private static readonly string[] Types = ["BOOLEAN", "DATE", "DURATION", "LINK", "NUMBER", "PERCENTAGE", "TEXT"];

    /// <summary>The array as it is kept: known members only.</summary>
    public static string Read(BodyMembers report)
    {
        var items = report.Items("data", Report.MostData);
        var figures = new List<Dictionary<string, object?>>(items.Count);
        for (var at = 0; at < items.Count; at++)
        {
            if (items[at].ValueKind == JsonValueKind.Object)
                figures.Add(ReadOne(report.Within($"data[{at}].", items[at]), items[at]));
            else
                report.Fault($"data[{at}]", $"This is an object; the body has {JsonBody.Describe(items[at].ValueKind)}.");
        }

        return JsonSerializer.Serialize(figures);
    }

    private static Dictionary<string, object?> ReadOne(BodyMembers members, JsonElement item)
    {
        var title = members.Text("title", ReportText.Longest);
        var type = members.OneOf("type", Types);
        var figure = new Dictionary<string, object?>(StringComparer.Ordinal) { ["title"] = title };
        if (type is not null)
            figure["type"] = type;

        if (!item.TryGetProperty("value", out var value) || value.ValueKind == JsonValueKind.Null)
            members.Fault("value", "This field is required.");
        else if (WhyNot(type, value) is { } problem)
            members.Fault("value", problem);
        else
            figure["value"] = type == "LINK" ? LinkOf(value) : value;

        return figure;
    }

    private static string? WhyNot(string? type, JsonElement value) => type switch
    {
        "BOOLEAN" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "A BOOLEAN is true or false.",
        "DATE" => IsWhole(value) ? null : "A DATE is a whole number: milliseconds since 1970-01-01 UTC.",
        "DURATION" => IsWhole(value) ? null : "A DURATION is a whole number: milliseconds.",
        "NUMBER" => value.ValueKind == JsonValueKind.Number ? null : "A NUMBER is a number.",
        "PERCENTAGE" => value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 100 ? null : "A PERCENTAGE is a number from 0 to 100.",
        "TEXT" => IsText(value) ? null : $"A TEXT is a text of at most {LongestText} characters.",
        "LINK" => IsLink(value) ? null : "A LINK is an object of a text and an address: {\"text\": \"…\", \"href\": \"https://…\"}.",
        _ => IsText(value) || value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
            ? null
            : $"Without a type this is a boolean, a number, or a text of at most {LongestText} characters.",
    };

    private static bool IsWhole(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= LongestText;

    private static bool IsLink(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("text", out var text) && IsText(text)
        && value.TryGetProperty("href", out var href) && IsText(href) && ReportText.IsAddress(href.GetString()!);

    private static Dictionary<string, string?> LinkOf(JsonElement value) =>
        new(StringComparer.Ordinal) { ["text"] = value.GetProperty("text").GetString(), ["href"] = value.GetProperty("href").GetString() };
}
