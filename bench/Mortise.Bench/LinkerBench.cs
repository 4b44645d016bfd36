using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;

namespace Mortise.Bench;

/// <summary>Text to links over real commit messages, beside plain use of .NET's regexes.</summary>
/// <remarks>The budgets name Hyperscan for a literal per value; there is no package of it, so that the yardstick here is a compiled regex and a set.</remarks>
internal static class LinkerBench
{
    private const int Rounds = 7;
    private const int WarmRounds = 5;
    private const string Anchored = @"((?K)\-\d+)";

    /// <summary>As app authors write them; the last two find something in many texts.</summary>
    private static readonly string[] Mixed =
    [
        @"\bCVE-(\d{4}-\d+)\b", @"(?<!&)#([0-9]+)", @"gh-(\d+)", @"JIRA:([A-Z]+-\d+)", @"\[bug (\d+)\]", @"(?i)closes? ([a-z]+/\d+)",
        @"rfc(\d{3,5})", @"https?://wiki\.example/(\S+)", @"([A-Z]{2,10}-\d+)", @"https://example\.com/([^\s>]+)",
    ];

    public static void Run()
    {
        var values = Enumerable.Range(0, 100_000).Select(number => $"PROJ{number}").ToArray();
        foreach (var count in (int[])[10, 1_000, 100_000])
            Values(values[..count]);

        Flatness(values);
        Authors(values[..10]);
        Html(values[..1_000]);
    }

    private static void Values(string[] values)
    {
        var texts = LinkerCorpus.Read(values);
        var set = new LinkerSet([Linker(Anchored, values)]);
        var plain = new Regex(@"(([\w\-]+)\-\d+)", RegexOptions.Compiled);
        var known = values.ToHashSet(StringComparer.Ordinal);
        var (ours, theirs) = InTurn(() => Links(set, texts), () => texts.Sum(text => plain.Matches(text).Count(match => known.Contains(match.Groups[2].Value))));
        Report.Rate($"find links, {values.Length} values", Rates(texts, ours), "MB/s");
        Report.Ratio($"find links, {values.Length} values: ours ÷ a compiled Regex and a HashSet", ours.Zip(theirs, (our, their) => their / our), null, null);
    }

    private static void Flatness(string[] values)
    {
        var texts = LinkerCorpus.Read(values[..10]);
        var watch = Stopwatch.StartNew();
        var many = new LinkerSet([Linker(Anchored, values)]);
        Report.Rate("building 100,000 values", [watch.Elapsed.TotalMilliseconds], "ms");
        var few = new LinkerSet([Linker(Anchored, values[..10])]);
        var (withMany, withFew) = InTurn(() => Links(many, texts), () => Links(few, texts));
        Report.Ratio("find links, 100,000 values ÷ 10 values", withMany.Zip(withFew, (slow, fast) => fast / slow), 0.8, 1.0);
    }

    private static void Authors(string[] values)
    {
        var texts = LinkerCorpus.Read(values);
        var set = new LinkerSet(Mixed.Select(regex => Linker(regex, [])));
        var plain = Mixed.Select(regex => new Regex(regex, RegexOptions.Compiled)).ToArray();
        var (ours, theirs) = InTurn(() => Links(set, texts), () => Matches(plain, texts));
        Report.Ratio("10 mixed author regexes: links ÷ those of a loop of compiled regexes", ours.Zip(theirs, (our, their) => their / our), 0.8, 1.5);
    }

    private static void Html(string[] values)
    {
        var texts = LinkerCorpus.Read(values);
        var set = new LinkerSet([Linker(Anchored, values)]);
        var output = new ArrayBufferWriter<char>(1024 * 1024);
        var plain = new Regex(@"(([\w\-]+)\-\d+)", RegexOptions.Compiled);
        var known = values.ToHashSet(StringComparer.Ordinal);
        var (ours, theirs) = InTurn(() => Write(set, texts, output), () => texts.Sum(text => Replace(plain, known, text).Length));
        Report.Ratio("text to escaped HTML with links: ours ÷ Regex.Replace + HtmlEncode", ours.Zip(theirs, (our, their) => their / our), 3, 5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(set, texts, output);
        var garbage = GC.GetAllocatedBytesForCurrentThread() - before;
        Report.Ratio("text to escaped HTML with links: bytes of garbage a text", [garbage / (double)texts.Length], 0, 0, lessIsBetter: true);
    }

    private static string Replace(Regex plain, HashSet<string> known, string text) =>
        plain.Replace(WebUtility.HtmlEncode(text), match => known.Contains(match.Groups[2].Value)
            ? $"<a href=\"https://jira.example/browse/{Uri.EscapeDataString(match.Value)}\" rel=\"nofollow noopener\">{match.Value}</a>"
            : match.Value);

    private static int Write(LinkerSet set, string[] texts, ArrayBufferWriter<char> output)
    {
        foreach (var text in texts)
        {
            output.ResetWrittenCount();
            set.WriteHtml(text, output);
        }

        return output.WrittenCount;
    }

    private static int Links(LinkerSet set, string[] texts) => texts.Sum(text => set.Find(text).Count);

    /// <summary>What a host would write first: a list of places and addresses for each text.</summary>
    private static int Matches(Regex[] regexes, string[] texts)
    {
        var found = 0;
        foreach (var text in texts)
        {
            var links = new List<(int Start, int Length, string Url)>();
            foreach (var regex in regexes)
            {
                for (var match = regex.Match(text); match.Success; match = match.NextMatch())
                    links.Add((match.Index, match.Length, "https://jira.example/browse/" + Uri.EscapeDataString(match.Groups[1].Value)));
            }

            found += links.Count;
        }

        return found;
    }

    private static (double[] Ours, double[] Theirs) InTurn(Func<int> ours, Func<int> theirs)
    {
        var (ourTimes, theirTimes) = (new List<double>(), new List<double>());
        for (var round = -WarmRounds; round < Rounds; round++)
        {
            var (our, their) = (Time(ours), Time(theirs));
            if (round < 0)
                continue;

            ourTimes.Add(our);
            theirTimes.Add(their);
        }

        return ([.. ourTimes], [.. theirTimes]);
    }

    private static double Time(Func<int> work)
    {
        var watch = Stopwatch.StartNew();
        return work() > 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException("Something must be found");
    }

    private static IEnumerable<double> Rates(string[] texts, double[] seconds) => seconds.Select(time => texts.Sum(text => text.Length) / time / 1e6);

    private static CompiledLinker Linker(string regex, string[] values)
    {
        const string Url = @"https://jira.example/browse/\1";
        if (!CompiledLinker.TryCompile("bench", new Linker("issues", regex, Url, Url, LinkerKind.Link, values.Length > 0, "/modules/linkers/0"), TimeProvider.System, out var linker, out var problem))
            throw new InvalidOperationException(problem);

        return linker.WithValues(LinkerValues.Of(values.Select(value => LinkerValue.TryParse(value, out var parsed, out _) ? parsed : default)));
    }
}
