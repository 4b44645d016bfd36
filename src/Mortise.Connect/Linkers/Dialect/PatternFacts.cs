namespace Mortise.Connect.Linkers.Dialect;

/// <summary>What can be said of a regex without running it.</summary>
internal static class PatternFacts
{
    /// <summary>Counts beyond this are all alike.</summary>
    private const long Enough = 1_000_000;

    /// <summary>The least and the greatest number of characters it takes; one beyond U+FFFF counts as one.</summary>
    public static (long Min, long Max) Width(PatternNode node) => node switch
    {
        LiteralNode or SetNode or AnyNode => (1, 1),
        PlaceNode or LookNode => (0, 0),
        ValueNode => (1, Enough),
        ReferenceNode => (0, Enough),
        GroupNode group => Width(group.Content),
        SequenceNode sequence => sequence.Items.Aggregate((Min: 0L, Max: 0L), static (sum, item) => Add(sum, Width(item))),
        ChoiceNode choice => Span([.. choice.Branches.Select(Width)]),
        ConditionNode condition => Span([Width(condition.Then), Width(condition.Else)]),
        RepeatNode repeat => Times(Width(repeat.Item), repeat.Min, repeat.Max),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    /// <summary>Whether it holds a capturing group.</summary>
    public static bool Captures(PatternNode node) => Any(node, static part => part is ValueNode or GroupNode { Number: not null });

    /// <summary>Whether it goes round with nothing in a way that shows: by a group's text, or by a lazy part that is asked for more.</summary>
    public static bool RepeatsNothing(RepeatNode repeat) =>
        repeat.Max != 1 && Width(repeat.Item).Min == 0
        && (repeat.Lazy || Any(repeat.Item, static part => part is RepeatNode { Lazy: true } or ReferenceNode || Captures(part)));

    /// <summary>Whether the regex or a part of it satisfies the test.</summary>
    public static bool Any(PatternNode node, Func<PatternNode, bool> test) => test(node) || Parts(node).Any(part => Any(part, test));

    /// <summary>How many characters, classes and places it has once repeats are written out: the size of the automaton that a linear engine builds.</summary>
    public static long Size(PatternNode node)
    {
        var own = node is LiteralNode or SetNode or AnyNode or PlaceNode or ReferenceNode or ValueNode ? 1 : 0;
        var parts = Parts(node).Aggregate(0L, static (sum, part) => Math.Min(sum + Size(part), Enough));
        return node is RepeatNode repeat ? Math.Min(parts * Math.Max(1, repeat.Max ?? repeat.Min + 1), Enough) : Math.Min(own + parts, Enough);
    }

    /// <summary>How many different characters and classes it names: what an automaton's alphabet grows with.</summary>
    public static int Letters(PatternNode node)
    {
        var different = new HashSet<string>(StringComparer.Ordinal);
        Collect(node);
        return different.Count;

        void Collect(PatternNode part)
        {
            if (part is LiteralNode literal)
                different.Add(literal.Text);
            else if (part is SetNode set)
                different.Add($"[{set.Negated} {string.Concat(set.Items)}]");

            foreach (var inner in Parts(part))
                Collect(inner);
        }
    }

    /// <summary>The longest text that every match holds, and how it is to be compared; empty where there is none.</summary>
    public static (string Text, StringComparison Comparison) RequiredText(PatternNode node, PatternFlags flags)
    {
        var anyCase = flags.HasFlag(PatternFlags.IgnoreCase);
        var longest = "";
        var current = "";
        foreach (var part in Flatten(node))
        {
            if (part is PlaceNode or LookNode)
                continue;

            current = part is LiteralNode literal && !(anyCase && HasOddCase(literal.Text)) ? current + literal.Text : "";
            longest = current.Length > longest.Length ? current : longest;
        }

        return (longest, anyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>Whether it has, or may have, an equal besides its other case: <c>k</c> has the sign of Kelvin.</summary>
    private static bool HasOddCase(string letter) => !char.IsAscii(letter[0]) || char.ToLowerInvariant(letter[0]) is 'i' or 'k' or 's';

    /// <summary>The parts that every match goes through one after another, groups opened.</summary>
    public static IEnumerable<PatternNode> Flatten(PatternNode node) => node switch
    {
        SequenceNode sequence => sequence.Items.SelectMany(Flatten),
        GroupNode group => Flatten(group.Content),
        _ => [node],
    };

    public static IEnumerable<PatternNode> Parts(PatternNode node) => node switch
    {
        SequenceNode sequence => sequence.Items,
        ChoiceNode choice => choice.Branches,
        GroupNode group => [group.Content],
        RepeatNode repeat => [repeat.Item],
        LookNode look => [look.Content],
        ConditionNode condition => [condition.Then, condition.Else],
        _ => [],
    };

    private static (long Min, long Max) Add((long Min, long Max) a, (long Min, long Max) b) =>
        (Math.Min(a.Min + b.Min, Enough), Math.Min(a.Max + b.Max, Enough));

    private static (long Min, long Max) Span((long Min, long Max)[] widths) => (widths.Min(width => width.Min), widths.Max(width => width.Max));

    private static (long Min, long Max) Times((long Min, long Max) width, int min, int? max) =>
        (Math.Min(width.Min * min, Enough), width.Max == 0 ? 0 : Math.Min(width.Max * (max ?? Enough), Enough));
}
