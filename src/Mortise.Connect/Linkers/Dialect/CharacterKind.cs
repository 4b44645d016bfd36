using System.Globalization;

namespace Mortise.Connect.Linkers.Dialect;

/// <summary>What <c>\d \D \s \S \w \W</c> stand for; the first three are the letter, <see cref="Negated"/> its capital, <see cref="Ascii"/> the flag <c>(?a)</c>.</summary>
[Flags]
internal enum CharacterKind : byte
{
    None = 0,
    Digit = 1,
    Space = 2,
    Word = 4,
    Negated = 8,
    Ascii = 16,
}

/// <summary>The classes of characters as Python takes them: which characters are in them, and how .NET has them spelled.</summary>
/// <remarks>Source: Python 3 library reference, "re", and its answers for U+0000 to U+FFFF, which the tests keep.</remarks>
internal static class CharacterKinds
{
    public static bool Contains(this CharacterKind kind, char letter)
    {
        var ascii = kind.HasFlag(CharacterKind.Ascii);
        var inside = (kind & ~(CharacterKind.Negated | CharacterKind.Ascii)) switch
        {
            CharacterKind.Digit => char.GetUnicodeCategory(letter) == UnicodeCategory.DecimalDigitNumber,
            CharacterKind.Space => IsSpace(letter, ascii),
            _ => WordCharacters.IsWord(letter),
        };
        return (inside && (!ascii || char.IsAscii(letter))) != kind.HasFlag(CharacterKind.Negated);
    }

    /// <summary>Members to write between the brackets of a class, beside others.</summary>
    public static string Members(this CharacterKind kind) => kind switch
    {
        CharacterKind.Digit => @"\d",
        CharacterKind.Digit | CharacterKind.Negated => @"\D",
        CharacterKind.Space => @"\s\u001C-\u001F",
        CharacterKind.Space | CharacterKind.Negated =>
            @"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u0000-\u0008\u000E-\u001B\u007F-\u0084\u0086-\u009F",
        CharacterKind.Word => WordCharacters.Members,
        CharacterKind.Word | CharacterKind.Negated =>
            @"\p{M}\p{S}\p{Z}\p{C}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\u203F\u2040\u2054\uFE33\uFE34\uFE4D-\uFE4F\uFF3F",
        CharacterKind.Ascii | CharacterKind.Digit => "0-9",
        CharacterKind.Ascii | CharacterKind.Digit | CharacterKind.Negated => @"\u0000-/:-\uFFFF",
        CharacterKind.Ascii | CharacterKind.Space => @"\u0009-\u000D\u0020",
        CharacterKind.Ascii | CharacterKind.Space | CharacterKind.Negated => @"\u0000-\u0008\u000E-\u001F!-\uFFFF",
        CharacterKind.Ascii | CharacterKind.Word => "0-9A-Z_a-z",
        _ => @"\u0000-/:-@\u005B-\u005E\u0060\u007B-\uFFFF",
    };

    /// <summary>Python takes the four separators U+001C to U+001F for blanks, unless the flag <c>(?a)</c> is set; .NET does not.</summary>
    private static bool IsSpace(char letter, bool ascii) => char.IsWhiteSpace(letter) || (!ascii && letter is >= '\u001C' and <= '\u001F');
}
