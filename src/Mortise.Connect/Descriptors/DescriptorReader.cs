using System.Text.Json;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Descriptors;

/// <summary>Reads the root of a descriptor.</summary>
/// <remarks>Source: <c>connect.md</c> 2.1.</remarks>
internal sealed class DescriptorReader(DescriptorRules rules, ReportBuilder report)
{
    /// <summary>A longer app key makes client keys that some apps cannot keep.</summary>
    private const int KeyLengthThatFits = 64;

    private const string ForgePrefix = "ari:cloud:ecosystem::app/";

    private static readonly string[] Known =
    [
        "key", "name", "description", "vendor", "baseUrl", "authentication", "lifecycle", "modules", "scopes", "contexts", "definitions", "links",
        "forgeAppLink", "forgeAppId", "apiVersion", "enableLicensing", "$schema",
    ];

    /// <summary>Reads the document; null when there was a fault.</summary>
    public Descriptor? Read(ReadOnlyMemory<byte> utf8)
    {
        if (ParseJson(utf8) is not { } json || ObjectNode.Read(json, "", report, "a JSON object") is not { } root)
            return null;

        ListMembers(root);
        var key = ReadKey(root);
        var name = root.RequiredText("name", 255);
        var description = root.OptionalText("description", 4096);
        if (!root.Has("description"))
            report.Warn("/description", "a description is missing");

        var vendor = root.OptionalObject("vendor") is { } by ? new Vendor(by.OptionalText("name", 255), by.OptionalText("url", 2048)) : null;
        var baseUrl = ReadBaseUrl(root);
        var authentication = ReadAuthentication(root);
        var scopes = ReadScopes(root);
        var context = new DescriptorContext(rules, report, baseUrl ?? "https://unknown.invalid", scopes);
        var lifecycle = ReadLifecycle(root, context);
        var contexts = ReadContexts(root);
        var modules = root.OptionalObject("modules") is { } node ? new ModulesReader(node, context).Read() : new();
        root.OptionalObject("definitions");
        root.OptionalObject("links");
        var (forgeId, forgeLink) = (ReadForgeId(root), ReadForgeLink(root));
        if (report.HasFaults)
            return null;

        return new()
        {
            Key = key,
            Name = name!,
            Description = description,
            Vendor = vendor,
            BaseUrl = baseUrl!,
            Authentication = authentication,
            Lifecycle = lifecycle,
            Scopes = scopes,
            DeclaresScopes = root.Has("scopes"),
            Contexts = contexts,
            Modules = modules,
            ForgeAppId = forgeId,
            ForgeAppLink = forgeLink,
            Utf8 = utf8,
        };
    }

    private JsonElement? ParseJson(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > Descriptor.MaxBytes)
        {
            report.Fault("", $"{utf8.Length} bytes", $"at most {Descriptor.MaxBytes} bytes");
            return null;
        }

        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];

        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(utf8.Span))
                throw new JsonException("The bytes are not UTF-8.");

            using var document = JsonDocument.Parse(utf8, new() { MaxDepth = Descriptor.MaxDepth });
            RequireTexts(utf8.Span);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            report.Fault("", "text that is not JSON", $"a JSON object at most {Descriptor.MaxDepth} levels deep; {error.Message}");
            return null;
        }
    }

    /// <summary>The parser lets an escaped half of a surrogate pair pass, and whoever looks at it later would fail.</summary>
    private static void RequireTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException undecodable)
        {
            throw new JsonException($"A text before byte {reader.BytesConsumed} holds half of a surrogate pair.", undecodable);
        }
    }

    private void ListMembers(ObjectNode root)
    {
        foreach (var name in root.Names)
        {
            report.List(root.PointerTo(name), name, "");
            if (Known.Contains(name))
                continue;

            if (rules.Strict && name != "apiMigrations")
                report.Fault(root.PointerTo(name), ReportBuilder.Shown(name), "a known member");
            else
                report.Warn(root.PointerTo(name), $"'{name}' is no known member; it is ignored");
        }
    }

    private AppKey ReadKey(ObjectNode root)
    {
        if (!AppKey.TryParse(root["key"].ValueKind == JsonValueKind.String ? root["key"].GetString() : null, out var key))
            report.Fault("/key", root["key"], $"1 to {AppKey.MaxLength} of the characters A-Z a-z 0-9 . _ -");
        else if (key.Value.Length > KeyLengthThatFits)
            report.Warn("/key", $"a key of more than {KeyLengthThatFits} characters makes a client key of more than 128, which some apps cannot keep");

        return key;
    }

    private string? ReadBaseUrl(ObjectNode root)
    {
        var expected = rules.AllowHttp
            ? "an absolute URL of http or https, without query and fragment"
            : "an absolute URL of https, without query and fragment";
        if (root.RequiredText("baseUrl", DescriptorUrls.MaxLength, expected) is not { } text)
            return null;

        if (!DescriptorUrls.IsAbsolute(text) || DescriptorUrls.Fault(text, rules.AllowHttp, placeholdersInHost: false) is not null
            || text.AsSpan().ContainsAny("?#{}\\") || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            report.Fault("/baseUrl", root["baseUrl"], expected);
            return null;
        }

        return text.EndsWith('/') ? text[..^1] : text;
    }

    private ScopeSet ReadScopes(ObjectNode root) => root.Has("scopes") ? DescriptorContext.ReadScopes(root, "scopes", report) : ScopeSet.All;

    private AppAuthentication ReadAuthentication(ObjectNode root)
    {
        if (root.RequiredObject("authentication", "an object with 'type'") is not { } node)
            return AppAuthentication.None;

        var type = node.RequiredText("type", 16, "jwt, none");
        if (type is not null && !type.Equals("jwt", StringComparison.OrdinalIgnoreCase) && !type.Equals("none", StringComparison.OrdinalIgnoreCase))
            report.Fault(node.PointerTo("type"), node["type"], "jwt, none");

        return string.Equals(type, "jwt", StringComparison.OrdinalIgnoreCase) ? AppAuthentication.Jwt : AppAuthentication.None;
    }

    private Lifecycle ReadLifecycle(ObjectNode root, DescriptorContext context)
    {
        if (root.OptionalObject("lifecycle") is not { } node)
            return new();

        foreach (var name in node.Names.Where(name => name is not ("installed" or "uninstalled" or "enabled" or "disabled")))
            report.Warn(node.PointerTo(name), $"'{name}' is no callback of this platform; it is never called");

        return new(Url("installed"), Url("uninstalled"), Url("enabled"), Url("disabled"));

        string? Url(string name) => node.Has(name) && context.ReadUrl(node, name) is { } url ? context.Join(url) : null;
    }

    private string[] ReadContexts(ObjectNode root)
    {
        var contexts = root.Texts("contexts", 10, "an array of contexts");
        foreach (var (text, pointer) in contexts)
        {
            if (text != "account" && !(text == "personal" && rules.AllowPersonalContext))
                report.Fault(pointer, ReportBuilder.Shown(text), rules.AllowPersonalContext ? "account, personal" : "account");
        }

        return contexts.Count == 0 ? ["account"] : [.. contexts.Select(context => context.Text)];
    }

    private string? ReadForgeId(ObjectNode root)
    {
        const string Expected = $"{ForgePrefix} and a UUID";
        var id = root.OptionalText("forgeAppId", 255, Expected);
        if (id is not null && !(id.StartsWith(ForgePrefix, StringComparison.Ordinal) && Guid.TryParseExact(id.AsSpan(ForgePrefix.Length), "D", out _)))
            report.Fault("/forgeAppId", root["forgeAppId"], Expected);

        return id;
    }

    private string? ReadForgeLink(ObjectNode root)
    {
        const string Expected = "an absolute URL of https";
        var link = root.OptionalText("forgeAppLink", DescriptorUrls.MaxLength, Expected);
        if (link is not null && (!DescriptorUrls.IsAbsolute(link) || DescriptorUrls.Fault(link, rules.AllowHttp, placeholdersInHost: false) is not null))
            report.Fault("/forgeAppLink", root["forgeAppLink"], Expected);

        return link;
    }
}
