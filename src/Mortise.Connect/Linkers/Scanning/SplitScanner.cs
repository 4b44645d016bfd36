namespace Mortise.Connect.Linkers.Scanning;

/// <summary>Runs a <see cref="SplitPlan"/>: finds what Python's <c>re.sub</c> would find, one match after another.</summary>
/// <remarks>
/// 1. Find the next anchor (or the lead, or where there is neither, the next character of a value), vectorised.
/// 2. Widen to the run of value characters around it: <c>(?K)</c> begins at its first place and takes as much as it can.
/// 3. From the end of the run go back to the last place at which the tail matches: that is where a greedy group ends.
/// 4. Ask for the value. A refused match is passed over whole; the search goes on after its end.
/// </remarks>
internal sealed class SplitScanner(SplitPlan plan)
{
    /// <summary>Adds the matches whose value is one of <paramref name="values"/>, from left to right.</summary>
    /// <returns>How many matches were refused.</returns>
    public int Scan(ReadOnlySpan<char> text, LinkerValues values, MatchList matches)
    {
        Span<int> marks = stackalloc int[plan.Marks];
        var refused = 0;
        for (var at = 0; Next(text, at, marks); at = marks[^1])
        {
            if (!values.Contains(text[marks[plan.ValueEnd - 1]..marks[plan.ValueEnd]]))
                refused++;
            else if (!matches.TryAdd(text, Match(marks)))
                break;
        }

        return refused;
    }

    private LinkMatch Match(ReadOnlySpan<int> marks)
    {
        var match = new LinkMatch { Start = marks[0], Length = marks[^1] - marks[0] };
        match.Captures.Set(LinkCaptures.Value, marks[plan.ValueEnd - 1], marks[plan.ValueEnd]);
        foreach (var (group, start, end) in plan.Groups)
            match.Captures.Set(group, marks[start], marks[end]);

        return match;
    }

    private bool Next(ReadOnlySpan<char> text, int at, Span<int> marks) =>
        plan.Lead.Length > 0 ? NextLead(text, at, marks) : NextRun(text, at, marks);

    /// <summary>Steps 1 to 3 where a text stands before <c>(?K)</c>.</summary>
    private bool NextLead(ReadOnlySpan<char> text, int at, Span<int> marks)
    {
        while (true)
        {
            var found = text[at..].IndexOf(plan.Lead);
            if (found < 0)
                return false;

            var start = at + found;
            var run = start + plan.Lead.Length;
            if (Holds(plan.Before, text, start, before: true) && TryEnd(text, run, EndOfRun(text, run), marks))
            {
                MarkLead(start, marks);
                return true;
            }

            at = start + 1;
        }
    }

    /// <summary>Steps 1 to 3 where the match begins with <c>(?K)</c>.</summary>
    private bool NextRun(ReadOnlySpan<char> text, int at, Span<int> marks)
    {
        for (var from = at; from < text.Length;)
        {
            var found = plan.Anchor is { } anchor ? text[from..].IndexOfAny(anchor) : OffsetOfValue(text[from..]);
            if (found < 0)
                return false;

            var start = from + found;
            var end = EndOfRun(text, start);
            while (start > at && WordCharacters.IsValue(text[start - 1]))
                start--;

            if (TryEnd(text, start, end, marks) && TryStart(text, start, marks))
                return true;

            from = Math.Max(end, from + found + 1);
        }

        return false;
    }

    /// <summary>The last place of the run at which the rest matches; fills in the marks from the end of <c>(?K)</c> on.</summary>
    private bool TryEnd(ReadOnlySpan<char> text, int start, int end, Span<int> marks)
    {
        for (var place = end; place > start; place--)
        {
            if (plan.Anchor is { } anchor)
            {
                var window = text[(start + 1)..Math.Min(place + 1, text.Length)];
                var found = window.LastIndexOfAny(anchor);
                if (found < 0)
                    return false;

                place = start + 1 + found;
            }

            if (!TryTail(text, place, marks))
                continue;

            marks[plan.ValueEnd - 1] = start;
            marks[plan.ValueEnd] = place;
            return true;
        }

        return false;
    }

    /// <summary>The first place of the run at which a match may begin.</summary>
    private bool TryStart(ReadOnlySpan<char> text, int start, Span<int> marks)
    {
        while (start < marks[plan.ValueEnd] && !Holds(plan.Before, text, start, before: true))
            start++;

        marks[0] = start;
        return start < marks[plan.ValueEnd];
    }

    private bool TryTail(ReadOnlySpan<char> text, int at, Span<int> marks)
    {
        var mark = plan.ValueEnd;
        foreach (var step in plan.Tail)
        {
            if (step.Text is { } wanted)
            {
                if (!text[at..].StartsWith(wanted))
                    return false;

                at += wanted.Length;
            }
            else
            {
                var taken = 0;
                while (taken < step.Max && at + taken < text.Length && step.Takes(text[at + taken]))
                    taken++;

                if (taken < step.Min)
                    return false;

                at += taken;
            }

            marks[++mark] = at;
        }

        return Holds(plan.After, text, at, before: false);
    }

    private void MarkLead(int start, Span<int> marks)
    {
        marks[0] = start;
        for (var part = 0; part < plan.LeadParts.Length; part++)
            marks[part + 1] = marks[part] + plan.LeadParts[part];
    }

    private static int EndOfRun(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && WordCharacters.IsValue(text[at]))
            at++;

        return at;
    }

    private static int OffsetOfValue(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (WordCharacters.IsValue(text[at]))
                return at;
        }

        return -1;
    }

    private static bool Holds(SplitEdge edge, ReadOnlySpan<char> text, int at, bool before)
    {
        if (edge == SplitEdge.None)
            return true;

        var beside = before ? at - 1 : at;
        var isThere = beside >= 0 && beside < text.Length;
        return edge switch
        {
            SplitEdge.NoWord => !isThere || !WordCharacters.IsWord(text[beside]),
            SplitEdge.NoValue => !isThere || !WordCharacters.IsValue(text[beside]),
            _ => IsWordAt(text, at - 1) != IsWordAt(text, at),
        };
    }

    private static bool IsWordAt(ReadOnlySpan<char> text, int at) => at >= 0 && at < text.Length && WordCharacters.IsWord(text[at]);
}
