using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Mortise.Connect.Linkers.Dialect;

namespace Mortise.Connect.Linkers.Scanning;

/// <summary>What came of one run of a regex over a text.</summary>
/// <param name="Problem">Why it did not get to the end, so that what it found does not count; null when it did.</param>
/// <param name="Refused">Matches whose <c>(?K)</c> is no value.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScanOutcome(LinkerSkip? Problem, int Refused);

/// <summary>Runs a linker's regex as Python's <c>re.sub</c> does: on from the end of each match, one character on after an empty one.</summary>
/// <remarks>
/// A text that lacks what every match must hold is not looked at. There are two tries: a short one, so that a linker which is always slow takes
/// little from the others, and a patient one for which time is left. No search begins that might not end within the time of its try.
/// The short try backtracks, which is the fastest way for regexes of good will. One that keeps running out of time and can be an automaton
/// becomes one. The automaton finds quickly whether there is a match, yet takes microseconds for each character of a long one; so in a long text it
/// decides whether there is any, and backtracking finds where. Where <c>\b</c> would mean something else to .NET in this text, a spelling by
/// look-arounds runs.
/// </remarks>
internal sealed class RegexScanner
{
    /// <summary>The longest text in which the automaton itself looks for the places of matches.</summary>
    public const int MaxAutomatonText = 2048;

    /// <summary>A search of the short try ends after this long.</summary>
    private static readonly TimeSpan ShortSearch = TimeSpan.FromMilliseconds(15);

    /// <summary>A search of the patient try ends after this long.</summary>
    private static readonly TimeSpan PatientSearch = TimeSpan.FromMilliseconds(25);

    /// <summary>The largest automaton, in characters and classes once repeats are written out.</summary>
    private const int MaxLinearSize = 256;

    /// <summary>The most different characters and classes of an automaton: the time to build one grows with their square.</summary>
    private const int MaxLinearLetters = 64;

    /// <summary>After so many timeouts a regex that can be an automaton is one.</summary>
    private const int TimeoutsOfBacktracking = 3;

    /// <summary>What a regex runs over first, so that no text waits for the first run.</summary>
    internal const string Sample = "Fixes #12, see BB-1234: https://example.com/a_b?c=1.\n";

    private readonly LinkerPattern pattern;
    private readonly SearchValues<string>? required;
    private readonly bool hasBoundaries;
    private readonly bool needsGroups;
    private readonly Regex? automaton;
    private readonly Backtracker[] plain;
    private readonly Backtracker[] odd;

    /// <summary>How often backtracking took too long.</summary>
    private int timeouts;

    public RegexScanner(LinkerPattern pattern, LinkTemplate template)
    {
        this.pattern = pattern;
        var (needed, comparison) = PatternFacts.RequiredText(pattern.Root, pattern.Flags);
        required = needed.Length == 0 ? null : SearchValues.Create([needed], comparison);
        hasBoundaries = pattern.HasBoundaries;
        needsGroups = pattern.TakesValues || !template.Groups.IsEmpty;
        automaton = CanBeLinear(pattern.Root) ? pattern.Build(RegexOptions.NonBacktracking, ShortSearch) : null;
        plain = [new(pattern, ShortSearch, exactBoundaries: false), new(pattern, PatientSearch, exactBoundaries: false)];
        odd = [new(pattern, ShortSearch, exactBoundaries: true), new(pattern, PatientSearch, exactBoundaries: true)];
        Warm();
    }

    /// <summary>Whether an automaton runs it.</summary>
    public bool IsLinear => automaton is not null;

    /// <summary>Whether a match is possible at all.</summary>
    public bool MayMatch(ReadOnlySpan<char> text) => required is null || text.IndexOfAny(required) >= 0;

    /// <summary>Adds the matches that the values allow, from left to right.</summary>
    /// <param name="patient">Which of the two tries this is.</param>
    /// <param name="time">What the try may take.</param>
    public ScanOutcome Scan(string text, bool patient, TimeSpan time, LinkerValues values, MatchList matches)
    {
        var refused = 0;
        try
        {
            var deadline = Stopwatch.GetTimestamp() + (long)((time - (patient ? PatientSearch : ShortSearch)).TotalSeconds * Stopwatch.Frequency);
            var backtrackers = IsOdd(text) ? odd : plain;
            var usesAutomaton = automaton is not null && backtrackers == plain && (patient || timeouts >= TimeoutsOfBacktracking);
            var isLong = text.Length > MaxAutomatonText;
            if (usesAutomaton && isLong && !automaton!.IsMatch(text))
                return default;

            if (text.Length > LinkerPass.MaxTimedText)
                return new(LinkerSkip.TextTooLong, 0);

            var regex = usesAutomaton && !isLong ? automaton! : backtrackers[patient ? 1 : 0].For(text.Length);
            var inTime = needsGroups ? ScanGroups(regex, text, deadline, values, matches, ref refused) : ScanSpans(regex, text, deadline, matches);
            return new(inTime ? null : LinkerSkip.Timeout, refused);
        }
        catch (RegexMatchTimeoutException)
        {
            Interlocked.Increment(ref timeouts);
            return new(LinkerSkip.Timeout, refused);
        }
    }

    /// <summary>Builds and runs once what texts need.</summary>
    private void Warm()
    {
        try
        {
            _ = plain[0].For(Sample.Length).Match(Sample).NextMatch();
            _ = automaton?.Match(Sample).NextMatch();
        }
        catch (RegexMatchTimeoutException)
        {
            // Slow on so short a text: the tries will find the same.
        }
    }

    /// <summary>Whether this text needs other boundaries than .NET's.</summary>
    private bool IsOdd(ReadOnlySpan<char> text) =>
        hasBoundaries && (pattern.Flags.HasFlag(PatternFlags.Ascii) ? !System.Text.Ascii.IsValid(text) : WordCharacters.HasOdd(text));

    private static bool ScanSpans(Regex regex, string text, long deadline, MatchList matches)
    {
        foreach (var found in regex.EnumerateMatches(text))
        {
            if (!matches.TryAdd(text, new LinkMatch { Start = found.Index, Length = found.Length }))
                return true;

            if (Stopwatch.GetTimestamp() > deadline)
                return false;
        }

        return true;
    }

    private bool ScanGroups(Regex regex, string text, long deadline, LinkerValues values, MatchList matches, ref int refused)
    {
        for (var match = regex.Match(text); match.Success; match = match.NextMatch())
        {
            if (!AreValues(match, values))
                refused++;
            else if (!matches.TryAdd(text, Of(match)))
                return true;

            if (Stopwatch.GetTimestamp() > deadline)
                return false;
        }

        return true;
    }

    /// <summary>Every <c>(?K)</c> is a value; one that took no part has no text and so is none.</summary>
    private bool AreValues(Match match, LinkerValues values)
    {
        foreach (var group in pattern.ValueGroups)
        {
            if (!values.Contains(match.Groups[group].ValueSpan))
                return false;
        }

        return true;
    }

    private LinkMatch Of(Match match)
    {
        var found = new LinkMatch { Start = match.Index, Length = match.Length };
        for (var slot = 1; slot < LinkCaptures.Slots && slot <= pattern.Groups; slot++)
            Set(ref found, slot, match.Groups[slot]);

        foreach (var value in pattern.ValueGroups)
        {
            if (match.Groups[value].Success)
            {
                Set(ref found, LinkCaptures.Value, match.Groups[value]);
                break;
            }
        }

        return found;
    }

    private static void Set(ref LinkMatch found, int slot, Group group)
    {
        if (group.Success)
            found.Captures.Set(slot, group.Index, group.Index + group.Length);
    }

    private static bool CanBeLinear(PatternNode root) =>
        PatternFacts.Size(root) <= MaxLinearSize
        && PatternFacts.Letters(root) <= MaxLinearLetters
        && !PatternFacts.Any(root, static node => node is LookNode or ReferenceNode or ConditionNode or GroupNode { Atomic: true });
}
