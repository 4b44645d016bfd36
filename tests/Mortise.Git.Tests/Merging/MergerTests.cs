using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Testing;

namespace Mortise.Git.Tests.Merging;

/// <summary>Merges of a bare repository, beside what the git client makes of the same branches in a worktree.</summary>
public sealed class MergerTests : IDisposable
{
    private static readonly MergePerson Grace = new("Grace <Hopper>", "grace@example.com");
    private static readonly MergePerson Bob = new("Bob", "bob@example.com");
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.FromHours(2));

    private readonly GitFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Each_strategy_makes_its_commits()
    {
        var git = await ForkedAsync();
        var (main, feature) = (await IdAsync(git, "main"), await IdAsync(git, "feature"));

        var joined = await TipAsync(git, MergeStrategy.MergeCommit);
        Assert.Equal($"{main} {feature}", await ShowAsync(git, joined, "%P"));
        Assert.Equal("Bob|bob@example.com|Bob|bob@example.com|1777888800 +0200|Merged", await ShowAsync(git, joined, "%an|%ae|%cn|%ce|%ad|%s"));

        var squashed = await TipAsync(git, MergeStrategy.Squash);
        Assert.Equal(main, await ShowAsync(git, squashed, "%P"));
        Assert.Equal("Grace Hopper|grace@example.com|Bob|bob@example.com", await ShowAsync(git, squashed, "%an|%ae|%cn|%ce"));
        Assert.Equal(await TreeAsync(git, joined), await TreeAsync(git, squashed));

        var rebased = await TipAsync(git, MergeStrategy.RebaseFastForward);
        Assert.Equal(await TreeAsync(git, joined), await TreeAsync(git, rebased));
        Assert.Equal(main, await ShowAsync(git, $"{rebased}~2", "%H"));

        var both = await TipAsync(git, MergeStrategy.RebaseMerge);
        Assert.Equal(await TreeAsync(git, joined), await TreeAsync(git, both));
        Assert.Equal($"{main} {rebased}", await ShowAsync(git, both, "%P"));

        Assert.IsType<MergeOutcome.NotForward>(await MergeAsync(git, MergeStrategy.FastForward));
        Assert.IsType<MergeOutcome.NotForward>(await MergeAsync(git, MergeStrategy.SquashFastForward));
        Assert.IsType<MergeOutcome.UpToDate>(await MergeAsync(git, MergeStrategy.MergeCommit, "feature", "feature"));
        Assert.Equal((main, feature), (await IdAsync(git, "main"), await IdAsync(git, "feature")));
    }

    [Fact]
    public async Task What_goes_forward_goes_forward()
    {
        var git = await ForkedAsync();
        var tip = await IdAsync(git, "feature");

        Assert.Equal(tip, await TipAsync(git, MergeStrategy.FastForward, "base"));
        Assert.Equal(tip, await TipAsync(git, MergeStrategy.RebaseFastForward, "base"));
        Assert.Equal(await IdAsync(git, "base"), await ShowAsync(git, await TipAsync(git, MergeStrategy.SquashFastForward, "base"), "%P"));
        Assert.Equal($"{await IdAsync(git, "base")} {tip}", await ShowAsync(git, await TipAsync(git, MergeStrategy.MergeCommit, "base"), "%P"));
    }

    [Fact]
    public async Task A_rebase_is_what_the_client_makes_of_it()
    {
        var git = await ForkedAsync();
        await fixture.CommitAsync(git.Path, "main", "the same change\n", ("two.txt", "two\n"));            // feature's second commit, picked already
        await fixture.CommitAsync(git.Path, "feature", "last: grüße\n\nwith a body\n", ("three/deep.txt", "3\n"), ("base.txt", null));

        var ours = await TipAsync(git, MergeStrategy.RebaseFastForward);
        var clone = fixture.PathOf("clone");
        await fixture.GitAsync(fixture.Root, "clone", "--quiet", "--branch", "feature", git.Path, clone);
        await fixture.GitAsync(clone, "rebase", "--quiet", "origin/main");

        const string Told = "--format=%T|%an|%ae|%ad|%B";
        Assert.Equal(
            await fixture.GitAsync(clone, "log", "--date=raw", Told, "origin/main..feature"),
            await fixture.GitAsync(git.Path, "log", "--date=raw", Told, $"main..{ours}"));
    }

    [Fact]
    public async Task Conflicts_name_their_paths_and_what_each_side_did()
    {
        var git = new GitRepository(await fixture.InitAsync("conflicts.git"));
        await fixture.CommitAsync(git.Path, "main", "base\n", ("both.txt", "1\n"), ("gone.txt", "1\n"), ("kept.txt", "1\n"), ("calm.txt", "1\n"));
        await fixture.GitAsync(git.Path, "branch", "feature", "main");
        await fixture.CommitAsync(git.Path, "main", "ours\n", ("both.txt", "2\n"), ("gone.txt", null), ("kept.txt", "2\n"), ("ä new.txt", "2\n"));
        await fixture.CommitAsync(git.Path, "feature", "theirs\n", ("both.txt", "3\n"), ("gone.txt", "3\n"), ("kept.txt", null), ("ä new.txt", "3\n"), ("calm.txt", "3\n"));
        var objects = git.SizeOnDisk();

        var found = await Merger.FindConflictsAsync(git, await ObjectAsync(git, "main"), await ObjectAsync(git, "feature"));

        Assert.Equal(
            ["both.txt content", "gone.txt delete_modify", "kept.txt modify_delete", "ä new.txt content"],
            found!.Select(conflict => $"{conflict.Path} {conflict.Scenario}"));
        Assert.Equal(objects, git.SizeOnDisk());
        Assert.Equal(4, Assert.IsType<MergeOutcome.Conflicting>(await MergeAsync(git, MergeStrategy.Squash)).Conflicts.Count);
        var rebase = Assert.IsType<MergeOutcome.Conflicting>(await MergeAsync(git, MergeStrategy.RebaseMerge));
        Assert.Equal(await ObjectAsync(git, "feature"), rebase.Commit);
    }

    [Fact]
    public async Task What_has_nothing_in_common_and_what_is_too_much_are_told_apart()
    {
        var git = await ForkedAsync();
        await fixture.CommitAsync(git.Path, "island", "alone\n", ("i.txt", "i\n"));

        Assert.IsType<MergeOutcome.Unrelated>(await MergeAsync(git, MergeStrategy.MergeCommit, source: "island"));
        Assert.Null(await Merger.FindConflictsAsync(git, await ObjectAsync(git, "main"), await ObjectAsync(git, "island")));
        var order = await OrderAsync(git, MergeStrategy.RebaseMerge, "main", "feature") with { MostRebased = 1 };
        Assert.Equal(2, Assert.IsType<MergeOutcome.TooMany>(await Merger.MergeAsync(git, order)).Commits);
    }

    /// <summary><c>main</c> and <c>feature</c>, one and two commits after <c>base</c>.</summary>
    private async Task<GitRepository> ForkedAsync()
    {
        var path = await fixture.InitAsync("forked.git");
        await fixture.CommitAsync(path, "main", "base\n", ("base.txt", "base\n"));
        await fixture.GitAsync(path, "branch", "feature", "main");
        await fixture.GitAsync(path, "branch", "base", "main");
        await fixture.CommitAsync(path, "main", "main\n", ("main.txt", "main\n"));
        await fixture.CommitAsync(path, "feature", "one\n", ("one.txt", "one\n"));
        await fixture.CommitAsync(path, "feature", "two\n", ("two.txt", "two\n"));
        return new GitRepository(path);
    }

    private static async Task<MergeOrder> OrderAsync(GitRepository git, MergeStrategy strategy, string destination, string source) => new()
    {
        Destination = (await git.FindRefAsync(RefName.Parse("refs/heads/" + destination)))!.Value,
        Source = (await git.FindRefAsync(RefName.Parse("refs/heads/" + source)))!.Value,
        Strategy = strategy,
        Message = "Merged",
        Author = Grace,
        Committer = Bob,
        When = Now,
    };

    private static async Task<MergeOutcome> MergeAsync(GitRepository git, MergeStrategy strategy, string destination = "main", string source = "feature") =>
        await Merger.MergeAsync(git, await OrderAsync(git, strategy, destination, source));

    private static async Task<string> TipAsync(GitRepository git, MergeStrategy strategy, string destination = "main") =>
        Assert.IsType<MergeOutcome.Merged>(await MergeAsync(git, strategy, destination)).Tip.ToString();

    private Task<string> IdAsync(GitRepository git, string name) => fixture.GitAsync(git.Path, "rev-parse", name);

    private async Task<ObjectId> ObjectAsync(GitRepository git, string name) => ObjectId.Parse(await IdAsync(git, name));

    private Task<string> TreeAsync(GitRepository git, string commit) => fixture.GitAsync(git.Path, "rev-parse", commit + "^{tree}");

    private Task<string> ShowAsync(GitRepository git, string commit, string format) =>
        fixture.GitAsync(git.Path, "log", "-1", "--date=raw", "--format=" + format, commit);
}
