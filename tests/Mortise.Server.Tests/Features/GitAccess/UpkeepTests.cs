using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mortise.Server.Features.GitAccess;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

/// <summary>What the server does for repositories that nobody asks it for.</summary>
public sealed class UpkeepTests
{
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory, EveryDatabase]
    public async Task Many_small_pushes_become_one_pack_with_a_bitmap(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var mine = await world.Fixture.InitAsync("mine.git");
        await world.Fixture.CommitManyAsync(mine, "main", 14);
        for (var back = 13; back >= 0; back--)
            await world.Fixture.GitAsync(mine, "push", "--quiet", world.RocketOf("ada"), $"main~{back}:refs/heads/main");

        var packs = Path.Combine(world.RocketGit.Path, "objects", "pack");
        var (bitmaps, left) = await Eventually.SeeAsync(
            () => (Bitmaps: Directory.GetFiles(packs, "*.bitmap").Length, Packs: Directory.GetFiles(packs, "*.pack").Length),
            static seen => seen is { Bitmaps: 1, Packs: < 5 },
            "repository of few packs");

        Assert.True(bitmaps == 1 && left < 5);
        await world.Fixture.GitAsync(world.Fixture.Root, "clone", "--quiet", world.RocketOf("bob"), "theirs");
    }

    [Theory, EveryDatabase]
    public async Task A_lock_that_a_killed_git_left_does_not_hold_up_a_branch_for_ever(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var mine = await world.Fixture.InitAsync("mine.git");
        await world.Fixture.CommitManyAsync(mine, "main", 2);
        await world.Fixture.GitAsync(mine, "push", "--quiet", world.RocketOf("ada"), "main~1:refs/heads/main");
        var left = Path.Combine(world.RocketGit.Path, "refs", "heads", "main.lock");
        await File.WriteAllTextAsync(left, "");

        var young = await world.Fixture.TryGitAsync(mine, "push", "--quiet", world.RocketOf("ada"), "main");
        File.SetLastWriteTimeUtc(left, LongAgo);
        var old = await world.Fixture.TryGitAsync(mine, "push", "--quiet", world.RocketOf("ada"), "main");

        Assert.Contains("failed to lock", young.Errors);
        Assert.True(old.Code == 0, old.Errors);
    }

    [Theory, EveryDatabase]
    public async Task Pushes_of_a_killed_server_are_swept_after_a_day(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var objects = Path.Combine(world.RocketGit.Path, "objects");
        var old = Directory.CreateDirectory(Path.Combine(objects, "tmp_objdir-incoming-old"));
        var young = Directory.CreateDirectory(Path.Combine(objects, "tmp_objdir-incoming-young"));
        old.LastWriteTimeUtc = LongAgo;

        var sweep = world.Server.Services.GetServices<IHostedService>().OfType<QuarantineSweep>().Single();
        Assert.Equal(1, await sweep.SweepAsync(default));

        Assert.False(Directory.Exists(old.FullName));
        Assert.True(Directory.Exists(young.FullName));
    }
}
