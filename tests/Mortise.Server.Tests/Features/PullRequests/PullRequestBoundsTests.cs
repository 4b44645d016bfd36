using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.GitAccess;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

/// <summary>What a pull request may bring, and how long its merge may take.</summary>
public sealed class PullRequestBoundsTests
{
    private const string All = PullRequestWorld.All;

    private const long MostBrought = 256L * 1024 * 1024;

    [Fact]
    public async Task A_stranger_brings_so_much_and_no_more_and_a_merge_that_takes_too_long_goes_on_as_a_task()
    {
        var clock = new FakeClock();
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(clock));
        await world.OpenAsync("feature");

        await TooMuchAsync(world);
        await TooLongAsync(world, clock);

        Assert.True((await world.Rocket.FsckAsync()).Sound);
    }

    private static async Task TooMuchAsync(PullRequestWorld world)
    {
        var forked = await world.Ada.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/rocket/forks", """{"name": "rocket-fork", "workspace": {"slug": "acme"}}""");
        var fork = world.Server.RepositoryPath(Guid.Parse(forked.Json.GetProperty("uuid").GetString()!));
        foreach (var repository in (string[])["acme/rocket", "acme/rocket-fork"])
            await world.Server.GrantAsync(repository, world.Git.User("eve"), "read");

        var blob = await LargeBranchAsync(world, fork);
        var file = Path.Combine(fork, "objects", blob[..2], blob[2..]);
        var length = Stretch(file, MostBrought + 1);
        const string Body = """{"title": "t", "source": {"branch": {"name": "large"}, "repository": {"full_name": "acme/rocket-fork"}}}""";

        var refused = await world.Eve.AskAsync(HttpMethod.Post, All, Body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("more than 256 MiB", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.NotEqual(0, (await world.Git.Fixture.TryGitAsync(world.Rocket.Path, "cat-file", "-e", blob)).Code);
        Stretch(file, length);
        Assert.Equal(HttpStatusCode.Created, (await world.Eve.AskAsync(HttpMethod.Post, All, Body)).Status);
    }

    /// <summary>A branch of loose objects only, whose size is that of their files.</summary>
    /// <returns>The hash of its one new blob.</returns>
    private static async Task<string> LargeBranchAsync(PullRequestWorld world, string fork)
    {
        Task<string> GitAsync(params string[] arguments) => world.Git.Fixture.GitAsync(fork, arguments);
        var content = world.Git.Fixture.PathOf("content");
        await File.WriteAllTextAsync(content, "large\n");
        var blob = await GitAsync("hash-object", "-w", content);
        await GitAsync("read-tree", "main");
        await GitAsync("update-index", "--add", "--cacheinfo", $"100644,{blob},large.txt");
        var commit = await GitAsync("commit-tree", "-p", "main", "-m", "large", await GitAsync("write-tree"));
        await GitAsync("update-ref", "refs/heads/large", commit);
        File.Delete(Path.Combine(fork, "index"));
        return blob;
    }

    /// <summary>Gives a file another length, without a byte more on the disk.</summary>
    /// <returns>The length it had.</returns>
    private static long Stretch(string file, long length)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        var before = stream.Length;
        stream.SetLength(length);
        return before;
    }

    /// <summary>A move of references that its time runs out for leaves an open intent: the merge is settled by it and is not done twice.</summary>
    private static async Task TooLongAsync(PullRequestWorld world, FakeClock clock)
    {
        var options = world.Server.Get<GitOptions>();
        var patience = options.IntentPatience;
        options.IntentPatience = TimeSpan.FromTicks(1);
        var accepted = await world.Ada.AskAsync(HttpMethod.Post, $"{All}/1/merge", "{}");
        options.IntentPatience = patience;

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Equal("PENDING", accepted.Json.GetProperty("task_status").GetString());
        Assert.Equal(1, await world.Git.OpenIntentsAsync());
        var task = new Uri(accepted.Header("Location")!).PathAndQuery;
        Assert.Equal("PENDING", (await world.Ada.ReadAsync(task)).Json.GetProperty("task_status").GetString());

        await world.Server.Get<IntentSettler>().SweepAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(11));
        var done = await Eventually.SeeAsync(
            () => world.Ada.ReadAsync(task), static answer => answer.Status != HttpStatusCode.OK || answer.Json.GetProperty("task_status").GetString() != "PENDING", "end of the merge");

        Assert.Equal("MERGED", done.Json.GetProperty("merge_result").GetProperty("state").GetString());
        Assert.Equal("1", await world.RocketAsync("rev-list", "--count", "--merges", "main"));
        Assert.Equal("one", await world.RocketAsync("show", "main:feature.txt"));
        Assert.Equal(0, await world.Git.OpenIntentsAsync());
    }
}
