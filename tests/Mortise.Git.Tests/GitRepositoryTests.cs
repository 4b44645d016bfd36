using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Testing;

namespace Mortise.Git.Tests;

public sealed class GitRepositoryTests : IDisposable
{
    private static readonly BranchName Main = BranchName.Parse("main");

    private readonly GitFixture git = new();

    public void Dispose() => git.Dispose();

    [Fact]
    public async Task A_new_repository_is_empty_sound_and_points_at_its_default_branch()
    {
        var repository = new GitRepository(git.PathOf("a/b/new.git"));
        await GitRepository.InitAsync(repository.Path, BranchName.Parse("trunk"));

        var head = await repository.FindHeadAsync();

        Assert.True(repository.Exists());
        Assert.Equal(new Head(RefName.Parse("refs/heads/trunk"), null), head);
        Assert.Empty(await repository.ListRefsAsync());
        Assert.True((await repository.FsckAsync()).Sound);
        Assert.Equal(["new.git"], Directory.GetFileSystemEntries(git.PathOf("a/b")).Select(Path.GetFileName));
        Assert.True(await repository.MeasureAsync() is > 0 and < 10_000);
    }

    [Fact]
    public async Task A_repository_is_not_made_over_another()
    {
        var path = await git.InitAsync("taken");

        await Assert.ThrowsAsync<IOException>(() => GitRepository.InitAsync(path, Main));
    }

    [Fact]
    public async Task An_import_takes_branches_tags_and_HEAD_and_nothing_else()
    {
        var source = await git.InitAsync("source");
        var tip = await git.CommitAsync(source, "trunk", "x", ("a", "1"));
        await git.CommitAsync(source, "other", "y", ("a", "2"));
        var tag = await git.TagAsync(source, "v1", "trunk", "one");
        await git.GitAsync(source, "update-ref", "refs/pull/1/head", tip);
        await git.GitAsync(source, "symbolic-ref", "HEAD", "refs/heads/trunk");

        var outcome = await GitRepository.ImportAsync(git.PathOf("copy"), source, Main);

        Assert.Null(outcome.Problem);
        var refs = await outcome.Repository!.ListRefsAsync();
        Assert.Equal(["refs/heads/other", "refs/heads/trunk", "refs/tags/v1"], refs.Select(r => r.Name.Value));
        Assert.Equal(new RefEntry(RefName.Parse("refs/tags/v1"), ObjectId.Parse(tag), ObjectType.Tag, ObjectId.Parse(tip)), refs[2]);
        Assert.Equal(new Head(RefName.Parse("refs/heads/trunk"), ObjectId.Parse(tip)), await outcome.Repository.FindHeadAsync());
        Assert.True((await outcome.Repository.FsckAsync()).Sound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent/x")]
    [InlineData("--upload-pack=touch pwned")]
    [InlineData("ext::sh -c touch% pwned")]
    [InlineData("ssh://localhost/x")]
    [InlineData("localhost:x")]
    [InlineData("git://localhost/x")]
    [InlineData("-u")]
    public async Task A_failed_import_says_why_and_leaves_nothing(string source)
    {
        var outcome = await GitRepository.ImportAsync(git.PathOf("copy"), source, Main);

        Assert.NotNull(outcome.Problem);
        Assert.Null(outcome.Repository);
        Assert.Empty(Directory.GetFileSystemEntries(git.Root));
    }

    [Fact]
    public async Task HEAD_can_point_at_a_branch_that_is_not_there_yet()
    {
        var repository = new GitRepository(await git.InitAsync("r"));

        await repository.SetHeadAsync(BranchName.Parse("next"));

        Assert.Equal("refs/heads/next", (await repository.FindHeadAsync())?.Target.Value);
    }

    [Fact]
    public async Task A_commit_is_found_by_a_full_or_abbreviated_hash_and_only_as_a_commit()
    {
        var path = await git.InitAsync("r");
        var id = await git.CommitAsync(path, "main", "x", ("a", "1"));
        var tag = await git.TagAsync(path, "v1", "main", "one");
        var tree = await git.GitAsync(path, "rev-parse", "main^{tree}");
        await git.CommitAsync(path, id[..4], "a branch named like a hash", ("a", "2"));
        var repository = new GitRepository(path);

        Assert.Equal(CommitResolution.Found(ObjectId.Parse(id)), await repository.ResolveCommitAsync(id));
        Assert.Equal(CommitResolution.Found(ObjectId.Parse(id)), await repository.ResolveCommitAsync(id.ToUpperInvariant()));
        Assert.Equal(CommitResolution.Found(ObjectId.Parse(id)), await repository.ResolveCommitAsync(id[..7]));
        foreach (var no in new[] { tag, tag[..10], tree, tree[..10], id[..3], "main", "HEAD", "v1", "--all", id + "0", "", new string('0', 40), id + "^", "zzzz" })
            Assert.Equal(CommitResolution.Missing, await repository.ResolveCommitAsync(no));
    }

    [Fact]
    public async Task A_prefix_of_several_commits_is_ambiguous()
    {
        var path = await git.InitAsync("r");
        await git.CommitManyAsync(path, "main", 1000);
        var ids = (await git.GitAsync(path, "rev-list", "main")).Split('\n');
        var shared = ids.GroupBy(id => id[..4], StringComparer.Ordinal).First(group => group.Count() > 1).Key;

        Assert.Equal(CommitResolution.Ambiguous, await new GitRepository(path).ResolveCommitAsync(shared));
    }

    [Fact]
    public async Task Maintenance_writes_bitmaps_and_a_commit_graph_and_keeps_what_waits_for_its_reference()
    {
        var path = await git.InitAsync("r");
        await git.CommitManyAsync(path, "main", 50);
        var waiting = await git.CommitAsync(path, "waiting", "x", ("w", "1"));
        await git.GitAsync(path, "update-ref", "-d", "refs/heads/waiting");
        var repository = new GitRepository(path);

        Assert.True(await repository.MaintainAsync());
        Assert.True(await repository.MaintainAsync());

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(path, "objects/pack"), "*.bitmap"));
        Assert.True(File.Exists(Path.Combine(path, "objects/info/commit-graph")));
        Assert.Equal(CommitMatch.Found, (await repository.ResolveCommitAsync(waiting)).Match);
        Assert.True((await repository.FsckAsync()).Sound);
    }

    [Fact]
    public async Task Only_one_maintenance_runs_at_a_time()
    {
        var repository = new GitRepository(await git.InitAsync("r"));
        await git.CommitManyAsync(repository.Path, "main", 5);
        await using var other = new FileStream(Path.Combine(repository.Path, "mortise-maintenance"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.False(await repository.MaintainAsync());
    }

    [Fact]
    public async Task Damage_is_found()
    {
        var path = await git.InitAsync("r");
        await git.CommitAsync(path, "main", "x", ("a", "1"));
        foreach (var pack in Directory.GetFiles(Path.Combine(path, "objects"), "*", SearchOption.AllDirectories))
            File.Delete(pack);

        var outcome = await new GitRepository(path).FsckAsync();

        Assert.False(outcome.Sound);
        Assert.NotEmpty(outcome.Findings);
    }

    [Fact]
    public async Task Only_stale_quarantines_are_swept()
    {
        var repository = new GitRepository(await git.InitAsync("r"));
        var directory = Directory.CreateDirectory(Path.Combine(repository.Path, "objects/tmp_objdir-incoming-x/pack"));
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "tmp_pack_x"), "half");
        var written = new DateTimeOffset(directory.Parent!.LastWriteTimeUtc);

        Assert.Equal(0, await repository.SweepQuarantinesAsync(written.AddMinutes(-1)));
        Assert.Equal(1, await repository.SweepQuarantinesAsync(written.AddMinutes(1)));
        Assert.False(directory.Exists && Directory.Exists(directory.FullName));
    }
}
