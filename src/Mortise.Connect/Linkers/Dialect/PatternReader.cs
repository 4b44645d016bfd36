using System.Globalization;

namespace Mortise.Connect.Linkers.Dialect;

/// <summary>Reads a linker's regex as Python's <c>re</c> does, with <c>(?K)</c> beside.</summary>
/// <remarks>
/// What Python refuses is refused; so is what .NET cannot do alike (see <c>docs/linkers.md</c>). Groups are numbered by their opening
/// parenthesis, named ones too. Source: Python 3.11 library reference, "re"; <c>connect.md</c> 13.2, 13.3.
/// </remarks>
internal sealed class PatternReader
{
    /// <summary>The deepest nesting of groups.</summary>
    public const int MaxDepth = 50;

    /// <summary>The largest count in braces.</summary>
    public const int MaxCount = 1000;

    /// <summary>How it is said that engines differ in a repeat of something that may be empty.</summary>
    public const string RepeatsNothing = "no repeat of what may be empty, where it holds a group or is lazy; engines differ in those";

    private readonly PatternSource source;
    private readonly EscapeReader escapes;
    private readonly SetReader sets;
    private readonly GroupReader groups;

    public PatternReader(string pattern)
    {
        source = new PatternSource(pattern);
        escapes = new EscapeReader(source);
        sets = new SetReader(source, escapes);
        groups = new GroupReader(source, this);
    }

    public PatternFlags Flags { get; private set; }

    public GroupReader Groups => groups;

    /// <exception cref="PatternException">It is refused.</exception>
    public PatternNode Read()
    {
        var node = ReadChoice(0);
        if (!source.AtEnd)
            throw source.Refuse("no ')' here, since no group is open");

        groups.RequireConditionGroups();
        return node;
    }

    /// <summary>Adds the flags that a group at the start of the regex sets.</summary>
    public void Add(PatternFlags flags, int position)
    {
        Flags |= flags;
        escapes.Ascii = Flags.HasFlag(PatternFlags.Ascii);
        if (escapes.Ascii && (Flags.HasFlag(PatternFlags.Unicode) || Flags.HasFlag(PatternFlags.IgnoreCase)))
            throw PatternSource.Refuse(position, "the flag a without u and i");
    }

    /// <summary>Branches up to the end or a closing parenthesis, which stays.</summary>
    /// <param name="depth">How many groups are open.</param>
    public PatternNode ReadChoice(int depth)
    {
        if (depth > MaxDepth)
            throw source.Refuse($"groups at most {MaxDepth} deep");

        var branches = new List<PatternNode>();
        do
            branches.Add(ReadBranch(depth, first: depth == 0 && branches.Count == 0));
        while (source.TryTake('|'));

        return branches.Count == 1 ? branches[0] : new ChoiceNode(branches);
    }

    /// <summary>One branch; what ends it stays.</summary>
    /// <param name="first">Whether flags may stand here.</param>
    public PatternNode ReadBranch(int depth, bool first = false)
    {
        var items = new List<PatternNode>();
        while (!source.AtEnd && source.Next is not ('|' or ')'))
        {
            if (Flags.HasFlag(PatternFlags.Verbose) && SkipBlanks())
                continue;

            var start = source.Position;
            if (TryReadRepeat(items.Count > 0 ? items[^1] : null, start) is { } repeat)
                items[^1] = repeat;
            else if (ReadItem(depth, start, first && items.Count == 0) is { } item)
                items.Add(item);
        }

        return items.Count == 1 ? items[0] : items.Count == 0 ? SequenceNode.Empty : new SequenceNode(items);
    }

    /// <summary>One item; null for what matches nothing of its own, such as a comment.</summary>
    private PatternNode? ReadItem(int depth, int start, bool first)
    {
        var letter = source.Take("a part of the regex");
        switch (letter)
        {
            case '(':
                return groups.Read(depth, start, first);
            case '[':
                return sets.Read();
            case '.':
                return new AnyNode();
            case '^':
                return new PlaceNode(PlaceKind.LineStart);
            case '$':
                return new PlaceNode(PlaceKind.LineEnd);
            case '\\':
                return ReadEscape(start);
            default:
                return new LiteralNode(source.WithPair(letter));
        }
    }

    private PatternNode ReadEscape(int start)
    {
        if (escapes.TryReadKind() is { } kind)
            return new SetNode([SetItem.Of(kind)], Negated: false);

        if (source.Next is >= '1' and <= '9')
            return ReadReference(start);

        PlaceKind? place = source.Next switch
        {
            'A' => PlaceKind.TextStart,
            'Z' => PlaceKind.TextEnd,
            'b' => PlaceKind.Boundary,
            'B' => PlaceKind.NoBoundary,
            _ => null,
        };
        if (place is null)
            return new LiteralNode(escapes.ReadCharacter(start));

        source.Position++;
        return new PlaceNode(place.Value);
    }

    /// <summary>A group by its number, or three octal digits.</summary>
    private PatternNode ReadReference(int start)
    {
        var digits = source.TakeWhile(char.IsAsciiDigit, 2);
        if (digits.Length == 2 && digits.All(EscapeReader.IsOctal) && EscapeReader.IsOctal(source.Next))
            return new LiteralNode(EscapeReader.ReadOctal(start, digits + source.Take("a digit")));

        return groups.Refer(int.Parse(digits, CultureInfo.InvariantCulture), start);
    }

    private RepeatNode? TryReadRepeat(PatternNode? item, int start)
    {
        if (!TryReadCounts(out var min, out var max))
            return null;

        if (item is null or PlaceNode)
            throw PatternSource.Refuse(start, "something to repeat before the quantifier");

        if (item is RepeatNode)
            throw PatternSource.Refuse(start, "one quantifier, not one after another");

        var lazy = source.TryTake('?');
        if (!lazy && source.TryTake('+'))
            throw PatternSource.Refuse(start, "a quantifier that is not possessive; (?>…) does the same");

        if (groups.IsRefusedInLookBehind(item))
            throw PatternSource.Refuse(start, "no repeated group within a look-behind");

        var repeat = new RepeatNode(item, min, max, lazy);
        return PatternFacts.RepeatsNothing(repeat) ? throw PatternSource.Refuse(start, RepeatsNothing) : repeat;
    }

    private bool TryReadCounts(out int min, out int? max)
    {
        (min, max) = (0, null);
        var start = source.Position;
        switch (source.Next)
        {
            case '*':
                source.Position++;
                return true;
            case '+':
                source.Position++;
                min = 1;
                return true;
            case '?':
                source.Position++;
                max = 1;
                return true;
            case '{':
                source.Position++;
                var read = TryReadBraces(start, ref min, ref max);
                source.Position = read ? source.Position : start;
                return read;
            default:
                return false;
        }
    }

    /// <summary>Counts in braces; false for braces that stand for themselves, as in Python.</summary>
    private bool TryReadBraces(int start, ref int min, ref int? max)
    {
        if (source.Next == '}')
            return false;

        var low = source.TakeWhile(char.IsAsciiDigit, int.MaxValue);
        var high = source.TryTake(',') ? source.TakeWhile(char.IsAsciiDigit, int.MaxValue) : low;
        if (!source.TryTake('}'))
            return false;

        min = low.Length == 0 ? 0 : Count(low, start);
        max = high.Length == 0 ? null : Count(high, start);
        return max is null || max >= min ? true : throw PatternSource.Refuse(start, "a least count that is not above the greatest");
    }

    private static int Count(string digits, int start) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MaxCount
            ? count
            : throw PatternSource.Refuse(start, $"counts of at most {MaxCount}");

    /// <summary>With the flag <c>x</c>, blanks and comments between items mean nothing.</summary>
    private bool SkipBlanks()
    {
        if (source.Next is ' ' or (>= '\t' and <= '\r'))
        {
            source.Position++;
            return true;
        }

        if (source.Next != '#')
            return false;

        source.TakeWhile(static letter => letter != '\n', int.MaxValue);
        return true;
    }
}
