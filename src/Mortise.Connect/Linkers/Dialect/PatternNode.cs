namespace Mortise.Connect.Linkers.Dialect;

/// <summary>A part of a linker's regex, as Python reads it.</summary>
internal abstract record PatternNode;

/// <summary>One character, or the two surrogates of one beyond U+FFFF.</summary>
internal sealed record LiteralNode(string Text) : PatternNode;

/// <summary>One character of a class, or one that is not of it.</summary>
internal sealed record SetNode(IReadOnlyList<SetItem> Items, bool Negated) : PatternNode
{
    public bool Contains(char letter) => Items.Any(item => item.Contains(letter)) != Negated;
}

/// <summary><c>.</c></summary>
internal sealed record AnyNode : PatternNode;

/// <summary>A place between characters.</summary>
internal enum PlaceKind
{
    /// <summary><c>^</c></summary>
    LineStart,

    /// <summary><c>$</c></summary>
    LineEnd,

    /// <summary><c>\A</c></summary>
    TextStart,

    /// <summary><c>\Z</c></summary>
    TextEnd,

    /// <summary><c>\b</c></summary>
    Boundary,

    /// <summary><c>\B</c></summary>
    NoBoundary,
}

internal sealed record PlaceNode(PlaceKind Kind) : PatternNode;

internal sealed record SequenceNode(IReadOnlyList<PatternNode> Items) : PatternNode
{
    public static readonly SequenceNode Empty = new([]);
}

internal sealed record ChoiceNode(IReadOnlyList<PatternNode> Branches) : PatternNode;

/// <summary>A group; without a number it captures nothing.</summary>
internal sealed record GroupNode(int? Number, PatternNode Content, bool Atomic = false) : PatternNode;

/// <summary><c>(?K)</c></summary>
internal sealed record ValueNode(int Number) : PatternNode;

/// <param name="Item">What is repeated.</param>
/// <param name="Min">At least so often.</param>
/// <param name="Max">At most so often; null without end.</param>
/// <param name="Lazy">As seldom as may be.</param>
internal sealed record RepeatNode(PatternNode Item, int Min, int? Max, bool Lazy) : PatternNode;

internal sealed record LookNode(PatternNode Content, bool Behind, bool Negative) : PatternNode;

internal sealed record ReferenceNode(int Group) : PatternNode;

internal sealed record ConditionNode(int Group, PatternNode Then, PatternNode Else) : PatternNode;
