using System.Diagnostics;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;
using Mortise.Testing;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>Regexes made to take all the time or memory there is.</summary>
/// <remarks>Alone in its collection: it measures time.</remarks>
[Collection(nameof(HostileRegexTests))]
[CollectionDefinition(nameof(HostileRegexTests), DisableParallelization = true)]
public sealed class HostileRegexTests(ITestOutputHelper output)
{
    /// <summary>What a busy machine may add to the measured time of one text.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan CompileTime = TimeSpan.FromMilliseconds(500);

    /// <summary>A busy machine makes any one run slow; a bad regex is bad each time.</summary>
    private const int MostTries = 12;

    private static readonly string[] Texts = [.. HostileRegexes.Texts];

    [Fact]
    public void Compiling_a_hostile_regex_takes_little_time_and_memory()
    {
        var slowest = ("", Elapsed: TimeSpan.Zero);
        var largest = ("", Bytes: 0L);
        var compiled = 0;
        foreach (var regex in HostileRegexes.All)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            compiled += TryCompile(regex) is not null ? 1 : 0;
            var elapsed = watch.Elapsed;
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            for (var tries = 1; tries < MostTries && elapsed > CompileTime; tries++)
            {
                watch.Restart();
                TryCompile(regex);
                elapsed = watch.Elapsed;
            }

            slowest = elapsed > slowest.Elapsed ? (Short(regex), elapsed) : slowest;
            largest = bytes > largest.Bytes ? (Short(regex), bytes) : largest;
        }

        output.WriteLine($"{compiled} of {HostileRegexes.All.Count}; slowest {slowest}, largest {largest}");
        Assert.InRange(HostileRegexes.All.Count, 500, int.MaxValue);
        Assert.InRange(compiled, 450, int.MaxValue);
        Assert.True(slowest.Elapsed < CompileTime, $"{slowest}");
        Assert.True(largest.Bytes < 64 * 1024 * 1024, $"{largest}");
    }

    /// <summary>Each alone with a good linker of each lane, over each text.</summary>
    [Fact]
    public void No_hostile_regex_holds_a_thread_and_other_linkers_still_work()
    {
        var gate = new Lock();
        var bad = new List<string>();
        var slowest = ("", Elapsed: TimeSpan.Zero);
        var timeouts = 0;

        // Two at a time, as texts of two people are.
        Parallel.ForEach(HostileRegexes.All.Where(regex => TryCompile(regex) is not null), new ParallelOptions { MaxDegreeOfParallelism = 2 }, Good, (regex, _, good) =>
        {
            foreach (var text in Texts)
            {
                var (elapsed, preview) = Run(regex, good, text);
                lock (gate)
                {
                    slowest = elapsed > slowest.Elapsed ? (Short(regex), elapsed) : slowest;
                    timeouts += preview.Runs[0].Skipped == LinkerSkip.Timeout ? 1 : 0;
                    if (elapsed > LinkerPass.Budget + Slack || preview.Runs.Skip(1).Any(run => run.Skipped is not null))
                        bad.Add($"{Short(regex)} {elapsed.TotalMilliseconds:0} ms {string.Join(',', preview.Runs.Select(run => run.Skipped))}");
                }
            }

            return good;
        }, static _ => { });

        output.WriteLine($"slowest {slowest}, {timeouts} timeouts");
        Assert.True(bad.Count == 0, string.Join('\n', bad));
        Assert.InRange(timeouts, 100, int.MaxValue);
    }

    /// <summary>All in one workspace: the first texts are the worst, since nothing is known of any linker yet.</summary>
    [Fact]
    public void All_hostile_regexes_together_hold_a_text_no_longer_than_its_budget()
    {
        var clock = new FakeClock();
        var hostile = HostileRegexes.All.Select(regex => TryCompile(regex, clock)).OfType<CompiledLinker>();
        var set = new LinkerSet([.. hostile, .. Good()]);
        foreach (var text in Texts)
        {
            var watch = Stopwatch.StartNew();
            var preview = set.Preview(text + Marked);
            var elapsed = watch.Elapsed;
            for (var tries = 1; tries < MostTries && elapsed > LinkerPass.Budget + Slack; tries++)
            {
                watch.Restart();
                preview = set.Preview(text + Marked);
                elapsed = watch.Elapsed;
            }

            output.WriteLine($"{elapsed.TotalMilliseconds:0} ms, {preview.Runs.Count(run => run.Skipped is not null)} skipped");
            Assert.True(elapsed < LinkerPass.Budget + Slack, $"{elapsed.TotalMilliseconds:0} ms");
            Assert.Null(preview.Runs.Single(run => run.Linker.Key == "split").Skipped);
        }
    }

    private const string Marked = " OK-17 gh-18 %20 ?!b";

    /// <summary>Runs a text, and again where it looks bad.</summary>
    private static (TimeSpan Elapsed, LinkerPreview Preview) Run(string regex, CompiledLinker[] good, string text)
    {
        for (var tries = 1; ; tries++)
        {
            var set = new LinkerSet([TryCompile(regex)!, .. good]);
            var watch = Stopwatch.StartNew();
            var preview = set.Preview(text + Marked);
            var elapsed = watch.Elapsed;
            if (tries == MostTries || (elapsed < LinkerPass.Budget && preview.Runs.Skip(1).All(run => run.Skipped is null)))
                return (elapsed, preview);
        }
    }

    private static string Short(string regex) => regex[..Math.Min(60, regex.Length)];

    private static CompiledLinker[] Good() =>
    [
        Compiled.Linker(@"((?K)\-\d+)", values: ["OK"], key: "split"),
        Compiled.Linker(@"gh-(\d+)", key: "linear"),
        Compiled.Linker(@"(?<!&)%([0-9]+)", key: "timed"),
    ];

    private static CompiledLinker? TryCompile(string regex, TimeProvider? clock = null)
    {
        var source = new Linker("hostile", regex, "/x", "https://h.example/x", LinkerKind.Link, TakesValues: false, "/modules/linkers/0");
        return CompiledLinker.TryCompile("hostile", source, clock ?? TimeProvider.System, out var linker, out _) ? linker.WithValues(Compiled.Values("a")) : null;
    }
}
