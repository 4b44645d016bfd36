using System.Text.Json;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Descriptors;

/// <summary>What the readers of one descriptor share: its rules, its report, its base URL, and the module keys met so far.</summary>
internal sealed class DescriptorContext(DescriptorRules rules, ReportBuilder report, string baseUrl, ScopeSet asked)
{
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);

    public DescriptorRules Rules => rules;
    public ReportBuilder Report => report;
    public string BaseUrl => baseUrl;
    public ConditionReader Conditions { get; } = new(report, asked);

    /// <summary>Reads a module's <c>key</c> and makes sure that no other module has it.</summary>
    public string? ReadKey(ObjectNode node)
    {
        const string Expected = "1 to 128 of the characters A-Z a-z 0-9 -";
        if (node.RequiredText("key", 128, Expected) is not { } key)
            return null;

        if (!key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            report.Fault(node.PointerTo("key"), node["key"], Expected);
            return null;
        }

        if (this.keys.Add(key))
            return key;

        report.Fault(node.PointerTo("key"), node["key"], "a key that no other module of the app has");
        return null;
    }

    /// <summary>Reads the member <c>url</c>, or another of its kind; null and a fault when it is absent or unsound.</summary>
    public string? ReadUrl(ObjectNode node, string name = "url", bool? allowHttp = null, bool placeholdersInHost = false)
    {
        if (node.RequiredText(name, DescriptorUrls.MaxLength, $"a URL of 1 to {DescriptorUrls.MaxLength} characters, absolute or relative to baseUrl") is not { } url)
            return null;

        if (DescriptorUrls.Fault(url, allowHttp ?? rules.AllowHttp, placeholdersInHost) is not { } expected)
            return url;

        report.Fault(node.PointerTo(name), node[name], expected);
        return null;
    }

    public string Join(string url) => DescriptorUrls.Join(baseUrl, url);

    /// <summary>Reads an array of scope names; each unknown one is a fault.</summary>
    public ScopeSet ReadScopes(ObjectNode node, string name) => ReadScopes(node, name, report);

    /// <inheritdoc cref="ReadScopes(ObjectNode, string)"/>
    public static ScopeSet ReadScopes(ObjectNode node, string name, ReportBuilder report)
    {
        var scopes = ScopeSet.None;
        foreach (var (text, pointer) in node.Texts(name, 100, "an array of scopes"))
        {
            if (ScopeNames.TryParseWireName(text, out var scope))
                scopes |= ScopeSet.Of(scope);
            else
                report.Fault(pointer, ReportBuilder.Shown(text), "a scope, one of " + ScopeSet.All.ToString().Replace(" ", ", ", StringComparison.Ordinal));
        }

        return scopes;
    }

    /// <summary>Reads an object with the text in <c>value</c>; its <c>i18n</c> is accepted and not used.</summary>
    public static string? ReadLocalised(ObjectNode node, string name, bool required)
    {
        const string Expected = "an object with the text in 'value'";
        var text = required ? node.RequiredObject(name, Expected) : node.OptionalObject(name, Expected);
        return text?.RequiredText("value", 1024);
    }

    public static JsonElement? Optional(ObjectNode? node) => node?.Json;
}
