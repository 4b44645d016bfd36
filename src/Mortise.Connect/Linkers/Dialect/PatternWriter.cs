using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mortise.Connect.Linkers.Dialect;

/// <summary>Spells a regex for .NET so that it matches what Python would match.</summary>
/// <param name="flags">Those of the regex.</param>
/// <param name="exactBoundaries">Spells <c>\b</c> and <c>\B</c> by look-arounds over Python's word characters, instead of by .NET's own.</param>
internal sealed class PatternWriter(PatternFlags flags, bool exactBoundaries)
{
    private readonly StringBuilder text = new();

    public static string Write(PatternNode node, PatternFlags flags, bool exactBoundaries)
    {
        var writer = new PatternWriter(flags, exactBoundaries);
        writer.Write(node);
        return writer.text.ToString();
    }

    public static RegexOptions Options(PatternFlags flags) =>
        RegexOptions.CultureInvariant
        | (flags.HasFlag(PatternFlags.IgnoreCase) ? RegexOptions.IgnoreCase : RegexOptions.None)
        | (flags.HasFlag(PatternFlags.Multiline) ? RegexOptions.Multiline : RegexOptions.None)
        | (flags.HasFlag(PatternFlags.DotAll) ? RegexOptions.Singleline : RegexOptions.None);

    private void Write(PatternNode node)
    {
        switch (node)
        {
            case LiteralNode literal:
                WriteLiteral(literal.Text);
                break;
            case SetNode set:
                WriteSet(set);
                break;
            case AnyNode:
                text.Append('.');
                break;
            case PlaceNode place:
                text.Append(Place(place.Kind));
                break;
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                    Write(item);
                break;
            case ChoiceNode choice:
                WriteChoice(choice);
                break;
            case GroupNode group:
                Wrap(group.Number is not null ? "(" : group.Atomic ? "(?>" : "(?:", group.Content);
                break;
            case ValueNode:
                text.Append('(').Append(WordCharacters.ValueClass).Append("+)");
                break;
            case RepeatNode repeat:
                WriteRepeat(repeat);
                break;
            case LookNode look:
                Wrap(look.Behind ? look.Negative ? "(?<!" : "(?<=" : look.Negative ? "(?!" : "(?=", look.Content);
                break;
            case ReferenceNode reference:
                text.Append(CultureInfo.InvariantCulture, $@"\k<{reference.Group}>");
                break;
            case ConditionNode condition:
                WriteCondition(condition);
                break;
        }
    }

    private void Wrap(string opening, PatternNode content)
    {
        text.Append(opening);
        Write(content);
        text.Append(')');
    }

    /// <summary>In parentheses of its own, since it may stand anywhere in a tree.</summary>
    private void WriteChoice(ChoiceNode choice)
    {
        text.Append("(?:");
        for (var branch = 0; branch < choice.Branches.Count; branch++)
        {
            if (branch > 0)
                text.Append('|');

            Write(choice.Branches[branch]);
        }

        text.Append(')');
    }

    private void WriteCondition(ConditionNode condition)
    {
        text.Append(CultureInfo.InvariantCulture, $"(?({condition.Group})");
        Wrap("(?:", condition.Then);
        text.Append('|');
        Wrap("(?:", condition.Else);
        text.Append(')');
    }

    private void WriteRepeat(RepeatNode repeat)
    {
        if (repeat.Item is SetNode or AnyNode or ValueNode or GroupNode or LiteralNode { Text.Length: 1 })
            Write(repeat.Item);
        else
            Wrap("(?:", repeat.Item);

        text.Append((repeat.Min, repeat.Max) switch
        {
            (0, null) => "*",
            (1, null) => "+",
            (0, 1) => "?",
            _ when repeat.Max == repeat.Min => string.Create(CultureInfo.InvariantCulture, $"{{{repeat.Min}}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{repeat.Min},{repeat.Max}}}"),
        });
        if (repeat.Lazy)
            text.Append('?');
    }

    private void WriteSet(SetNode set)
    {
        text.Append(set.Negated ? "[^" : "[");
        foreach (var item in set.Items)
        {
            if (item.Kind != CharacterKind.None)
                text.Append(item.Kind.Members());
            else if (item.IsLetter)
                WriteCharacter(item.Low);
            else
                WriteRange(item);
        }

        text.Append(']');
    }

    private void WriteRange(SetItem item)
    {
        WriteCharacter(item.Low);
        text.Append('-');
        WriteCharacter(item.High);
    }

    private void WriteLiteral(string literal)
    {
        foreach (var letter in literal)
            WriteCharacter(letter);
    }

    /// <summary>Letters and digits as they are, all else by its number, which means the same everywhere in a regex.</summary>
    private void WriteCharacter(char letter)
    {
        if (char.IsAsciiLetterOrDigit(letter))
            text.Append(letter);
        else
            text.Append(CultureInfo.InvariantCulture, $@"\u{(int)letter:X4}");
    }

    private string Place(PlaceKind kind) => kind switch
    {
        PlaceKind.LineStart => "^",
        PlaceKind.LineEnd => "$",
        PlaceKind.TextStart => @"\A",
        PlaceKind.TextEnd => @"\z",
        PlaceKind.Boundary when exactBoundaries => string.Format(CultureInfo.InvariantCulture, "(?:(?<=[{0}])(?![{0}])|(?<![{0}])(?=[{0}]))", Word),
        PlaceKind.NoBoundary when exactBoundaries => string.Format(CultureInfo.InvariantCulture, "(?:(?<=[{0}])(?=[{0}])|(?<![{0}])(?![{0}]))", Word),
        PlaceKind.Boundary => @"\b",
        _ => @"\B",
    };

    private string Word => (flags.HasFlag(PatternFlags.Ascii) ? CharacterKind.Word | CharacterKind.Ascii : CharacterKind.Word).Members();
}
