using System.Collections.Frozen;

namespace Mortise.Connect.Linkers;

/// <summary>The values of one linker. A question costs the same for ten and for a hundred thousand, and leaves no garbage.</summary>
public sealed class LinkerValues
{
    /// <summary>The most values of one linker.</summary>
    public const int MaxCount = 100_000;

    public static readonly LinkerValues None = new([]);

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <summary>Lengths that occur, a bit each.</summary>
    private readonly ulong[] lengths = new ulong[(LinkerValue.MaxLength / 64) + 1];

    /// <summary>First and last characters that occur together, six bits of each; settles most questions without a look at the set.</summary>
    private readonly ulong[] edges = new ulong[64];

    private LinkerValues(IReadOnlyCollection<string> texts)
    {
        var set = texts.ToFrozenSet(StringComparer.Ordinal);
        Count = set.Count;
        lookup = set.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            lengths[text.Length >> 6] |= 1UL << (text.Length & 63);
            edges[text[0] & 63] |= 1UL << (text[^1] & 63);
        }
    }

    public int Count { get; }

    /// <summary>Builds the set: tens of milliseconds for a hundred thousand, so not while somebody waits.</summary>
    public static LinkerValues Of(IEnumerable<LinkerValue> values)
    {
        string[] texts = [.. values.Select(static value => value.Text)];
        return texts.Length == 0 ? None : new LinkerValues(texts);
    }

    /// <summary>Whether the text is one of them, ordinally.</summary>
    public bool Contains(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LinkerValue.MaxLength
        && (lengths[text.Length >> 6] & (1UL << (text.Length & 63))) != 0
        && (edges[text[0] & 63] & (1UL << (text[^1] & 63))) != 0
        && lookup.Contains(text);
}
