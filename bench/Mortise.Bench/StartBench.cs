namespace Mortise.Bench;

/// <summary>Start to ready, and memory when idle, beside a Kestrel app with nothing in it.</summary>
internal static class StartBench
{
    private const int Rounds = 7;

    public static async Task RunAsync(string mortise)
    {
        using var data = await BenchData.CreateAsync();
        var starts = new List<double>();
        var memories = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var (bareStart, bareMemory) = await MeasureAsync(Environment.ProcessPath!, "/healthz", port => ["--bare", $"{port}"]);
            var (ourStart, ourMemory) = await MeasureAsync(mortise, "/readyz", data.ServeArguments);
            if (round == 0)
                continue; // The first start of each fills the page cache.

            starts.Add(ourStart / bareStart);
            memories.Add(ourMemory / bareMemory);
        }

        Report.Ratio("start to ready, ours ÷ an empty Kestrel app", starts, 2, 1.5, lessIsBetter: true);
        Report.Ratio("idle memory, ours ÷ an empty Kestrel app", memories, 1.5, 1.3, lessIsBetter: true);
    }

    private static async Task<(double Seconds, double MiB)> MeasureAsync(string program, string probe, Func<int, IEnumerable<string>> arguments)
    {
        using var server = await ServerProcess.StartAsync(program, probe, arguments);
        await Task.Delay(TimeSpan.FromSeconds(1));
        return (server.UntilReady.TotalSeconds, server.MemoryMiB);
    }
}
