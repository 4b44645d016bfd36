using System.Runtime.InteropServices;

namespace Mortise.Connect.Linkers.Scanning;

/// <summary>The matches of one text, of all linkers; kept from text to text.</summary>
internal sealed class MatchList
{
    private readonly List<LinkMatch> matches = [];
    private int linker;
    private int first;
    private int room;
    private LinkTemplate? template;

    public int Count => matches.Count;

    /// <summary>What was added since <see cref="Begin"/>.</summary>
    public int Added => matches.Count - first;

    public void Clear() => matches.Clear();

    /// <summary>From here on matches of this linker are added.</summary>
    /// <param name="index">Its place in the set.</param>
    /// <param name="url">Makes its URLs.</param>
    /// <param name="most">How many matches it may add.</param>
    public void Begin(int index, LinkTemplate url, int most) => (linker, template, first, room) = (index, url, matches.Count, most);

    /// <summary>Takes back what was added since <see cref="Begin"/>.</summary>
    public void Undo() => matches.RemoveRange(first, matches.Count - first);

    /// <summary>Adds a match, unless it makes no sound URL or would cut a pair of surrogates; then it stays plain text. False when there is no room.</summary>
    public bool TryAdd(ReadOnlySpan<char> text, LinkMatch match)
    {
        if (Added == room)
            return false;

        match.Linker = linker;
        if (match.Length > 0 && !CutsPair(text, match.Start) && !CutsPair(text, match.End) && template!.Fits(text, match.Captures))
            matches.Add(match);

        return true;
    }

    /// <summary>Orders them and drops those that overlap a stronger one; what is left is in the order of the text.</summary>
    public ReadOnlySpan<LinkMatch> Resolve()
    {
        matches.Sort(LinkMatch.Compare);
        var kept = 0;
        var all = CollectionsMarshal.AsSpan(matches);
        foreach (var match in all)
        {
            if (kept == 0 || match.Start >= all[kept - 1].End)
                all[kept++] = match;
        }

        return all[..kept];
    }

    private static bool CutsPair(ReadOnlySpan<char> text, int at) =>
        at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);
}
