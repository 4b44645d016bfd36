using System.Buffers;
using System.Diagnostics;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers.Scanning;

namespace Mortise.Connect.Linkers;

/// <summary>One text on its way through the linkers, whole or in several parts (the text nodes of a document), which share its bounds.</summary>
/// <remarks>
/// Not safe for several threads. The steps for each part:
/// 1. Linkers that need no regex engine run. 2. The others get a short try each, those without timeouts lately first.
/// 3. Those whose time was too short get a patient try, as far as time is left. 4. The matches are merged.
/// No step begins unless it is sure to end within <see cref="Budget"/> of the whole text. Bounds: <c>connect.md</c> 13.3.
/// </remarks>
public sealed class LinkerPass
{
    /// <summary>For all linkers of a text together.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest part that linkers look at, in UTF-16 code units.</summary>
    public const int MaxText = 1024 * 1024;

    /// <summary>The longest part in which a regex engine looks for the places of matches.</summary>
    public const int MaxTimedText = 64 * 1024;

    /// <summary>The most links in a text.</summary>
    public const int MaxLinks = 1000;

    /// <summary>For one linker that needs a regex engine, over a whole text.</summary>
    public static readonly TimeSpan LinkerBudget = TimeSpan.FromMilliseconds(50);

    /// <summary>Of it for the first try.</summary>
    private static readonly TimeSpan ShortTry = TimeSpan.FromMilliseconds(25);

    /// <summary>A split linker may take this long for the longest part on a slow machine.</summary>
    private static readonly TimeSpan SplitShare = TimeSpan.FromMilliseconds(20);

    private readonly LinkerSet set;
    private readonly MatchList matches = new();
    private readonly Progress[] progress;
    private readonly int[] order;
    private long spent;
    private int links;

    public LinkerPass(LinkerSet set)
    {
        this.set = set;
        progress = new Progress[set.All.Length];
        order = [.. set.RegexOnes];
    }

    private struct Progress
    {
        public long Spent;
        public int Links;
        public int Found;
        public int Refused;
        public LinkerSkip? Skipped;

        /// <summary>It ran out of time for good: not another part of this text is shown to it.</summary>
        public bool Dead;
    }

    /// <summary>The links of a part.</summary>
    public IReadOnlyList<LinkedSpan> Find(string text)
    {
        var spans = new List<LinkedSpan>();
        foreach (ref readonly var match in Match(text))
        {
            var linker = set.All[match.Linker];
            var url = linker.Template.Build(text, match.Captures);
            spans.Add(new(match.Start, match.Length, url, linker.Kind, match.Captures.Text(LinkCaptures.Value, text).ToString(), linker));
        }

        return spans;
    }

    /// <summary>The links of the text, and what each linker did.</summary>
    public LinkerPreview Preview(string text)
    {
        var spans = Find(text);
        return new(spans, [.. progress.Select((one, at) =>
            new LinkerRun(set.All[at], Stopwatch.GetElapsedTime(0, one.Spent), one.Links, one.Found - one.Links, one.Refused, one.Skipped))]);
    }

    /// <summary>Writes a part as HTML, escaped, with its links and images.</summary>
    public void WriteHtml(string text, IBufferWriter<char> output)
    {
        var at = 0;
        foreach (ref readonly var match in Match(text))
        {
            HtmlText.Write(text.AsSpan(at, match.Start - at), output);
            WriteHtml(text, match, output);
            at = match.End;
        }

        HtmlText.Write(text.AsSpan(at), output);
    }

    /// <summary>Makes it ready for the next text.</summary>
    internal void Restart()
    {
        Array.Clear(progress);
        (spent, links) = (0, 0);
    }

    private void WriteHtml(string text, in LinkMatch match, IBufferWriter<char> output)
    {
        var linker = set.All[match.Linker];
        var matched = text.AsSpan(match.Start, match.Length);
        if (linker.Kind == LinkerKind.Image)
        {
            output.Write("<img alt=\"");
            HtmlText.Write(matched, output);
            output.Write("\" src=\"");
            linker.Template.WriteHtml(text, match.Captures, output);
            output.Write("\">");
            return;
        }

        output.Write("<a href=\"");
        linker.Template.WriteHtml(text, match.Captures, output);
        output.Write("\" rel=\"nofollow noopener\">");
        HtmlText.Write(matched, output);
        output.Write("</a>");
    }

    private ReadOnlySpan<LinkMatch> Match(string text)
    {
        matches.Clear();
        RunSplitOnes(text);
        RunRegexes(text);
        var found = matches.Resolve();
        found = found[..Math.Min(found.Length, MaxLinks - links)];
        links += found.Length;
        foreach (ref readonly var match in found)
            progress[match.Linker].Links++;

        return found;
    }

    /// <summary>Step 1.</summary>
    private void RunSplitOnes(string text)
    {
        foreach (var at in set.SplitOnes)
        {
            if (LacksValues(at) || !MayRun(at, text, SplitShare))
                continue;

            var linker = set.All[at];
            var start = Begin(at);
            progress[at].Refused += linker.Split!.Scan(text, linker.Values, matches);
            End(at, start);
        }
    }

    /// <summary>Steps 2 and 3.</summary>
    private void RunRegexes(string text)
    {
        if (spent == 0 && AnyStruckLately())
            SortByStrikes();

        var again = false;
        foreach (var at in order)
        {
            if (!progress[at].Dead)
                again |= !Try(at, text, patient: false);
        }

        for (var turn = 0; again && turn < order.Length; turn++)
        {
            var at = order[turn];
            if (progress[at].Skipped == LinkerSkip.Timeout && !progress[at].Dead && !Try(at, text, patient: true))
                GiveUp(at);
        }
    }

    private bool AnyStruckLately()
    {
        foreach (var at in order)
        {
            if (set.All[at].Breaker.Strikes > 0)
                return true;
        }

        return false;
    }

    private void SortByStrikes() => set.RegexOnes.OrderBy(at => set.All[at].Breaker.Strikes).ToArray().CopyTo(order, 0);

    /// <summary>One try of one linker; false when it ran out of time, or has none.</summary>
    private bool Try(int at, string text, bool patient)
    {
        var linker = set.All[at];
        if (LacksValues(at) || !linker.Regex!.MayMatch(text))
            return true;

        var share = patient ? LinkerBudget - Stopwatch.GetElapsedTime(0, progress[at].Spent) : ShortTry;
        if (!MayRun(at, text, share))
            return !patient;

        var start = Begin(at);
        var outcome = linker.Regex.Scan(text, patient, share, linker.Values, matches);
        if (outcome.Problem is not null)
            matches.Undo();
        else
            progress[at].Refused += outcome.Refused;

        End(at, start);
        progress[at].Skipped = outcome.Problem;
        return outcome.Problem != LinkerSkip.Timeout;
    }

    private void GiveUp(int at)
    {
        progress[at].Dead = true;
        set.All[at].Breaker.AddTimeout();
    }

    private bool LacksValues(int at)
    {
        if (!set.All[at].TakesValues || set.All[at].Values.Count > 0)
            return false;

        progress[at].Skipped = LinkerSkip.NoValues;
        return true;
    }

    /// <summary>Whether a linker may look at the text; notes why not.</summary>
    /// <param name="share">The most that its run can take.</param>
    private bool MayRun(int at, string text, TimeSpan share)
    {
        var linker = set.All[at];
        LinkerSkip? reason =
            text.Length > MaxText ? LinkerSkip.TextTooLong
            : links >= MaxLinks ? LinkerSkip.LinksFull
            : linker.Breaker.IsOpen ? LinkerSkip.Paused
            : Stopwatch.GetElapsedTime(0, spent) + share > Budget ? LinkerSkip.TextTimeout
            : null;
        progress[at].Skipped = reason ?? progress[at].Skipped;
        return reason is null;
    }

    private long Begin(int at)
    {
        matches.Begin(at, set.All[at].Template, MaxLinks - links);
        return Stopwatch.GetTimestamp();
    }

    private void End(int at, long start)
    {
        var elapsed = Stopwatch.GetTimestamp() - start;
        progress[at].Spent += elapsed;
        progress[at].Found += matches.Added;
        spent += elapsed;
    }
}
