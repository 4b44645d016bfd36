using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Mortise.Connect.Descriptors;

namespace Mortise.Server.Features.Addon;

/// <summary>An installation and what its descriptor says, as of one version of it.</summary>
internal sealed record InstalledApp(Guid Id, Guid WorkspaceId, long Version, Descriptor Descriptor)
{
    /// <summary>The linker of that key, capitals included; null when the descriptor has none.</summary>
    public Linker? FindLinker(string key) => Descriptor.Modules.Linkers.FirstOrDefault(linker => linker.Key == key);
}

/// <summary>Descriptors of installations, read once for each version and kept in memory.</summary>
/// <remarks>The version is asked of the database every time, so that every node sees a change at once.</remarks>
internal sealed class InstalledDescriptors(InstallationStore installations, ILogger<InstalledDescriptors> log)
{
    private const int MostKept = 1_000;

    /// <summary>What an installation was granted with stays readable, whatever the profile allows today.</summary>
    private static readonly DescriptorRules Rules = new(AllowHttp: true);

    private readonly ConcurrentDictionary<Guid, InstalledApp> kept = new();

    /// <summary>The installation as it is now; null when it is gone or its descriptor cannot be read any more.</summary>
    public async Task<InstalledApp?> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (await installations.FindVersionAsync(id, cancellation) is not { } version)
            return null;

        if (kept.TryGetValue(id, out var known) && known.Version == version)
            return known;

        return await installations.FindAsync(id, cancellation) is { } installation ? Keep(installation) : null;
    }

    /// <summary>The same of an installation that has just been read.</summary>
    public InstalledApp? Of(Installation installation) =>
        kept.TryGetValue(installation.Id, out var known) && known.Version == installation.Version ? known : Keep(installation);

    /// <summary>Reads the descriptor in force; false where an earlier version of this program took what this one does not.</summary>
    public static bool TryRead(Installation installation, [NotNullWhen(true)] out Descriptor? descriptor, out DescriptorReport report) =>
        Descriptor.TryParse(installation.Descriptor, Rules, out descriptor, out report);

    private InstalledApp? Keep(Installation installation)
    {
        if (!TryRead(installation, out var descriptor, out var report))
        {
            log.LogWarning("The descriptor of {ClientKey} cannot be read any more: {Fault}", installation.ClientKey, report.Faults[0]);
            return null;
        }

        if (kept.Count >= MostKept)
            kept.Clear();

        return kept[installation.Id] = new(installation.Id, installation.WorkspaceId, installation.Version, descriptor);
    }
}

/// <summary>What the tables need of a descriptor.</summary>
internal static class DescriptorLinkers
{
    /// <summary>The keys of the linkers whose values an installation keeps.</summary>
    public static IEnumerable<string> LinkersTakingValues(this Descriptor descriptor) =>
        descriptor.Modules.Linkers.Where(linker => linker.TakesValues).Select(linker => linker.Key);
}
