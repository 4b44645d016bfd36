namespace Mortise.Query.Filtering;

/// <summary>How texts are compared in memory: exactly as both databases compare their UTF-8.</summary>
internal static class CodePoints
{
    /// <summary>By code point, as the bytes of UTF-8 order; ordinal comparison would put the characters beyond U+FFFF before U+E000.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
            return left.Length.CompareTo(right.Length);

        return Weight(left[common]).CompareTo(Weight(right[common]));
    }

    /// <summary>Lower case of A to Z alone, which is what SQLite and PostgreSQL's collation C agree on.</summary>
    public static string Fold(string text) =>
        text.AsSpan().IndexOfAnyInRange('A', 'Z') < 0
            ? text
            : string.Create(text.Length, text, static (folded, source) =>
            {
                for (var at = 0; at < folded.Length; at++)
                    folded[at] = char.IsAsciiLetterUpper(source[at]) ? (char)(source[at] | 0x20) : source[at];
            });

    /// <summary>What a UTF-16 unit counts in the order of code points.</summary>
    public static int Weight(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}
