using Mortise.Connect.Descriptors;

namespace Mortise.Server.Features.Addon;

/// <summary>What of a descriptor this version does something with; the install report lists the rest, so that nothing is silently dead.</summary>
/// <remarks>A feature that begins to act on a kind of module adds it here, and only here.</remarks>
internal static class ActedOn
{
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "key", "name", "description", "vendor", "baseUrl", "authentication", "lifecycle", "modules", "scopes", "contexts", "$schema",
        "apiVersion", "enableLicensing",
        "links",
    };

    /// <summary>Collections of modules, by their name in the descriptor.</summary>
    private static readonly HashSet<string> Modules = new(StringComparer.Ordinal)
    {
        "linkers", "webhooks", "webItems", "webPanels", "repoPages", "generalPages", "adminPages", "configurePage", "profileTabs", "fileViews",
        "proxy", "oauthConsumer", "postInstallRedirect",
    };

    /// <summary>The entries that nothing comes of, in the descriptor's order.</summary>
    public static IReadOnlyList<DescriptorEntry> Missing(DescriptorReport report) =>
        [.. report.Inventory.Where(entry => !Members.Contains(entry.Kind) && (!Modules.Contains(entry.Kind) || IsNowhere(entry)))];

    /// <summary>A module for a place that no page has; the detail of others is their key or event.</summary>
    private static bool IsNowhere(DescriptorEntry entry) => entry.Kind switch
    {
        "webItems" => !KnownNames.WebItemLocations.Contains(entry.Detail),
        "webPanels" => !KnownNames.WebPanelLocations.Contains(entry.Detail),
        _ => false,
    };
}
