using Mortise.Connect.Linkers;
using Mortise.Testing;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>What happens to a linker that would take too long. Source: <c>connect.md</c> 13.3.</summary>
public sealed class LinkerBoundsTests
{
    private const string Evil = @"(a+)+\b!";

    private static readonly string Poison = new string('a', 200) + "?!";

    [Fact]
    public void A_linker_that_runs_out_of_time_is_left_out_for_that_text_alone()
    {
        var set = new LinkerSet([Compiled.Linker(@"(?=(a+)+\b!)a", "https://h.example/"), Compiled.Linker(@"#\d", "https://h.example/")]);

        var poisoned = set.Preview(Poison + " #1");
        var harmless = set.Preview("aa! #1");

        Assert.Equal([LinkerSkip.Timeout, null], poisoned.Runs.Select(run => run.Skipped));
        Assert.Equal([(203, 2)], poisoned.Spans.Select(span => (span.Start, span.Length)));
        Assert.Equal(3, harmless.Spans.Count);
    }

    [Fact]
    public void A_linker_that_keeps_running_out_of_time_is_left_out_for_a_while()
    {
        var clock = new FakeClock();
        var linker = Compiled.Linker($"(?={Evil})a", "https://h.example/", clock: clock);
        var set = new LinkerSet([linker]);
        for (var text = 0; text < LinkerBreaker.Limit; text++)
            Assert.Equal(LinkerSkip.Timeout, Skipped(Poison));

        Assert.Equal(LinkerSkip.Paused, Skipped("aa!"));
        Assert.Equal(LinkerSkip.Paused, Assert.Single(new LinkerSet([linker.WithValues(LinkerValues.None)]).Preview("aa!").Runs).Skipped);

        clock.Advance(LinkerBreaker.Pause);
        Assert.Null(Skipped("aa!"));
        Assert.Equal(LinkerSkip.Timeout, Skipped(Poison));
        Assert.Equal(LinkerSkip.Paused, Skipped("aa!"));

        clock.Advance(LinkerBreaker.Window);
        Assert.Equal(LinkerSkip.Timeout, Skipped(Poison));
        Assert.Null(Skipped("aa!"));

        LinkerSkip? Skipped(string text) => Assert.Single(set.Preview(text).Runs).Skipped;
    }

    [Fact]
    public void The_parts_of_a_text_share_its_time()
    {
        var least = TimeSpan.MaxValue;
        for (var tries = 0; tries < 12 && least > LinkerPass.Budget * 2; tries++)            // one may be slow because the machine is
        {
            var hostile = Enumerable.Range(0, 8).Select(number => Compiled.Linker($"(?={Evil})a{{{number + 1}}}", "https://h.example/"));
            var pass = new LinkerPass(new LinkerSet(hostile));
            pass.Find(Poison);

            var runs = pass.Preview(Poison).Runs;

            Assert.All(runs, run => Assert.NotNull(run.Skipped));
            Assert.Contains(runs, run => run.Skipped == LinkerSkip.TextTimeout);
            var spent = runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Elapsed);
            least = spent < least ? spent : least;
        }

        Assert.True(least < LinkerPass.Budget * 2, $"{least}");
    }

    [Fact]
    public void A_long_text_is_left_to_the_linkers_that_are_sure_to_be_quick()
    {
        var set = new LinkerSet(
        [
            Compiled.Linker("(?K)-1", "https://h.example/", ["A"]), Compiled.Linker("(?i)b-1", "https://h.example/"),
            Compiled.Linker("(?<!x)c-1", "https://h.example/"), Compiled.Linker("(?i)d-1", "https://h.example/"),
        ]);
        var text = "A-1 b-1 c-1" + new string(' ', LinkerPass.MaxTimedText);

        Assert.Equal([null, LinkerSkip.TextTooLong, LinkerSkip.TextTooLong, null], set.Preview(text).Runs.Select(run => run.Skipped));
        Assert.All(set.Preview(text + new string(' ', LinkerPass.MaxText)).Runs, run => Assert.True(run.Skipped == LinkerSkip.TextTooLong || run.Linker == set.Linkers[3]));
    }

    [Fact]
    public void Many_threads_may_use_one_set()
    {
        var set = new LinkerSet([Compiled.Linker(@"(?K)-(\d+)", @"https://h.example/\2", ["A"]), Compiled.Linker(@"#(\d+)")]);

        Parallel.For(0, 200, number =>
        {
            var output = new System.Buffers.ArrayBufferWriter<char>();
            set.WriteHtml($"A-{number}", output);
            Assert.Contains($"https://h.example/{number}\"", output.WrittenSpan.ToString(), StringComparison.Ordinal);
        });
    }
}
