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
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));
        var workspace = await server.CreateWorkspaceAsync("acme");
        var app = await server.InstallLinkerAppAsync();
        app.Clock = clock;
        IWorkspaceLinkers[] nodes = [server.Services.GetRequiredService<IWorkspaceLinkers>(), ActivatorUtilities.CreateInstance<WorkspaceLinkers>(server.Services)];

        foreach (var node in nodes)
        {
            await app.PutAsync(AddonApp.Values, """["BB"]""");
            clock.Advance(WorkspaceLinkers.Fresh * 2);
            var before = await WaitAsync(node, workspace, set => Finds(set, "BB-1"));
            clock.Advance(WorkspaceLinkers.Fresh * 2);
            var unchanged = await node.GetAsync(workspace, default);
            await Task.Delay(200, TestContext.Current.CancellationToken);

            await app.PutAsync(AddonApp.Values, """["OPS"]""");
            var withinTheSecond = await node.GetAsync(workspace, default);
            clock.Advance(WorkspaceLinkers.Fresh * 2);
            var after = await WaitAsync(node, workspace, set => Finds(set, "OPS-1"));

            Assert.Same(before, unchanged);
            Assert.Same(before, withinTheSecond);
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
    private static async Task<LinkerSet> WaitAsync(IWorkspaceLinkers linkers, Guid workspace, Func<LinkerSet, bool> wanted)
    {
        for (var tries = 0; ; tries++)
        {
            var set = await linkers.GetAsync(workspace, TestContext.Current.CancellationToken);
            if (tries == 100 || wanted(set))
                return set;

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
