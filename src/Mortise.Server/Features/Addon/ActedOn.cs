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
    private static readonly HashSet<string> Modules = new(StringComparer.Ordinal) { "linkers" };

    /// <summary>Lifecycle callbacks that are posted.</summary>
    private static readonly string[] Callbacks = ["installed", "uninstalled", "enabled", "disabled"];

    /// <summary>The entries that nothing comes of, in the descriptor's order.</summary>
    public static IReadOnlyList<DescriptorEntry> Missing(DescriptorReport report, Descriptor descriptor) =>
        [
            .. report.Inventory.Where(entry => !Members.Contains(entry.Kind) && !Modules.Contains(entry.Kind)),
            .. Asked(descriptor.Lifecycle).Where(name => !Callbacks.Contains(name))
                .Select(name => new DescriptorEntry("/lifecycle/" + name, "lifecycle", name)),
        ];

    private static IEnumerable<string> Asked(Lifecycle lifecycle)
    {
        if (lifecycle.Enabled is not null)
            yield return "enabled";

        if (lifecycle.Disabled is not null)
            yield return "disabled";
    }
}
