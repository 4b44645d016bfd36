using System.Collections.Concurrent;
using Mortise.Connect.Linkers;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>The compiled linkers of each workspace, kept in this node's memory by installation and version.</summary>
/// <remarks>
/// 1. A set asked for within a second of its last check is given as it is. 2. After that the versions in the tables decide, which every node sees.
/// 3. Where they are others, the new set is built in the background, from what of the old one still holds, and swapped whole; until then the old one
/// serves. Only the first text of a workspace waits. A build that fails is logged and tried again a second later.
/// </remarks>
internal sealed class WorkspaceLinkers(LinkerSetStore store, InstalledDescriptors descriptors, TimeProvider clock, ILogger<WorkspaceLinkers> log)
    : IWorkspaceLinkers
{
    /// <summary>How long a set is given without a look at the tables.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<Guid, Entry> kept = new();

    public async ValueTask<LinkerSet> GetAsync(Guid workspace, CancellationToken cancellation)
    {
        if (kept.Count > MostKept)
            kept.Clear();

        var entry = kept.GetOrAdd(workspace, static _ => new Entry());
        if (entry.Current is { } current)
        {
            // 1, 2 and 3: whoever finds the set old looks for a newer one; everybody else goes on with what there is.
            if (clock.GetElapsedTime(entry.CheckedAt) > Fresh && entry.TryBegin())
                _ = Task.Run(() => RefreshAsync(workspace, entry), CancellationToken.None);

            return current.Set;
        }

        return (await entry.FirstAsync(() => BuildAsync(workspace, entry), cancellation)).Set;
    }

    private async Task RefreshAsync(Guid workspace, Entry entry)
    {
        try
        {
            await BuildAsync(workspace, entry);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "The linkers of workspace {Workspace} could not be read; those of before go on", workspace);
            entry.CheckedAt = clock.GetTimestamp();
        }
        finally
        {
            entry.End();
        }
    }

    private async Task<Built> BuildAsync(Guid workspace, Entry entry)
    {
        var asOf = clock.GetTimestamp();
        var before = entry.Current;
        var versions = await store.ListVersionsAsync(workspace, CancellationToken.None);
        if (before is null || !before.Versions.SequenceEqual(versions))
            entry.Current = await CompileAsync(workspace, versions, before);

        entry.CheckedAt = asOf;
        return entry.Current!;
    }

    private async Task<Built> CompileAsync(Guid workspace, IReadOnlyList<LinkerVersion> versions, Built? before)
    {
        var linkers = new List<Kept>();
        foreach (var rows in versions.GroupBy(row => row.InstallationId))
        {
            var version = rows.First().InstallationVersion;
            var known = before is not null && before.Has(rows.Key, version)
                ? before.Linkers.Where(linker => linker.Installation == rows.Key)
                : await CompileAsync(rows.Key);

            foreach (var linker in known)
            {
                var valuesVersion = rows.FirstOrDefault(row => row.LinkerKey == linker.Linker.Key)?.ValuesVersion ?? 0;
                linkers.Add(linker.ValuesVersion == valuesVersion ? linker : await WithValuesAsync(workspace, linker, valuesVersion, before));
            }
        }

        return new(versions, linkers, new LinkerSet(linkers.Select(linker => linker.Linker)));
    }

    /// <summary>The linkers of an installation, without values as yet.</summary>
    private async Task<List<Kept>> CompileAsync(Guid installation)
    {
        var linkers = new List<Kept>();
        if (await descriptors.FindAsync(installation, CancellationToken.None) is not { } app)
            return linkers;

        foreach (var source in app.Descriptor.Modules.Linkers)
        {
            if (CompiledLinker.TryCompile(app.Descriptor.Key.Value, source, clock, out var linker, out var problem))
                linkers.Add(new(installation, 0, linker));
            else
                log.LogWarning("The linker {Linker} of {App} is left out: expected {Problem}", source.Key, app.Descriptor.Key, problem);
        }

        return linkers;
    }

    /// <summary>The linker with the values of that version; those that the old set has are not read again.</summary>
    private async Task<Kept> WithValuesAsync(Guid workspace, Kept linker, long version, Built? before)
    {
        var same = before?.Linkers.FirstOrDefault(old =>
            old.Installation == linker.Installation && old.Linker.Key == linker.Linker.Key && old.ValuesVersion == version);
        var values = same?.Linker.Values ?? Values(await store.ListValuesAsync(workspace, linker.Installation, linker.Linker.Key, CancellationToken.None));
        return linker with { ValuesVersion = version, Linker = linker.Linker.WithValues(values) };
    }

    private static LinkerValues Values(IReadOnlyList<string> texts) =>
        LinkerValues.Of(texts.Select(static text => LinkerValue.TryParse(text, out var value, out _) ? value : default).Where(static value => value.Text is not null));

    private sealed record Kept(Guid Installation, long ValuesVersion, CompiledLinker Linker);

    private sealed record Built(IReadOnlyList<LinkerVersion> Versions, IReadOnlyList<Kept> Linkers, LinkerSet Set)
    {
        /// <summary>Whether the linkers of an installation in that version are here, be there none.</summary>
        public bool Has(Guid installation, long version) => Versions.Any(row => row.InstallationId == installation && row.InstallationVersion == version);
    }

    /// <summary>What is kept of one workspace.</summary>
    private sealed class Entry
    {
        private readonly Lock gate = new();
        private Task<Built>? first;
        private volatile Built? current;
        private long checkedAt;
        private int busy;

        public Built? Current
        {
            get => current;
            set => current = value;
        }

        /// <summary>When the versions were last looked at, as a timestamp of the clock.</summary>
        public long CheckedAt
        {
            get => Interlocked.Read(ref checkedAt);
            set => Interlocked.Exchange(ref checkedAt, value);
        }

        /// <summary>True for the one who is to refresh.</summary>
        public bool TryBegin() => Interlocked.CompareExchange(ref busy, 1, 0) == 0;

        public void End() => Interlocked.Exchange(ref busy, 0);

        /// <summary>The first build, one for all who ask meanwhile; one that failed is begun anew.</summary>
        public Task<Built> FirstAsync(Func<Task<Built>> build, CancellationToken cancellation)
        {
            lock (gate)
            {
                if (first is null or { IsFaulted: true } or { IsCanceled: true })
                    first = Task.Run(build, CancellationToken.None);

                return first.WaitAsync(cancellation);
            }
        }
    }
}
