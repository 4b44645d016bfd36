using System.Text.Json;

namespace Mortise.Connect.Descriptors;

/// <summary>A JSON object with its place; each question about a member that has no sound answer becomes a fault of the report.</summary>
internal sealed class ObjectNode
{
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly ReportBuilder report;

    private ObjectNode(JsonElement json, string pointer, ReportBuilder report)
    {
        (Json, Pointer, this.report) = (json, pointer, report);
        foreach (var member in json.EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
            {
                members[member.Name] = member.Value;
                report.Warn(PointerTo(member.Name), "the member stands here more than once; the last one counts");
            }
        }
    }

    public JsonElement Json { get; }
    public string Pointer { get; }
    public IEnumerable<string> Names => members.Keys;

    public static ObjectNode? Read(JsonElement json, string pointer, ReportBuilder report, string expected = "an object")
    {
        if (json.ValueKind == JsonValueKind.Object)
            return new(json, pointer, report);

        report.Fault(pointer, json, expected);
        return null;
    }

    public string PointerTo(string name) => ReportBuilder.Below(Pointer, name);

    /// <summary>The member, or an undefined element when it is absent or null.</summary>
    public JsonElement this[string name] =>
        members.TryGetValue(name, out var json) && json.ValueKind != JsonValueKind.Null ? json : default;

    public bool Has(string name) => this[name].ValueKind != JsonValueKind.Undefined;

    public string? RequiredText(string name, int max, string? expected = null) => Text(name, max, required: true, expected);

    public string? OptionalText(string name, int max, string? expected = null) => Text(name, max, required: false, expected);

    public ObjectNode? RequiredObject(string name, string expected) => Read(this[name], PointerTo(name), this.report, expected);

    public ObjectNode? OptionalObject(string name, string expected = "an object") =>
        Has(name) ? Read(this[name], PointerTo(name), this.report, expected) : null;

    public int? OptionalInteger(string name)
    {
        var json = this[name];
        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number))
            return number;

        if (json.ValueKind == JsonValueKind.String && int.TryParse(json.GetString(), out number))
        {
            this.report.Warn(PointerTo(name), "a number is written as a string");
            return number;
        }

        if (json.ValueKind != JsonValueKind.Undefined)
            this.report.Fault(PointerTo(name), json, "a whole number of at most 32 bits");

        return null;
    }

    /// <summary>The strings of an array, with their places; empty when the member is absent.</summary>
    public IReadOnlyList<(string Text, string Pointer)> Texts(string name, int maxItems, string expected)
    {
        var texts = new List<(string, string)>();
        foreach (var (json, pointer) in Items(name, maxItems, expected))
        {
            if (json.ValueKind == JsonValueKind.String)
                texts.Add((json.GetString()!, pointer));
            else
                this.report.Fault(pointer, json, "a string");
        }

        return texts;
    }

    /// <summary>The items of an array, with their places; empty when the member is absent.</summary>
    public IReadOnlyList<(JsonElement Json, string Pointer)> Items(string name, int maxItems, string expected)
    {
        var json = this[name];
        if (json.ValueKind == JsonValueKind.Undefined)
            return [];

        var pointer = PointerTo(name);
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > maxItems)
        {
            this.report.Fault(pointer, json, json.ValueKind == JsonValueKind.Array ? $"at most {maxItems} items" : expected);
            return [];
        }

        return [.. json.EnumerateArray().Select((item, index) => (item, $"{pointer}/{index}"))];
    }

    private string? Text(string name, int max, bool required, string? expected)
    {
        var json = this[name];
        if (json.ValueKind == JsonValueKind.Undefined && !required)
            return null;

        expected ??= $"a string of 1 to {max} characters";
        if (json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 } text && text.Length <= max)
            return text;

        this.report.Fault(PointerTo(name), json, expected);
        return null;
    }
}
