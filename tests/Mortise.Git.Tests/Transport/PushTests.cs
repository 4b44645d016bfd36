using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Git.Transport;
using Mortise.Testing;

namespace Mortise.Git.Tests.Transport;

public sealed class PushTests : IAsyncLifetime
{
    private readonly GitFixture git = new();
    private GitRepository served = null!;
    private string local = null!;
    private LoopbackGit server = null!;

    public async ValueTask InitializeAsync()
    {
        served = new GitRepository(git.PathOf("served"));
        await GitRepository.InitAsync(served.Path, BranchName.Parse("main"));
        local = await git.InitAsync("local");
        server = new LoopbackGit(served);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Assert.Empty(Directory.GetDirectories(Path.Combine(served.Path, "objects"), "tmp_objdir-*"));
        Assert.True((await served.FsckAsync()).Sound);
        git.Dispose();
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task A_thousand_commits_and_tags_arrive_in_an_empty_repository()
    {
        var tip = await git.CommitManyAsync(local, "main", 1000);
        await git.TagAsync(local, "v1", "main", "one");

        await PushAsync("main", "v1");

        Assert.Equal(ObjectId.Parse(tip), (await served.FindHeadAsync())?.Commit);
        Assert.Equal(["refs/heads/main", "refs/tags/v1"], (await served.ListRefsAsync()).Select(r => r.Name.Value));
        Assert.Equal(ReceiveStatus.Answered, server.LastPush?.Status);
    }

    [Fact]
    public async Task A_second_push_sends_a_thin_pack_on_top_of_the_first()
    {
        await git.CommitAsync(local, "main", "1", ("long", string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\n"))));
        await PushAsync("main");
        var tip = await git.CommitAsync(local, "main", "2", ("long", string.Concat(Enumerable.Range(1, 5000).Select(i => $"line {i}\n"))));

        await PushAsync("main");

        Assert.Equal(ObjectId.Parse(tip), await served.FindRefAsync(RefName.Parse("refs/heads/main")));
    }

    [Fact]
    public async Task History_is_rewritten_with_force_and_a_branch_deleted()
    {
        await git.CommitAsync(local, "main", "1", ("a", "1"));
        await git.CommitAsync(local, "gone", "1", ("a", "1"));
        await PushAsync("main", "gone");
        var other = await git.CommitAsync(local, "other", "2", ("a", "2"));

        await PushAsync("+other:main", ":gone");

        var only = Assert.Single(await served.ListRefsAsync());
        Assert.Equal(("refs/heads/main", ObjectId.Parse(other)), (only.Name.Value, only.Id));
    }

    [Fact]
    public async Task A_branch_at_a_commit_that_is_already_there_needs_no_pack()
    {
        await git.CommitAsync(local, "main", "1", ("a", "1"));
        await PushAsync("main");

        await PushAsync("main:copy");

        Assert.Equal(2, (await served.ListRefsAsync()).Count);
    }

    [Fact]
    public async Task What_the_servers_rules_refuse_is_told_and_leaves_no_object()
    {
        var tip = await git.CommitAsync(local, "main", "1", ("a", "1"));
        CatFilePool? pool = null;
        Commit? seen = null;
        server.Apply = async (push, cancellation) =>
        {
            await using (pool = new CatFilePool(TimeProvider.System))
                seen = await pool.Of(push.Repository).ReadCommitAsync(push.Commands[0].New, cancellation);
            await push.SayAsync("see the rules of this place\n", cancellation);
            return [.. push.Commands.Select(command => new RefOutcome(command.Name, "main is protected"))];
        };

        var run = await git.TryGitAsync(local, "push", server.Url, "main");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("[remote rejected] main -> main (main is protected)", run.Errors, StringComparison.Ordinal);
        Assert.Contains("remote: see the rules of this place", run.Errors, StringComparison.Ordinal);
        Assert.Equal("1", seen?.Message);
        Assert.Equal(CommitMatch.Missing, (await served.ResolveCommitAsync(tip)).Match);
    }

    [Fact]
    public async Task An_atomic_push_moves_all_references_or_none()
    {
        await git.CommitAsync(local, "main", "1", ("a", "1"));
        await git.CommitAsync(local, "x/y", "1", ("a", "1"));
        await PushAsync("x/y");

        var run = await git.TryGitAsync(local, "push", "--atomic", server.Url, "main", "main:x");

        Assert.NotEqual(0, run.Code);
        Assert.Equal(["refs/heads/x/y"], (await served.ListRefsAsync()).Select(r => r.Name.Value));
    }

    [Fact]
    public async Task Without_atomic_the_good_half_of_a_push_arrives()
    {
        await git.CommitAsync(local, "main", "1", ("a", "1"));
        await git.CommitAsync(local, "x/y", "1", ("a", "1"));
        await PushAsync("x/y");

        var run = await git.TryGitAsync(local, "push", server.Url, "main", "main:x");

        Assert.Contains("[remote rejected] main -> x (another reference's name stands in the way)", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["refs/heads/main", "refs/heads/x/y"], (await served.ListRefsAsync()).Select(r => r.Name.Value));
    }

    [Fact]
    public async Task A_shallow_clone_can_push_what_joins_the_servers_history()
    {
        await git.CommitManyAsync(local, "main", 10);
        await PushAsync("main");
        await git.GitAsync(git.Root, "clone", "--quiet", "--bare", "--depth=1", server.Url, "shallow");
        var tip = await git.CommitAsync(git.PathOf("shallow"), "main", "next", ("a", "1"));

        await git.GitAsync(git.PathOf("shallow"), "push", "--quiet", server.Url, "main");

        Assert.Equal(ObjectId.Parse(tip), (await served.FindHeadAsync())?.Commit);
        Assert.Equal("11", await git.GitAsync(served.Path, "rev-list", "--count", "main"));
    }

    [Fact]
    public async Task A_shallow_history_that_joins_nothing_is_refused()
    {
        await git.CommitManyAsync(local, "main", 10);
        await git.GitAsync(git.Root, "clone", "--quiet", "--bare", "--depth=1", "file://" + local, "shallow");

        var run = await git.TryGitAsync(git.PathOf("shallow"), "push", server.Url, "main");

        Assert.NotEqual(0, run.Code);
        Assert.Empty(await served.ListRefsAsync());
    }

    [Fact]
    public async Task A_pack_past_the_limit_is_refused_by_its_size()
    {
        server.Limits = new ReceiveLimits { MaxPackBytes = 100_000 };
        var noise = new byte[400_000];
        new Random(1).NextBytes(noise);
        await git.CommitAsync(local, "main", "big", ("big", Convert.ToBase64String(noise)));

        var run = await git.TryGitAsync(local, "push", server.Url, "main");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("pack exceeds maximum allowed size", server.LastPush?.Problem, StringComparison.Ordinal);
        Assert.Empty(await served.ListRefsAsync());
    }

    [Fact]
    public async Task Pushes_that_run_next_to_maintenance_lose_nothing()
    {
        await git.CommitManyAsync(local, "main", 100);
        await PushAsync("main");
        using var stop = new CancellationTokenSource();
        var upkeep = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                Assert.True(await served.MaintainAsync());
        });

        for (var i = 0; i < 8; i++)
        {
            await git.CommitAsync(local, "main", $"push {i}", ("a", $"{i}"));
            await PushAsync("main");
        }

        await stop.CancelAsync();
        await upkeep;
        Assert.Equal("108", await git.GitAsync(served.Path, "rev-list", "--count", "main"));
    }

    private Task<string> PushAsync(params string[] refspecs) => git.GitAsync(local, ["push", "--quiet", server.Url, .. refspecs]);
}
