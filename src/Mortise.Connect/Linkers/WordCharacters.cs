using System.Globalization;

namespace Mortise.Connect.Linkers;

/// <summary>The one definition of a word character, for <c>\w</c> and <c>\b</c> in a linker's regex, for <c>(?K)</c>, and for values.</summary>
/// <remarks>
/// Python's <c>\w</c> is <c>[\p{L}\p{N}_]</c>; .NET's own also takes marks and connectors and lacks some numbers. Characters beyond U+FFFF are
/// pairs of surrogates here, and so no word characters. Unicode versions differ: a character that one of the two does not know yet may differ.
/// Source: <c>connect.md</c> 13.3; checked over U+0000 to U+FFFF against Python's <c>re</c>.
/// </remarks>
internal static class WordCharacters
{
    /// <summary>Members of a class that stand for <c>\w</c>.</summary>
    public const string Members = @"\p{L}\p{N}_";

    /// <summary><c>(?K)</c>, as the class that one character of it is of.</summary>
    public const string ValueClass = $@"[{Members}\-]";

    private static readonly byte[] Table = BuildTable();

    [Flags]
    private enum Trait : byte
    {
        None = 0,
        Word = 1,
        Value = 2,
        Odd = 4,
    }

    public static bool IsWord(char letter) => (Table[letter] & (byte)Trait.Word) != 0;

    /// <summary>Whether <c>(?K)</c> takes it: a word character or <c>-</c>.</summary>
    public static bool IsValue(char letter) => (Table[letter] & (byte)Trait.Value) != 0;

    /// <summary>Whether .NET's <c>\b</c> may take it for something else than Python's does.</summary>
    public static bool HasOdd(ReadOnlySpan<char> text)
    {
        if (System.Text.Ascii.IsValid(text))
            return false;

        foreach (var letter in text)
        {
            if ((Table[letter] & (byte)Trait.Odd) != 0)
                return true;
        }

        return false;
    }

    private static byte[] BuildTable()
    {
        var table = new byte[char.MaxValue + 1];
        for (var code = 0; code < table.Length; code++)
            table[code] = (byte)Of((char)code);

        return table;
    }

    private static Trait Of(char letter)
    {
        var trait = char.GetUnicodeCategory(letter) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber => Trait.Word | Trait.Value,
            UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Trait.Word | Trait.Value | Trait.Odd,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Trait.Odd,
            UnicodeCategory.ConnectorPunctuation => letter == '_' ? Trait.Word | Trait.Value : Trait.Odd,
            _ => Trait.None,
        };
        return letter switch
        {
            '-' => Trait.Value,
            '\u200C' or '\u200D' => Trait.Odd,
            _ => trait,
        };
    }
}
