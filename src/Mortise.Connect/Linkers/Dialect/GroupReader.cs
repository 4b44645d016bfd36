using System.Globalization;

namespace Mortise.Connect.Linkers.Dialect;

/// <summary>What follows an opening parenthesis, and the groups that there are so far.</summary>
internal sealed class GroupReader(PatternSource source, PatternReader patterns)
{
    private const string Unclosed = "')' at the end of the group";

    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly HashSet<int> open = [];
    private readonly List<(int Group, int Position)> conditions = [];

    /// <summary>The first group of the look-behind that is being read; null outside of one.</summary>
    private int? firstBehind;

    /// <summary>How many capturing groups there are, <c>(?K)</c> among them.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers of the groups that are <c>(?K)</c>.</summary>
    public List<int> Values { get; } = [];

    /// <param name="depth">How many groups are open around it.</param>
    /// <param name="start">Where its parenthesis stands, which is taken.</param>
    /// <param name="first">Whether flags may stand here.</param>
    public PatternNode? Read(int depth, int start, bool first)
    {
        if (!source.TryTake('?'))
            return ReadCapture(depth, null);

        var letter = source.Take("what the group is, after '(?'");
        switch (letter)
        {
            case 'K' when source.TryTake(')'):
                return ReadValue(start);
            case 'P':
                return ReadNamed(depth, start);
            case ':':
                return new GroupNode(null, ReadContent(depth));
            case '>':
                return new GroupNode(null, ReadContent(depth), Atomic: true);
            case '=' or '!':
                return new LookNode(ReadContent(depth), Behind: false, Negative: letter == '!');
            case '<':
                return ReadBehind(depth, start);
            case '(':
                return ReadCondition(depth);
            case '#':
                source.TakeUntil(')', "')' at the end of the comment");
                return null;
            default:
                source.Position--;
                ReadFlags(start, first);
                return null;
        }
    }

    /// <summary>A reference to a group that is closed by now.</summary>
    public ReferenceNode Refer(int group, int position)
    {
        if (group > Count)
            throw PatternSource.Refuse(position, $"a reference to one of the {Count} groups so far");

        if (open.Contains(group))
            throw PatternSource.Refuse(position, "a reference to a group that is closed");

        if (firstBehind is { } firstInside && group >= firstInside)
            throw PatternSource.Refuse(position, "no reference to a group of the same look-behind");

        return new ReferenceNode(group);
    }

    /// <summary>.NET runs a look-behind from its end, so that a repeated group would keep another round than Python's.</summary>
    public bool IsRefusedInLookBehind(PatternNode item) => firstBehind is not null && PatternFacts.Captures(item);

    public void RequireConditionGroups()
    {
        foreach (var (group, position) in conditions)
        {
            if (group > Count)
                throw PatternSource.Refuse(position, $"a condition on one of the {Count} groups");
        }
    }

    private PatternNode ReadContent(int depth)
    {
        var content = patterns.ReadChoice(depth + 1);
        return source.TryTake(')') ? content : throw source.Refuse(Unclosed);
    }

    private GroupNode ReadCapture(int depth, string? name)
    {
        var number = ++Count;
        if (name is not null)
            names.Add(name, number);

        open.Add(number);
        var content = ReadContent(depth);
        open.Remove(number);
        return new GroupNode(number, content);
    }

    private ValueNode ReadValue(int start)
    {
        if (firstBehind is not null)
            throw PatternSource.Refuse(start, "a look-behind of fixed length; (?K) has none");

        Values.Add(++Count);
        return new ValueNode(Count);
    }

    private PatternNode ReadNamed(int depth, int start)
    {
        if (source.TryTake('='))
        {
            var known = source.TakeUntil(')', "')' after the name of a group");
            return names.TryGetValue(known, out var group) ? Refer(group, start) : throw PatternSource.Refuse(start, "the name of a group before this place");
        }

        if (!source.TryTake('<'))
            throw source.Refuse("'<' or '=' after '(?P'");

        var name = source.TakeUntil('>', "'>' after the name of a group");
        if (!IsName(name))
            throw PatternSource.Refuse(start, "a name of letters, digits and _ that does not begin with a digit");

        return names.ContainsKey(name) ? throw PatternSource.Refuse(start, "a name that no other group has") : ReadCapture(depth, name);
    }

    private LookNode ReadBehind(int depth, int start)
    {
        var negative = source.TryTake('!');
        if (!negative && !source.TryTake('='))
            throw PatternSource.Refuse(start, "'(?<=' or '(?<!'; a named group is written (?P<name>…)");

        var outer = firstBehind;
        firstBehind ??= Count + 1;
        var content = ReadContent(depth);
        firstBehind = outer;
        var (min, max) = PatternFacts.Width(content);
        return min == max
            ? new LookNode(content, Behind: true, negative)
            : throw PatternSource.Refuse(start, "a look-behind of fixed length");
    }

    private ConditionNode ReadCondition(int depth)
    {
        var position = source.Position;
        var name = source.TakeUntil(')', "')' after the group of the condition");
        if (!names.TryGetValue(name, out var group)
            && !(int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out group) && group is >= 1 and <= 2048))
            throw PatternSource.Refuse(position, "the number or the name of a group");

        if (firstBehind is not null)
            throw PatternSource.Refuse(position, "no condition within a look-behind");

        conditions.Add((group, position));
        var then = patterns.ReadBranch(depth + 1);
        var otherwise = source.TryTake('|') ? patterns.ReadBranch(depth + 1) : SequenceNode.Empty;
        if (source.Next == '|')
            throw source.Refuse("at most two branches in a condition");

        return source.TryTake(')') ? new ConditionNode(group, then, otherwise) : throw source.Refuse(Unclosed);
    }

    private void ReadFlags(int start, bool first)
    {
        var flags = PatternFlags.None;
        while (source.Next is not ')')
        {
            var at = source.Position;
            flags |= source.Take("')' after the flags") switch
            {
                'i' => PatternFlags.IgnoreCase,
                'm' => PatternFlags.Multiline,
                's' => PatternFlags.DotAll,
                'x' => PatternFlags.Verbose,
                'a' => PatternFlags.Ascii,
                'u' => PatternFlags.Unicode,
                'L' => throw PatternSource.Refuse(at, "no flag L, which is for bytes"),
                ':' or '-' =>
                    throw PatternSource.Refuse(at, "flags for the whole regex, as (?i) at its start; flags for a part are not taken"),
                _ => throw PatternSource.Refuse(at, "one of (?: (?= (?! (?<= (?<! (?> (?# (?P (?( (?K), or flags at the start"),
            };
        }

        if (flags == PatternFlags.None)
            throw PatternSource.Refuse(start, "flags after '(?'");

        if (!first)
            throw PatternSource.Refuse(start, "flags at the start of the regex only");

        source.Position++;
        patterns.Add(flags, start);
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsNumber(name[0]) && name.All(WordCharacters.IsWord);
}
