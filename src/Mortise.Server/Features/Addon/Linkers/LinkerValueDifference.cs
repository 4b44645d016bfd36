using System.Runtime.InteropServices;

namespace Mortise.Server.Features.Addon.Linkers;

/// <summary>What turns the stored values of a linker into the wanted ones: the ids that go, the values that change their name, the values that are new.</summary>
/// <remarks>
/// A value that stays keeps its id. An element with an id renames that value. Where elements repeat a value they count as one; of several ids
/// that ask for it the one that has it already wins, else the first (connect.md 12.6).
/// </remarks>
internal sealed record LinkerValueDifference(
    IReadOnlyList<long> Removed, IReadOnlyList<StoredLinkerValue> Renamed, IReadOnlyList<string> Added, int Size)
{
    public bool IsEmpty => Removed.Count + Renamed.Count + Added.Count == 0;

    /// <summary>The difference, or in <paramref name="problem"/> which element cannot be meant.</summary>
    public static LinkerValueDifference? Between(
        IReadOnlyList<StoredLinkerValue> stored, IReadOnlyList<WantedLinkerValue> wanted, out LinkerValueProblem? problem)
    {
        problem = null;
        if (!wanted.Any(element => element.Id is not null))
            return BetweenPlain(stored, wanted);

        var named = new Dictionary<long, string>();
        problem = ReadIds(stored, wanted, named);
        return problem is null ? Compute(stored, Owners(stored, wanted, named)) : null;
    }

    /// <summary>The short way of most requests, which name no ids: one set, from which whatever stays is taken out.</summary>
    private static LinkerValueDifference BetweenPlain(IReadOnlyList<StoredLinkerValue> stored, IReadOnlyList<WantedLinkerValue> wanted)
    {
        var missing = new HashSet<string>(wanted.Count, StringComparer.Ordinal);
        foreach (var element in wanted)
            missing.Add(element.Value);

        var size = missing.Count;
        var removed = new List<long>();
        foreach (var value in stored)
        {
            if (!missing.Remove(value.Value))
                removed.Add(value.Id);
        }

        var added = new List<string>(missing.Count);
        for (var at = 0; missing.Count > 0; at++)
        {
            if (missing.Remove(wanted[at].Value))
                added.Add(wanted[at].Value);
        }

        return new(removed, [], added, size);
    }

    /// <summary>Collects what the elements with ids ask for.</summary>
    private static LinkerValueProblem? ReadIds(
        IReadOnlyList<StoredLinkerValue> stored, IReadOnlyList<WantedLinkerValue> wanted, Dictionary<long, string> named)
    {
        var known = stored.Select(value => value.Id).ToHashSet();
        for (var at = 0; at < wanted.Count; at++)
        {
            if (wanted[at].Id is not { } id)
                continue;

            if (!known.Contains(id))
                return new(at, $"This linker has no value with the id {id}.");

            if (!named.TryAdd(id, wanted[at].Value) && named[id] != wanted[at].Value)
                return new(at, $"The id {id} stands twice, for two values.");
        }

        return null;
    }

    /// <summary>Each wanted value once, in the order of the request, with the id that it has from here on; 0 for a new one.</summary>
    private static Dictionary<string, long> Owners(
        IReadOnlyList<StoredLinkerValue> stored, IReadOnlyList<WantedLinkerValue> wanted, Dictionary<long, string> named)
    {
        var current = new Dictionary<string, long>(stored.Count, StringComparer.Ordinal);
        foreach (var value in stored)
            current.Add(value.Value, value.Id);

        var owners = new Dictionary<string, long>(wanted.Count, StringComparer.Ordinal);
        foreach (var element in wanted)
        {
            ref var owner = ref CollectionsMarshal.GetValueRefOrAddDefault(owners, element.Value, out _);
            if (element.Id is { } id && (owner == 0 || IsCurrent(id)))
                owner = id;

            bool IsCurrent(long candidate) => current.TryGetValue(element.Value, out var has) && has == candidate;
        }

        foreach (var value in stored)
        {
            // It keeps its id unless that was asked to take another name.
            ref var owner = ref CollectionsMarshal.GetValueRefOrNullRef(owners, value.Value);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref owner) && owner == 0 && !named.ContainsKey(value.Id))
                owner = value.Id;
        }

        return owners;
    }

    private static LinkerValueDifference Compute(IReadOnlyList<StoredLinkerValue> stored, Dictionary<string, long> owners)
    {
        var kept = new Dictionary<long, string>(owners.Count);
        var added = new List<string>();
        foreach (var (value, owner) in owners)
        {
            if (owner == 0)
                added.Add(value);
            else
                kept.Add(owner, value);
        }

        var removed = new List<long>();
        var renamed = new List<StoredLinkerValue>();
        foreach (var value in stored)
        {
            if (!kept.TryGetValue(value.Id, out var name))
                removed.Add(value.Id);
            else if (name != value.Value)
                renamed.Add(new() { Id = value.Id, Value = name });
        }

        return new(removed, renamed, added, owners.Count);
    }
}

/// <summary>An element of a bulk update that cannot be done.</summary>
/// <param name="Index">From 0.</param>
internal sealed record LinkerValueProblem(int Index, string Text);
