using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

/// <summary>Tests that measure the process run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    public const string Name = "measured";
}

/// <summary>What a push costs the server that takes it.</summary>
[Collection(Measured.Name)]
public sealed class LargePushTests
{
    [Theory, EveryDatabase]
    public async Task A_large_push_takes_constant_memory(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
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
}
