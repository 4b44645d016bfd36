using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Mortise.Connect.Linkers;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>What must hold for any text, against a plain reference: a .NET regex with <c>(?K)</c> spelled out, and a look into a set.</summary>
public sealed class LinkerProperties
{
    private static readonly Config Quiet = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(500);

    private static readonly string[] Patterns =
    [
        @"((?K)\-\d+)", @"\b(?K)-(\d+)\b", "#(?K)", @"\[(?K)\]", "(?K)", @"(?<!\w)(?K):\d(?!\w)", "(?K)[-:]1+", @"(?K)-a?\d*", "(?K)/(?K)", "a(?K)", @"#\d+", "(?<!#)(a+)",
    ];

    private static Gen<string> Text =>
        Gen.Elements("a", "b", "AB", "-", "-1", "12", " ", "#", "[", "]", ":", "/", "é", "_", "\n", "😀", "a-1", "#a", "\u0301").ListOf().Select(string.Concat);

    private static Gen<string[]> Values => Gen.SubListOf("a", "b", "AB", "a-1", "AB-1", "é", "-", "ab", "aa", "12").Select(list => list.ToArray());

    [Fact]
    public void Each_linker_finds_what_the_reference_finds() =>
        Prop.ForAll(Gen.Elements(Patterns).ToArbitrary(), Text.ToArbitrary(), Values.ToArbitrary(), (pattern, text, values) =>
        {
            var linker = Compiled.Linker(pattern, "https://h.example/", values);

            return Spans(Compiled.FindInTime(text, linker)).SequenceEqual(Reference(pattern, values, text));
        }).Check(Quiet);

    [Fact]
    public void Several_linkers_are_merged_leftmost_longest_earliest() =>
        Prop.ForAll(Gen.SubListOf(Patterns).ToArbitrary(), Text.ToArbitrary(), Values.ToArbitrary(), (patterns, text, values) =>
        {
            var linkers = patterns.Select(pattern => Compiled.Linker(pattern, "https://h.example/", values, key: pattern)).ToArray();
            var waiting = patterns.SelectMany((pattern, at) => Reference(pattern, values, text).Select(span => (span.Start, span.Length, At: at))).ToList();
            var expected = new List<(int, int, string)>();
            while (waiting.Count > 0)
            {
                var best = waiting.OrderBy(span => span.Start).ThenByDescending(span => span.Length).ThenBy(span => span.At).First();
                expected.Add((best.Start, best.Length, patterns[best.At]));
                waiting.RemoveAll(span => span.Start < best.Start + best.Length);
            }

            return Compiled.FindInTime(text, linkers).Select(span => (span.Start, span.Length, span.Linker.Key)).SequenceEqual(expected);
        }).Check(Quiet);

    private static IEnumerable<(int Start, int Length)> Reference(string pattern, string[] values, string text)
    {
        var set = values.ToHashSet(StringComparer.Ordinal);
        var spelled = pattern.Replace("(?K)", @"(?<K>[\p{L}\p{N}_\-]+)", StringComparison.Ordinal)
            .Replace(@"(?!\w)", @"(?![\p{L}\p{N}_])", StringComparison.Ordinal).Replace(@"(?<!\w)", @"(?<![\p{L}\p{N}_])", StringComparison.Ordinal)
            .Replace(@"\b", @"(?:(?<=[\p{L}\p{N}_])(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_])(?=[\p{L}\p{N}_]))", StringComparison.Ordinal);
        var groups = new Regex(spelled, RegexOptions.CultureInvariant).Matches(text)
            .Where(match => !pattern.Contains("(?K)", StringComparison.Ordinal) || match.Groups["K"].Captures.All(capture => set.Contains(capture.Value)));
        return groups.Select(match => (match.Index, match.Length));
    }

    private static IEnumerable<(int Start, int Length)> Spans(IEnumerable<LinkedSpan> spans) => spans.Select(span => (span.Start, span.Length));
}
