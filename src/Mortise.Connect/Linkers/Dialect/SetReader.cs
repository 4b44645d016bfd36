namespace Mortise.Connect.Linkers.Dialect;

/// <summary>A class between brackets. As in Python, <c>]</c> right after the opening one is a member, and <c>(?K)</c>, <c>[:alpha:]</c> and <c>--</c> mean nothing special.</summary>
internal sealed class SetReader(PatternSource source, EscapeReader escapes)
{
    private const string Unclosed = "']' at the end of the class";

    /// <summary>The opening bracket is taken.</summary>
    public SetNode Read()
    {
        var negated = source.TryTake('^');
        var items = new List<SetItem>();
        while (items.Count == 0 || !source.TryTake(']'))
        {
            var start = source.Position;
            var item = ReadItem(source.Take(Unclosed), start);
            if (!source.TryTake('-'))
                items.Add(item);
            else if (source.TryTake(']'))
                return new SetNode([.. items, item, SetItem.Of('-')], negated);
            else
                items.Add(ReadRange(item, start));
        }

        return new SetNode(items, negated);
    }

    private SetItem ReadRange(SetItem from, int start)
    {
        var at = source.Position;
        var to = ReadItem(source.Take(Unclosed), at);
        return from.IsLetter && to.IsLetter && from.Low <= to.Low
            ? new SetItem(from.Low, to.Low, CharacterKind.None)
            : throw PatternSource.Refuse(start, "a range from a character to a later one");
    }

    private SetItem ReadItem(char first, int start)
    {
        if (first != '\\')
            return Of(source.WithPair(first), start);

        if (escapes.TryReadKind() is { } kind)
            return SetItem.Of(kind);

        if (source.TryTake('b'))
            return SetItem.Of('\b');

        var octal = source.TakeWhile(EscapeReader.IsOctal, 3);
        return Of(octal.Length > 0 ? EscapeReader.ReadOctal(start, octal) : escapes.ReadCharacter(start), start);
    }

    private static SetItem Of(string character, int start) => character.Length == 1
        ? SetItem.Of(character[0])
        : throw PatternSource.Refuse(start, "a character of at most U+FFFF; those beyond cannot be members of a class here");
}
