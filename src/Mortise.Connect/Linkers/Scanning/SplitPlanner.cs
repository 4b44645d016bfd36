using System.Buffers;
using Mortise.Connect.Linkers.Dialect;

namespace Mortise.Connect.Linkers.Scanning;

/// <summary>Finds the <see cref="SplitPlan"/> of a regex, if it has one.</summary>
internal sealed class SplitPlanner
{
    private const int MaxAnchors = 5;

    private readonly List<(int Group, int Start, int End)> groups = [];
    private readonly List<SplitStep> lead = [];
    private readonly List<SplitStep> tail = [];
    private SplitEdge before;
    private SplitEdge after;
    private int mark;
    private bool pastValue;

    /// <summary>Null when the regex needs an engine.</summary>
    public static SplitPlan? Find(LinkerPattern pattern)
    {
        if (pattern.ValueGroups.Length != 1 || pattern.Flags.HasFlag(PatternFlags.IgnoreCase) || pattern.Flags.HasFlag(PatternFlags.Ascii))
            return null;

        var planner = new SplitPlanner();
        return planner.Add(pattern.Root) && planner.IsLinear(out var anchor) ? planner.Plan(anchor) : null;
    }

    private SplitPlan Plan(SearchValues<char>? anchor) => new()
    {
        Before = before,
        After = after,
        Lead = string.Concat(lead.Select(step => step.Text)),
        LeadParts = [.. lead.Select(step => step.Text!.Length)],
        Tail = [.. tail],
        Anchor = anchor,
        Groups = [.. groups],
    };

    /// <summary>Adds a part; false for one that no plan holds.</summary>
    private bool Add(PatternNode node) => node switch
    {
        SequenceNode sequence => sequence.Items.All(Add),
        GroupNode { Atomic: false } group => AddGroup(group),
        ValueNode value => AddValue(value),
        LiteralNode literal => AddStep(new(literal.Text, null, 1, 1)),
        SetNode set => AddStep(new(null, set, 1, 1)),
        RepeatNode { Lazy: false, Item: SetNode set } repeat => AddStep(new(null, set, repeat.Min, repeat.Max ?? int.MaxValue)),
        RepeatNode { Lazy: false, Item: LiteralNode { Text: [var letter] } } repeat =>
            AddStep(new(null, new SetNode([SetItem.Of(letter)], Negated: false), repeat.Min, repeat.Max ?? int.MaxValue)),
        PlaceNode { Kind: PlaceKind.Boundary } => AddEdge(SplitEdge.Boundary, behind: !pastValue),
        LookNode { Negative: true, Content: SetNode { Negated: false } set } look when EdgeOf(set) is { } edge => AddEdge(edge, look.Behind),
        _ => false,
    };

    private bool AddGroup(GroupNode group)
    {
        var start = mark;
        if (!Add(group.Content))
            return false;

        if (group.Number is > 0 and < LinkCaptures.Slots)
            groups.Add((group.Number.Value, start, mark));

        return true;
    }

    private bool AddValue(ValueNode value)
    {
        if (value.Number < LinkCaptures.Slots)
            groups.Add((value.Number, mark, mark + 1));

        mark++;
        return pastValue = after == SplitEdge.None;
    }

    private bool AddStep(SplitStep step)
    {
        // Nothing may follow an edge behind the value, and only texts stand before it.
        if (after != SplitEdge.None || (!pastValue && step.Text is null))
            return false;

        (pastValue ? tail : lead).Add(step);
        mark++;
        return true;
    }

    private bool AddEdge(SplitEdge edge, bool behind)
    {
        if (behind == pastValue || (pastValue ? after : before) != SplitEdge.None || (!pastValue && lead.Count > 0))
            return false;

        if (pastValue)
            after = edge;
        else
            before = edge;

        return true;
    }

    private static SplitEdge? EdgeOf(SetNode set) => set.Items switch
    {
        [{ Kind: CharacterKind.Word }] => SplitEdge.NoWord,
        [{ Kind: CharacterKind.Word }, { IsLetter: true, Low: '-' }] or [{ IsLetter: true, Low: '-' }, { Kind: CharacterKind.Word }] => SplitEdge.NoValue,
        _ => null,
    };

    /// <summary>Whether the plan finds what the regex finds, in time linear in the text.</summary>
    private bool IsLinear(out SearchValues<char>? anchor)
    {
        anchor = null;
        if (!pastValue || (lead.Count > 0 && !lead.Any(step => step.Text!.Any(letter => !WordCharacters.IsValue(letter)))))
            return false;

        if (tail.Count == 0)
            return true;

        var first = FirstOf(tail[0]);
        if (first is null)
            return false;

        anchor = SearchValues.Create(first);
        return tail.Skip(1).All(step => step.Set is null || !first.Any(step.Takes)) && NeverGoesBack() && EndsSoundly();
    }

    /// <summary>The few characters that a step without repetition begins with; null when there are many.</summary>
    private static string? FirstOf(SplitStep step)
    {
        if (step.Text is { } text)
            return text[..1];

        return step is { Min: 1, Max: 1, Set: { Negated: false, Items: { Count: <= MaxAnchors } items } } && items.All(item => item.IsLetter)
            ? string.Concat(items.Select(item => item.Low))
            : null;
    }

    private bool NeverGoesBack()
    {
        for (var at = 0; at < tail.Count; at++)
        {
            if (tail[at].Set is null || tail[at].Max == 1 && tail[at].Min == 1)
                continue;

            for (var next = at + 1; next < tail.Count; next++)
            {
                if (Overlap(tail[at], tail[next]))
                    return false;

                if (tail[next].Min > 0)
                    break;
            }
        }

        return true;
    }

    private static bool Overlap(SplitStep set, SplitStep next) => next.Text is { } text
        ? set.Takes(text[0])
        : Enumerable.Range(0, char.MaxValue + 1).Any(code => set.Takes((char)code) && next.Takes((char)code));

    /// <summary>Where the match must end at an edge, giving characters back must not lead to another one.</summary>
    private bool EndsSoundly()
    {
        var last = tail[^1];
        if (after == SplitEdge.None || last.Set is null || last is { Min: 1, Max: 1 })
            return true;

        return last.Min > 0 && !last.Set.Negated
            && last.Set.Items.All(item => item.Kind is CharacterKind.Digit or CharacterKind.Word
                || (item.Kind == CharacterKind.None && IsOfWords(item.Low, item.High)));
    }

    private static bool IsOfWords(char from, char to)
    {
        for (int code = from; code <= to; code++)
        {
            if (!WordCharacters.IsWord((char)code))
                return false;
        }

        return true;
    }
}
