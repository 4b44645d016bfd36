using System.Collections.Concurrent;
using Mortise.Connect.Scopes;
using Mortise.Server.Features.Addon;

namespace Mortise.Server.Features.AppModules;

/// <summary>What the apps of a workspace offer. What is installed, and in which version, is asked every time; descriptors are read once for each version.</summary>
/// <remarks>So an app that was disabled, updated or given another secret counts as such with the next page, on every node. Thread-safe.</remarks>
internal sealed class WorkspaceModules(AppModuleStore store, ILogger<WorkspaceModules> log)
{
    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<Guid, Kept> kept = new();

    /// <summary>The enabled apps that offer anything, the earliest installation first: one query, and one more where a descriptor is new to this node.</summary>
    public async Task<IReadOnlyList<OfferingApp>> ListAsync(Guid workspace, CancellationToken cancellation)
    {
        var rows = await store.ListInstalledAsync(workspace, cancellation);
        var unknown = rows.Where(row => !kept.TryGetValue(row.Id, out var known) || known.Version != row.Version).ToArray();
        var read = new Dictionary<Guid, Kept>();
        if (unknown.Length > 0)
        {
            foreach (var row in await store.ListDescriptorsAsync(unknown.Select(one => one.Id), cancellation))
                read[row.Id] = Keep(row);
        }

        var apps = new List<OfferingApp>();
        foreach (var row in rows)
        {
            var known = read.GetValueOrDefault(row.Id) ?? kept.GetValueOrDefault(row.Id);
            if (known?.App is { Modules.Count: > 0 } app && ScopeSet.TryParse(row.Scopes, out var granted, out _))
                apps.Add(new(row, app.Descriptor, granted, app.Modules));
        }

        return apps;
    }

    private Kept Keep(DescriptorRow row)
    {
        if (kept.Count >= MostKept)
            kept.Clear();

        var isSound = InstalledDescriptors.TryRead(new Installation { Id = row.Id, Descriptor = row.Descriptor }, out var descriptor, out var report);
        if (!isSound)
            log.LogWarning("The modules of installation {Installation} are left out, since its descriptor cannot be read any more: {Fault}", row.Id, report.Faults[0]);

        return kept[row.Id] = new(row.Version, isSound ? new(descriptor!, OfferedModule.AllOf(descriptor!.Modules)) : null);
    }

    private sealed record Kept(long Version, Compiled? App);

    private sealed record Compiled(Connect.Descriptors.Descriptor Descriptor, IReadOnlyList<OfferedModule> Modules);
}
