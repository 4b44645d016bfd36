using Mortise.Connect.Proxying;

namespace Mortise.Connect.Descriptors;

/// <summary>Reads the routes of the module <c>proxy</c>.</summary>
/// <remarks>Source: <c>connect.md</c> 15.</remarks>
internal sealed class ProxyReader(DescriptorContext context)
{
    private static readonly string[] Methods = ["GET", "PUT", "POST", "DELETE"];

    public ProxyRoute? Read(string pattern, ObjectNode node)
    {
        if (!IsPattern(pattern))
            context.Report.Fault(node.Pointer, ReportBuilder.Shown(pattern), "a path that begins with a slash, whose segments are text or one {object}");

        else if (ProxyPaths.WhyNever(pattern) is { } reason)
            context.Report.Warn(node.Pointer, reason + ".");

        var destination = context.ReadUrl(node, "destination");
        var scopes = context.ReadScopes(node, "scopes");
        var conditions = context.Conditions.ReadList(node);
        var common = new ProxyMethod(context.Join(destination ?? ""), scopes, conditions);
        var methods = ReadMethods(node, common);
        return destination is null ? null : new(pattern, common.AbsoluteDestination, methods, scopes, conditions, node.Pointer);
    }

    private Dictionary<string, ProxyMethod> ReadMethods(ObjectNode node, ProxyMethod common)
    {
        if (node.OptionalObject("methods", "an object with GET, PUT, POST or DELETE") is not { } named)
            return Methods.ToDictionary(method => method, _ => common);

        var methods = new Dictionary<string, ProxyMethod>(StringComparer.Ordinal);
        foreach (var name in named.Names)
        {
            var method = name.ToUpperInvariant();
            if (!Methods.Contains(method))
                context.Report.Fault(named.PointerTo(name), ReportBuilder.Shown(name), "GET, PUT, POST, DELETE");
            else if (!named.Has(name))
                methods[method] = common;
            else if (ObjectNode.Read(named[name], named.PointerTo(name), context.Report) is { } own)
                methods[method] = ReadMethod(own, common);
        }

        return methods;
    }

    private ProxyMethod ReadMethod(ObjectNode own, ProxyMethod common) => new(
        own.Has("destination") && context.ReadUrl(own, "destination") is { } url ? context.Join(url) : common.AbsoluteDestination,
        own.Has("scopes") ? context.ReadScopes(own, "scopes") : common.Scopes,
        own.Has("conditions") ? context.Conditions.ReadList(own) : common.Conditions);

    private static bool IsPattern(string pattern) =>
        pattern is ['/', ..] && pattern.Length <= DescriptorUrls.MaxLength && pattern[1..].Split('/').All(IsSegment);

    private static bool IsSegment(string segment) => segment is ['{', _, .., '}']
        ? segment[1..^1].All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        : !segment.AsSpan().ContainsAny("{}?#") && !segment.AsSpan().ContainsAnyInRange('\0', ' ');
}
