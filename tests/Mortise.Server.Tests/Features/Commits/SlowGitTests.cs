using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Commits.Diffs;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Commits;

/// <summary>What computes for longer than the limit is answered 555 (rest.md D-136).</summary>
public sealed class SlowGitTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Fact]
    public async Task What_takes_git_too_long_is_answered_555_and_what_to_ask_instead()
    {
        var clock = new HurriedClock();
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(clock));
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        using var git = new GitFixture();
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        var root = await git.CommitAsync(path, "main", "root\n", ("a.txt", "one\n"));
        var next = await git.CommitAsync(path, "main", "next\n", ("a.txt", "two\n"));
        var client = await server.AsAsync(ada);
        string[] asked = [$"/diff/{next}..{root}", $"/diffstat/{next}..{root}", $"/patch/{next}..{root}", "/commits?path=a.txt", $"/merge-base/{next}..{root}"];

        foreach (var address in asked)
        {
            clock.LimitHasPassed = false;
            Assert.Equal((address, HttpStatusCode.OK), (address, (await client.ReadAsync(Rocket + address)).Status));

            clock.LimitHasPassed = true;
            var late = await client.ReadAsync(Rocket + address);
            Assert.Equal((address, 555), (address, (int)late.Status));
            Assert.Contains("longer than 30 seconds", late.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    /// <summary>A clock on which the limit of git is over as soon as it begins.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public bool LimitHasPassed { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (!LimitHasPassed || dueTime != GitDeadline.Limit)
                return base.CreateTimer(callback, state, dueTime, period);

            callback(state);
            return base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
