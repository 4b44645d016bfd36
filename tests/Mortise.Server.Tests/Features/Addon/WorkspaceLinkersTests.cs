using Microsoft.Extensions.DependencyInjection;
using Mortise.Connect.Linkers;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Platform.Markup;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>The compiled linkers of a workspace, in the memory of each node.</summary>
public sealed class WorkspaceLinkersTests
{
    [Theory, EveryDatabase]
    public async Task Every_node_swaps_the_set_when_the_tables_say_so_and_only_then(TestDatabase database)
    {
        var clock = new StillClock();
        await using var server = await TestServer.StartAsync(database);
        var workspace = await server.CreateWorkspaceAsync("acme");
        var app = await server.InstallLinkerAppAsync();
        var nodes = Enumerable.Range(0, 2).Select(_ => ActivatorUtilities.CreateInstance<WorkspaceLinkers>(server.Services, clock)).ToArray();

        foreach (var node in nodes)
        {
            await app.PutAsync(AddonApp.Values, """["BB"]""");
            clock.Pass(WorkspaceLinkers.Fresh * 2);
            var before = await WaitAsync(node, workspace, set => Finds(set, "BB-1"));

            await app.PutAsync(AddonApp.Values, """["OPS"]""");
            var withinTheSecond = await node.GetAsync(workspace, default);
            clock.Pass(WorkspaceLinkers.Fresh * 2);
            var after = await WaitAsync(node, workspace, set => Finds(set, "OPS-1"));

            Assert.Same(before, withinTheSecond);
            for (var looks = 0; looks < 10; looks++)
            {
                clock.Pass(WorkspaceLinkers.Fresh * 2);
                Assert.Same(after, await node.GetAsync(workspace, default));
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            Assert.False(Finds(after, "BB-1"));
            Assert.Equal(["issues", "plain", "tickets"], after.Linkers.Select(linker => linker.Key));
            Assert.NotSame(before.Linkers[0], after.Linkers[0]);
            Assert.Same(before.Linkers[1], after.Linkers[1]);
        }
    }

    [Fact]
    public async Task Apps_of_one_workspace_come_in_the_order_of_their_install_and_do_not_reach_another()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var acme = await server.CreateWorkspaceAsync("acme");
        var other = await server.CreateWorkspaceAsync("other");
        await server.InstallLinkerAppAsync("zebra");
        await server.InstallLinkerAppAsync("apple");
        await server.InstallLinkerAppAsync("elsewhere", on: "other");
        var linkers = server.Services.GetRequiredService<IWorkspaceLinkers>();

        var here = await linkers.GetAsync(acme, default);
        var there = await linkers.GetAsync(other, default);

        Assert.Equal(["zebra", "zebra", "zebra", "apple", "apple", "apple"], here.Linkers.Select(linker => linker.App));
        Assert.All(there.Linkers, linker => Assert.Equal("elsewhere", linker.App));
    }

    private static bool Finds(LinkerSet set, string text) => set.Find(text).Count > 0;

    /// <summary>A new set is built in the background.</summary>
    private static Task<LinkerSet> WaitAsync(WorkspaceLinkers linkers, Guid workspace, Func<LinkerSet, bool> wanted) =>
        Eventually.SeeAsync(() => linkers.GetAsync(workspace, TestContext.Current.CancellationToken).AsTask(), wanted, "new set");

    /// <summary>Stands still but for what a test says: so that nobody looks at the tables of his own accord.</summary>
    private sealed class StillClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public void Pass(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
    }
}
