using System.Text;

namespace Mortise.Query.Filtering;

/// <summary>Reads the words of a query, one after another.</summary>
internal ref struct FilterScanner(string text)
{
    private int at;

    /// <summary>Of the next word, from 0; blanks are skipped.</summary>
    public int Position
    {
        get
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n')
                at++;

            return at;
        }
    }

    public bool IsAtEnd => Position == text.Length;

    /// <summary>What stands at the next position, as an error names it.</summary>
    public string Found
    {
        get
        {
            if (IsAtEnd)
                return "the end";

            var word = PeekWord();
            return word.Length switch
            {
                0 => text[at] is '\'' ? "a single quote (text stands in double quotes)" : $"'{RuneAt(at)}'",
                > 40 => $"'{word[..40]}…'",
                _ => $"'{word}'",
            };
        }
    }

    public bool TryTake(char character)
    {
        if (IsAtEnd || text[at] != character)
            return false;

        at++;
        return true;
    }

    /// <summary>Takes a word if it is this one, in any case.</summary>
    public bool TryTake(string keyword)
    {
        if (!PeekWord().Equals(keyword, StringComparison.OrdinalIgnoreCase))
            return false;

        at += keyword.Length;
        return true;
    }

    /// <summary>Takes letters, digits, signs of underscore and points; empty where none is.</summary>
    public string TakeWord()
    {
        var word = PeekWord().ToString();
        at += word.Length;
        return word;
    }

    /// <summary>Takes one of the eight operators; empty where none is.</summary>
    public string TakeOperator()
    {
        var rest = text.AsSpan(Position);
        string[] operators = ["!=", "!~", ">=", "<=", "=", "~", ">", "<"];
        foreach (var candidate in operators)
        {
            if (!rest.StartsWith(candidate, StringComparison.Ordinal))
                continue;

            at += candidate.Length;
            return candidate;
        }

        return "";
    }

    /// <summary>Takes what a number or an instant is made of. A blank before an offset was a plus sign that came undecoded.</summary>
    public string TakeLiteral()
    {
        var start = Position;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or ':' or '-' or '+' || IsLostPlus(start)))
            at++;

        return text[start..at].Replace(' ', '+');
    }

    /// <summary>Takes text in double quotes, of which a backslash escapes quote and backslash; null when it is no such text.</summary>
    public string? TakeQuoted(out string problem)
    {
        var start = Position;
        var result = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at++;
                    problem = "";
                    return result.ToString();
                case '\\' when at + 1 < text.Length && text[at + 1] is '"' or '\\':
                    result.Append(text[++at]);
                    break;
                case '\\':
                    problem = "a backslash stands only before a quote or a backslash";
                    return null;
                case '\0':
                    problem = "text holds no NUL";
                    return null;
                default:
                    result.Append(text[at]);
                    break;
            }
        }

        at = start;
        problem = "the text that begins here does not end";
        return null;
    }

    private bool IsLostPlus(int start) =>
        text[at] == ' ' && at - start >= 16 && text[start..at].Contains('T', StringComparison.Ordinal)
        && at + 5 < text.Length && char.IsAsciiDigit(text[at + 1]) && char.IsAsciiDigit(text[at + 2]) && text[at + 3] == ':';

    private readonly Rune RuneAt(int index) => Rune.TryGetRuneAt(text, index, out var rune) ? rune : Rune.ReplacementChar;

    private ReadOnlySpan<char> PeekWord()
    {
        var end = Position;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            end++;

        return text.AsSpan(at, end - at);
    }
}
