using Mortise.Server.Tests.Stories;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

/// <summary>Tests that measure the process, or need it whole, run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    public const string Name = "measured";
}

/// <summary>What a push costs the server that takes it.</summary>
[Collection(Measured.Name)]
public sealed class LargePushTests
{
    [Fact]
    public async Task A_large_push_takes_constant_memory()
    {
        await using var world = await GitWorld.StartAsync(TestDatabase.Sqlite);
        var fixture = world.Fixture;
        var mine = await fixture.InitAsync("mine.git");
        var work = Directory.CreateDirectory(fixture.PathOf("work")).FullName;
        for (var i = 0; i < 6; i++)
            await File.WriteAllBytesAsync(Path.Combine(work, $"noise{i}"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(10 * 1024 * 1024));
        await fixture.GitAsync(work, "--git-dir", mine, "--work-tree", work, "add", ".");
        await fixture.GitAsync(work, "--git-dir", mine, "--work-tree", work, "commit", "--quiet", "-m", "noise");

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await fixture.GitAsync(mine, "push", world.RocketOf("ada"), "main");
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Contains(await fixture.GitAsync(mine, "rev-parse", "main"), await fixture.GitAsync(mine, "ls-remote", world.RocketOf("ada"), "refs/heads/main"));
        Assert.True(allocated < 40 * 1024 * 1024, $"60 MB pushed, {allocated >> 20} MB allocated");
    }

    /// <summary>Slow: run by hand with <c>-explicit only</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Two_hundred_megabytes_leave_the_process_as_small_as_five()
    {
        await using var world = await GitWorld.StartAsync(TestDatabase.Sqlite);
        var fixture = world.Fixture;
        await world.Server.StopAsync();
        await using var process = await ServerProcess.StartAsync(world.Server.DirectoryPath, "");
        var address = process.Client.BaseAddress!.ToString().Replace("http://", $"http://{world.Login("ada")}@", StringComparison.Ordinal) + "acme/rocket";

        var peaks = new List<long>();
        foreach (var (name, megabytes) in new[] { ("small", 5), ("large", 200) })
        {
            var mine = await fixture.InitAsync($"{name}.git");
            var work = Directory.CreateDirectory(fixture.PathOf(name)).FullName;
            for (var i = 0; i < megabytes; i += 5)
                await File.WriteAllBytesAsync(Path.Combine(work, $"noise{i}"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(5 * 1024 * 1024));
            await fixture.GitAsync(work, "--git-dir", mine, "--work-tree", work, "add", ".");
            await fixture.GitAsync(work, "--git-dir", mine, "--work-tree", work, "commit", "--quiet", "-m", "noise");
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await fixture.GitAsync(mine, "push", address, $"main:{name}");
            peaks.Add(process.PeakMemory() / 1024);
            TestContext.Current.TestOutputHelper?.WriteLine($"{megabytes} MB pushed in {watch.Elapsed.TotalSeconds:F1} s, server's peak {peaks[^1]} MiB");
        }

        Assert.True(peaks[1] - peaks[0] < 40, $"The peak grew from {peaks[0]} to {peaks[1]} MiB");
    }
}
