using System.Text.Json;

namespace Mortise.Connect.Descriptors;

/// <summary>Reads the member <c>modules</c>: finds each collection, whatever its shape, and hands its items to their readers.</summary>
/// <remarks>Source: <c>connect.md</c> 2.3 and 3.</remarks>
internal sealed class ModulesReader(ObjectNode modules, DescriptorContext context)
{
    /// <summary>How many modules one collection has.</summary>
    private const int MaxItems = 500;

    private static readonly Dictionary<string, string> Plurals = new(StringComparer.Ordinal)
    {
        ["webItem"] = "webItems",
        ["webPanel"] = "webPanels",
        ["repoPage"] = "repoPages",
        ["generalPage"] = "generalPages",
        ["adminPage"] = "adminPages",
        ["configurePages"] = "configurePage",
        ["profileTab"] = "profileTabs",
        ["fileView"] = "fileViews",
        ["linker"] = "linkers",
        ["webhook"] = "webhooks",
        ["proxies"] = "proxy",
        ["customEvent"] = "customEvents",
    };

    private static readonly string[] Kinds =
    [
        "webItems", "webPanels", "repoPages", "generalPages", "adminPages", "configurePage", "profileTabs", "fileViews", "linkers", "webhooks",
        "proxy", "customEvents", "oauthConsumer", "postInstallRedirect",
    ];

    /// <summary>The members that tell a module from others of its kind, the most telling first.</summary>
    private static readonly string[] Details = ["location", "event", "key", "clientId"];

    public DescriptorModules Read()
    {
        WarnOfUnknown();
        var ui = new UiModuleReader(context);
        var others = new PlainModuleReader(context);
        var proxies = new ProxyReader(context);
        return new()
        {
            WebItems = List("webItems", ui.ReadWebItem),
            WebPanels = List("webPanels", node => ui.Read(node, KnownNames.WebPanelLocations, required: true)),
            RepoPages = List("repoPages", node => ui.Read(node, KnownNames.RepoPageLocations, fallback: "org.bitbucket.repository.navigation")),
            GeneralPages = List("generalPages", node => ui.Read(node, null)),
            AdminPages = List("adminPages", node => ui.Read(node, KnownNames.AdminPageLocations, fallback: "org.bitbucket.repository.admin")),
            ConfigurePage = Single("configurePage", node => ui.Read(node, null)),
            ProfileTabs = List("profileTabs", node => ui.Read(node, null)),
            FileViews = List("fileViews", ui.ReadFileView),
            Linkers = List("linkers", others.ReadLinker),
            Webhooks = List("webhooks", others.ReadWebhook),
            Proxy = Map("proxy", proxies.Read),
            CustomEvents = Map("customEvents", others.ReadCustomEvent),
            OauthConsumer = Single("oauthConsumer", PlainModuleReader.ReadOauthConsumer),
            PostInstallRedirect = Single("postInstallRedirect", others.ReadPostInstallRedirect),
        };
    }

    private void WarnOfUnknown()
    {
        foreach (var name in modules.Names)
        {
            if (Plurals.TryGetValue(name, out var plural))
            {
                context.Report.Warn(modules.PointerTo(name), $"'{name}' is read as '{plural}'");
            }
            else if (!Kinds.Contains(name))
            {
                context.Report.List(modules.PointerTo(name), name, "");
                if (context.Rules.Strict)
                    context.Report.Fault(modules.PointerTo(name), ReportBuilder.Shown(name), "a known kind of module");
                else
                    context.Report.Warn(modules.PointerTo(name), $"'{name}' is no known kind of module; it is ignored");
            }
        }
    }

    /// <summary>The items of a collection under its name and its alias: an array of objects, or one object.</summary>
    private List<T> List<T>(string kind, Func<ObjectNode, T?> read) where T : class
    {
        var list = new List<T>();
        foreach (var (json, pointer) in NamesOf(kind).SelectMany(ItemsOf))
        {
            if (ObjectNode.Read(json, pointer, context.Report, "a module, as an object") is not { } node)
                continue;

            context.Report.List(pointer, kind, DetailOf(node));
            if (read(node) is { } module)
                list.Add(module);
        }

        return list;
    }

    private T? Single<T>(string kind, Func<ObjectNode, T?> read) where T : class
    {
        var pointers = NamesOf(kind).SelectMany(ItemsOf).Select(item => item.Pointer).ToArray();
        if (pointers.Length > 1)
            context.Report.Fault(pointers[1], $"one '{kind}' more", "a single one");

        return List(kind, read).FirstOrDefault();
    }

    private List<T> Map<T>(string kind, Func<string, ObjectNode, T?> read) where T : class
    {
        var list = new List<T>();
        foreach (var name in NamesOf(kind))
        {
            if (ObjectNode.Read(modules[name], modules.PointerTo(name), context.Report, "an object with a member for each") is not { } map)
                continue;

            foreach (var key in map.Names.Take(MaxItems))
            {
                var pointer = map.PointerTo(key);
                context.Report.List(pointer, kind, key);
                if (ObjectNode.Read(map[key], pointer, context.Report) is { } node && read(key, node) is { } module)
                    list.Add(module);
            }

            if (map.Names.Count() > MaxItems)
                context.Report.Fault(map.Pointer, "more members", $"at most {MaxItems}");
        }

        return list;
    }

    private IEnumerable<string> NamesOf(string kind) =>
        modules.Names.Where(name => (name == kind || (Plurals.TryGetValue(name, out var plural) && plural == kind)) && modules.Has(name));

    private IEnumerable<(JsonElement Json, string Pointer)> ItemsOf(string name) =>
        modules[name].ValueKind == JsonValueKind.Object
            ? [(modules[name], modules.PointerTo(name))]
            : modules.Items(name, MaxItems, "an array of modules, or one module");

    private static string DetailOf(ObjectNode node) =>
        Details.Select(name => node[name])
            .FirstOrDefault(json => json.ValueKind == JsonValueKind.String) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
