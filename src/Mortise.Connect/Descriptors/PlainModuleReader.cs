using Mortise.Connect.Linkers;

namespace Mortise.Connect.Descriptors;

/// <summary>Reads the modules that show nothing themselves: linkers, webhooks, custom events, the OAuth consumer, the redirect.</summary>
/// <remarks>Source: <c>connect.md</c> 3.5, 3.6, 13.1, 13.3, 16, 17.</remarks>
internal sealed class PlainModuleReader(DescriptorContext context)
{
    private const int MaxEventLength = 64;

    public Linker? ReadLinker(ObjectNode node)
    {
        var key = context.ReadKey(node);
        var regex = node.RequiredText("regex", LinkerPattern.MaxLength, $"a regular expression of 1 to {LinkerPattern.MaxLength} characters");
        var url = context.ReadUrl(node, allowHttp: true, placeholdersInHost: true);
        var kind = ReadLinkerKind(node);
        var takesValues = false;
        if (regex is not null)
        {
            if (!LinkerPattern.TryParse(regex, out var pattern, out var problem))
                context.Report.Fault(node.PointerTo("regex"), node["regex"], problem);
            else if (url is not null && LinkTemplate.FaultOf(url, pattern.Groups) is { } expected)
                context.Report.Fault(node.PointerTo("url"), node["url"], expected);

            takesValues = pattern?.TakesValues ?? false;
        }

        return key is null || regex is null || url is null ? null : new(key, regex, url, context.Join(url), kind, takesValues, node.Pointer);
    }

    public Webhook? ReadWebhook(ObjectNode node)
    {
        var key = node.RequiredText("event", MaxEventLength, $"an event key of 1 to {MaxEventLength} characters, or *");
        var url = context.ReadUrl(node);
        node.OptionalObject("params");
        if (key is not null and not "*" && !KnownNames.Events.Contains(key))
            context.Report.Warn(node.PointerTo("event"), $"{ReportBuilder.Shown(key)} is no known event; nothing is sent for it");

        return key is null || url is null ? null : new(key, url, context.Join(url), node.Pointer);
    }

    public CustomEvent? ReadCustomEvent(string key, ObjectNode node)
    {
        var schema = node.OptionalObject("schema", "a JSON schema, as an object");
        var fields = node.Texts("fields", 100, "an array of paths");
        if (key.Length is > 0 and <= 128 && key.Contains(':', StringComparison.Ordinal))
            return new(key, DescriptorContext.Optional(schema), [.. fields.Select(field => field.Text)], node.Pointer);

        context.Report.Fault(node.Pointer, ReportBuilder.Shown(key), "an event key such as com.example.app:myevent, of at most 128 characters");
        return null;
    }

    public static OauthConsumer? ReadOauthConsumer(ObjectNode node) =>
        node.RequiredText("clientId", 255) is { } id ? new(id, node.Pointer) : null;

    public PostInstallRedirect? ReadPostInstallRedirect(ObjectNode node)
    {
        var key = context.ReadKey(node);
        var url = context.ReadUrl(node);
        return key is null || url is null ? null : new(key, url, context.Join(url), node.Pointer);
    }

    private LinkerKind ReadLinkerKind(ObjectNode node)
    {
        switch (node.OptionalText("type", 16, "href, img"))
        {
            case null or "href":
                return LinkerKind.Link;
            case "img" or "image" or "src":
                return LinkerKind.Image;
            default:
                context.Report.Fault(node.PointerTo("type"), node["type"], "href, img");
                return LinkerKind.Link;
        }
    }
}
