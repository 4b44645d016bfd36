using System.Collections.Frozen;

namespace Mortise.Query.Fields;

/// <summary>What is asked of one node of a response; the elements of an array share the node of the array.</summary>
/// <remarks>
/// A decision depends only on which of the named segments a member has, on whether it is shown by default, and on whether it is embedded. So each node
/// keeps a small table of its decisions, filled as they are made; afterwards nothing is computed or allocated. Safe for concurrent use.
/// </remarks>
public sealed class Selection
{
    private const int OtherName = -1;
    private const int NamesSearchedInOrder = 8;

    private static readonly Selection Unwanted = new([], 0, showsDefaults: false, startsWithDefaults: false, embedded: false, budget: null);

    private readonly bool embedded;
    private readonly MemoBudget? budget;
    private readonly string[] names;
    private readonly FrozenDictionary<string, int>? indexes;
    private readonly Selection?[]? decisions;

    private Selection(MaskItem[] items, int depth, bool showsDefaults, bool startsWithDefaults, bool embedded, MemoBudget? budget)
    {
        (Items, Depth, ShowsDefaults, StartsWithDefaults) = (items, depth, showsDefaults, startsWithDefaults);
        (this.embedded, this.budget) = (embedded, budget);
        names = [.. items.Where(item => item != MaskItem.Defaults && !item.IsAnyMember(depth)).Select(item => item[depth]).Distinct(StringComparer.Ordinal)];
        if (names.Length > NamesSearchedInOrder)
            indexes = names.Select((name, index) => KeyValuePair.Create(name, index)).ToFrozenDictionary(StringComparer.Ordinal);

        var slots = Slot(names.Length, shownByDefault: false, embedded: false);
        if (budget?.TryTake(slots) == true)
            decisions = new Selection?[slots];
    }

    /// <summary>The default representation of an object, whole.</summary>
    internal static Selection Everything { get; } = new([], 0, showsDefaults: true, startsWithDefaults: true, embedded: false, budget: null);

    /// <summary>The default representation of an embedded object.</summary>
    internal static Selection Condensed { get; } = new([], 0, showsDefaults: true, startsWithDefaults: true, embedded: true, budget: null);

    /// <summary>The items that reach below this node, in the order of the text.</summary>
    internal MaskItem[] Items { get; }

    /// <summary>The segment of <see cref="Items"/> that names a member of this node.</summary>
    internal int Depth { get; }

    /// <summary>False for a node that is there only as the way to something deeper.</summary>
    internal bool ShowsDefaults { get; }

    /// <summary>The same before <see cref="Items"/> are applied.</summary>
    internal bool StartsWithDefaults { get; }

    /// <summary>Whether all of a stored document below this node is wanted.</summary>
    internal bool IsWhole => ShowsDefaults && Items.Length == 0;

    /// <summary>Whether a member is wanted, be it only as the way to something deeper.</summary>
    public bool Wants(string name, Shown shown = Shown.Always) => Member(name, shown) is not null;

    /// <summary>What is asked of a member; null when it is not wanted.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="shown">When the member is part of the default representation.</param>
    /// <param name="embedded">True for another resource; its members then stand condensed, as do those of every object inside it.</param>
    public Selection? Member(string name, Shown shown = Shown.Always, bool embedded = false)
    {
        var shownByDefault = shown == Shown.Always || (shown == Shown.Full && !this.embedded);
        embedded |= this.embedded;
        if (Items.Length > 0)
            return Decide(IndexOf(name), shownByDefault, embedded);

        if (!ShowsDefaults || !shownByDefault)
            return null;
        return embedded ? Condensed : Everything;
    }

    internal static Selection OfRoot(MaskItem[] items, bool hasBareItem) =>
        new(items, depth: 0, showsDefaults: !hasBareItem, startsWithDefaults: !hasBareItem, embedded: false, new MemoBudget());

    /// <summary>What is asked of a member of a stored document, in which all members are shown by default.</summary>
    internal Selection? StoredMember(ReadOnlySpan<char> name) => Decide(IndexOf(name), shownByDefault: true, embedded);

    private static int Slot(int name, bool shownByDefault, bool embedded) => ((name + 1) * 4) + (shownByDefault ? 2 : 0) + (embedded ? 1 : 0);

    private int IndexOf(ReadOnlySpan<char> name)
    {
        if (indexes is not null)
            return indexes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var index) ? index : OtherName;

        for (var i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
                return i;
        }

        return OtherName;
    }

    private Selection? Decide(int name, bool shownByDefault, bool embedded)
    {
        if (decisions is null)
            return Resolve(name, shownByDefault, embedded);

        ref var slot = ref decisions[Slot(name, shownByDefault, embedded)];
        var decision = Volatile.Read(ref slot);
        if (decision is null)
            Volatile.Write(ref slot, decision = Resolve(name, shownByDefault, embedded) ?? Unwanted);
        return ReferenceEquals(decision, Unwanted) ? null : decision;
    }

    private Selection? Resolve(int name, bool shownByDefault, bool embedded)
    {
        // 1. Start from the base: there or not, as the default representation has it.
        var isThere = StartsWithDefaults && shownByDefault;
        var (shows, starts) = (isThere, isThere);
        var deeper = new List<MaskItem>();

        // 2. Apply the matching items from left to right.
        foreach (var item in Items)
        {
            var isDefaults = item == MaskItem.Defaults;
            if (isDefaults ? !shownByDefault : !Names(item, name))
                continue;

            if (!isDefaults && item.Count > Depth + 1)
            {
                isThere |= item.Adds;
                deeper.Add(item);
            }
            else if (item.Adds)
            {
                isThere = shows = true;
                starts |= PutBackDefaults(deeper);
            }
            else
            {
                isThere = shows = starts = false;
                deeper.Clear();
            }
        }

        // 3. Where no item reaches deeper, all such nodes are the same.
        if (!isThere)
            return null;
        if (deeper.Count > 0)
            return new(deeper.ToArray(), Depth + 1, shows, starts, embedded, budget);
        return embedded ? Condensed : Everything;
    }

    private bool Names(MaskItem item, int name) => item.IsAnyMember(Depth) || (name != OtherName && item[Depth] == names[name]);

    /// <summary>True when that is the same as starting with the defaults: nothing was removed so far, or nothing else was added.</summary>
    private static bool PutBackDefaults(List<MaskItem> deeper)
    {
        if (deeper.TrueForAll(item => item.Adds))
            return true;

        if (deeper.TrueForAll(item => !item.Adds || item == MaskItem.Defaults))
        {
            deeper.Clear();
            return true;
        }

        deeper.Add(MaskItem.Defaults);
        return false;
    }
}
