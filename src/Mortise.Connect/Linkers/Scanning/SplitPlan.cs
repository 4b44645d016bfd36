using System.Buffers;
using Mortise.Connect.Linkers.Dialect;

namespace Mortise.Connect.Linkers.Scanning;

/// <summary>What must hold at a place beside the value, without taking characters.</summary>
internal enum SplitEdge
{
    None,

    /// <summary><c>\b</c></summary>
    Boundary,

    /// <summary><c>(?&lt;!\w)</c> before, <c>(?!\w)</c> after.</summary>
    NoWord,

    /// <summary><c>(?&lt;![\w\-])</c> before, <c>(?![\w\-])</c> after.</summary>
    NoValue,
}

/// <summary>A step of a split regex: a text, or characters of a set.</summary>
/// <param name="Text">Null for a set.</param>
/// <param name="Set">Null for a text.</param>
/// <param name="Min">Of the set, at least so many.</param>
/// <param name="Max">At most so many.</param>
internal sealed record SplitStep(string? Text, SetNode? Set, int Min, int Max)
{
    private readonly bool[] ascii = Set is null ? [] : [.. Enumerable.Range(0, 128).Select(code => Set.Contains((char)code))];

    public bool Takes(char letter) => letter < 128 ? ascii[letter] : Set!.Contains(letter);
}

/// <summary>A regex that is a text, one <c>(?K)</c>, and steps that never need to go back: it can be run without a regex engine.</summary>
/// <remarks>
/// The steps after <c>(?K)</c> begin with a character out of a few (the anchor) that no later set takes, and a set is never followed by
/// something that begins with one of its characters. So each step takes what it can, there is no other way to match, and a text is read a bounded
/// number of times. A text before <c>(?K)</c> holds a character that no value has, for the same reason.
/// </remarks>
internal sealed record SplitPlan
{
    public SplitEdge Before { get; init; }

    public SplitEdge After { get; init; }

    /// <summary>The text before <c>(?K)</c>; may be empty.</summary>
    public string Lead { get; init; } = "";

    public SplitStep[] Tail { get; init; } = [];

    /// <summary>What the tail begins with; null when there is no tail.</summary>
    public SearchValues<char>? Anchor { get; init; }

    /// <summary>The start and the end of each group 1 to 9, as marks: 0 where the match begins, then one after each part.</summary>
    public (int Group, int Start, int End)[] Groups { get; init; } = [];

    /// <summary>Lengths of the texts that make up <see cref="Lead"/>; each ends at a mark.</summary>
    public int[] LeadParts { get; init; } = [];

    /// <summary>The mark after <c>(?K)</c>.</summary>
    public int ValueEnd => LeadParts.Length + 1;

    public int Marks => LeadParts.Length + Tail.Length + 2;
}
