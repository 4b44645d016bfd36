namespace Mortise.Connect.Linkers.Dialect;

/// <summary>The text of a regex and how far it is read.</summary>
internal sealed class PatternSource(string text)
{
    public int Position { get; set; }

    public bool AtEnd => Position >= text.Length;

    /// <summary>The character at hand; NUL at the end, for which see <see cref="AtEnd"/>.</summary>
    public char Next => AtEnd ? '\0' : text[Position];

    /// <summary>Takes the character at hand; the end is refused with what was expected.</summary>
    public char Take(string expected) => AtEnd ? throw Refuse(expected) : text[Position++];

    public bool TryTake(char wanted)
    {
        if (AtEnd || text[Position] != wanted)
            return false;

        Position++;
        return true;
    }

    public bool TryTake(string wanted)
    {
        if (!text.AsSpan(Position).StartsWith(wanted))
            return false;

        Position += wanted.Length;
        return true;
    }

    /// <summary>Takes what stands before <paramref name="end"/>, and the end itself.</summary>
    public string TakeUntil(char end, string expected)
    {
        var length = text.AsSpan(Position).IndexOf(end);
        if (length < 0)
        {
            Position = text.Length;
            throw Refuse(expected);
        }

        var taken = text.Substring(Position, length);
        Position += length + 1;
        return taken;
    }

    /// <summary>Takes at most <paramref name="most"/> characters that satisfy the test.</summary>
    public string TakeWhile(Func<char, bool> test, int most)
    {
        var start = Position;
        while (!AtEnd && Position - start < most && test(text[Position]))
            Position++;

        return text[start..Position];
    }

    /// <summary>The character just taken, with its second half where it is one of two surrogates.</summary>
    public string WithPair(char taken) =>
        char.IsHighSurrogate(taken) && char.IsLowSurrogate(Next) ? string.Concat([taken, text[Position++]]) : taken.ToString();

    public PatternException Refuse(string expected) => new(Position, expected);

    public static PatternException Refuse(int position, string expected) => new(position, expected);
}
