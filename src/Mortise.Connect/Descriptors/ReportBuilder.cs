using System.Text.Json;

namespace Mortise.Connect.Descriptors;

/// <summary>Collects what reading a descriptor finds out.</summary>
internal sealed class ReportBuilder
{
    private readonly List<DescriptorFault> faults = [];
    private readonly List<DescriptorWarning> warnings = [];
    private readonly List<DescriptorEntry> inventory = [];

    public bool HasFaults => faults.Count > 0;

    public void Fault(string pointer, string found, string expected)
    {
        if (faults.Count < DescriptorReport.MaxFaults)
            faults.Add(new(pointer, found, expected));
    }

    public void Fault(string pointer, JsonElement found, string expected) => Fault(pointer, Shown(found), expected);

    public void Warn(string pointer, string text)
    {
        if (warnings.Count < DescriptorReport.MaxFaults)
            warnings.Add(new(pointer, text));
    }

    public void List(string pointer, string kind, string detail) => inventory.Add(new(pointer, kind, detail));

    public DescriptorReport Build() => new(faults, warnings, inventory);

    /// <summary>Adds a token to a JSON Pointer, escaped as in RFC 6901.</summary>
    public static string Below(string pointer, string token) =>
        $"{pointer}/{token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Shown(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined => "nothing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {json.GetArrayLength()}",
        JsonValueKind.String => Shown(json.GetString()!),
        JsonValueKind.Number => Shortened(json.GetRawText()),
        _ => json.GetRawText(),
    };

    public static string Shown(string text) => $"\"{Shortened(text)}\"";

    private static string Shortened(string text) => text.Length <= 80 ? text : $"{text[..80]}… ({text.Length} characters)";
}
