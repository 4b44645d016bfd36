using System.Globalization;

namespace Mortise.Connect.Linkers.Dialect;

/// <summary>What follows a backslash, inside and outside of a class.</summary>
/// <remarks>Source: Python 3 library reference, "re", "Regular Expression Syntax".</remarks>
internal sealed class EscapeReader(PatternSource source)
{
    private const int LargestOctal = 0xFF;

    /// <summary>The flag <c>(?a)</c>, as far as it was read.</summary>
    public bool Ascii { get; set; }

    /// <summary>The kind behind <c>\d</c> and its like; null, and nothing taken, where something else follows.</summary>
    public CharacterKind? TryReadKind()
    {
        var kind = char.ToLowerInvariant(source.Next) switch
        {
            'd' => CharacterKind.Digit,
            's' => CharacterKind.Space,
            'w' => CharacterKind.Word,
            _ => CharacterKind.None,
        };
        if (kind == CharacterKind.None || source.Next is 'İ')
            return null;

        var negated = char.IsAsciiLetterUpper(source.Take("a letter"));
        return kind | (negated ? CharacterKind.Negated : CharacterKind.None) | (Ascii ? CharacterKind.Ascii : CharacterKind.None);
    }

    /// <summary>A character by its escape. The backslash is taken; what may follow in this place only is taken before.</summary>
    /// <param name="start">Where the backslash stands.</param>
    public string ReadCharacter(int start)
    {
        var letter = source.Take(@"a character after the backslash; \\ stands for the backslash itself");
        switch (letter)
        {
            case 'a':
                return "\a";
            case 'f':
                return "\f";
            case 'n':
                return "\n";
            case 'r':
                return "\r";
            case 't':
                return "\t";
            case 'v':
                return "\v";
            case 'x':
                return ReadHex(start, 2);
            case 'u':
                return ReadHex(start, 4);
            case 'U':
                return ReadHex(start, 8);
            case '0':
                return ReadOctal(start, source.TakeWhile(IsOctal, 2));
            default:
                return char.IsAsciiLetterOrDigit(letter)
                    ? throw PatternSource.Refuse(start, $@"an escape that Python knows; \{letter} is none here")
                    : source.WithPair(letter);
        }
    }

    public static string ReadOctal(int start, string digits)
    {
        var code = digits.Aggregate(0, static (sum, digit) => (sum * 8) + (digit - '0'));
        return code <= LargestOctal ? ((char)code).ToString() : throw PatternSource.Refuse(start, @"an octal escape of at most \377");
    }

    public static bool IsOctal(char letter) => letter is >= '0' and <= '7';

    private string ReadHex(int start, int digits)
    {
        var read = source.TakeWhile(char.IsAsciiHexDigit, digits);
        if (read.Length < digits)
            throw PatternSource.Refuse(start, $"an escape of {digits} hexadecimal digits");

        var code = uint.Parse(read, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return code switch
        {
            <= char.MaxValue => ((char)code).ToString(),
            <= 0x10FFFF => char.ConvertFromUtf32((int)code),
            _ => throw PatternSource.Refuse(start, @"a character of at most \U0010FFFF"),
        };
    }
}
