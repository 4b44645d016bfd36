using System.Text;
using Mortise.Git.Objects;
using Mortise.Testing;

namespace Mortise.Git.Tests.Objects;

public sealed class CatFilePoolTests : IAsyncLifetime
{
    private readonly GitFixture git = new();
    private readonly StillClock clock = new();
    private CatFilePool pool = null!;
    private string path = null!;

    public async ValueTask InitializeAsync()
    {
        path = await git.InitAsync("r");
        pool = new CatFilePool(clock, new CatFilePoolOptions { PerRepository = 2, MaxIdle = 2, IdleTime = TimeSpan.FromMinutes(1) });
    }

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync();
        git.Dispose();
    }

    [Fact]
    public async Task A_commit_comes_with_everything_it_says()
    {
        var root = await git.CommitAsync(path, "main", "first\n\nbody: é\n", ("a", "1"));
        var id = await git.CommitAsync(path, "main", "second", ("a", "2"));

        var commits = await pool.Of(new GitRepository(path)).ReadCommitsAsync([ObjectId.Parse(root), ObjectId.Parse(id), ObjectId.Parse(new string('a', 40))]);

        Assert.Equal("first\n\nbody: é\n", commits[0]!.Message);
        Assert.Empty(commits[0]!.Parents);
        Assert.Equal(ObjectId.Parse(root), Assert.Single(commits[1]!.Parents));
        Assert.Equal(GitFixture.Author, commits[1]!.Author.Name);
        Assert.Equal(GitFixture.AuthorEmail, commits[1]!.Author.Email);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 2, 0, TimeSpan.Zero), commits[1]!.Committer.When);
        Assert.Equal(await git.GitAsync(path, "rev-parse", "main^{tree}"), commits[1]!.Tree.ToString());
        Assert.Null(commits[2]);
    }

    [Fact]
    public async Task A_long_message_is_cut_between_two_characters_in_a_list_and_whole_alone()
    {
        var message = "x" + new string('é', 50_000);
        var id = ObjectId.Parse(await git.CommitAsync(path, "main", message, ("a", "1")));
        var reader = pool.Of(new GitRepository(path));

        var alone = await reader.ReadCommitAsync(id);
        var listed = (await reader.ReadCommitsAsync([id]))[0]!;
        var among = await reader.ReadCommitsAsync([.. Enumerable.Repeat(id, 1024)]);

        Assert.Equal(message, alone!.Message.TrimEnd('\n'));
        Assert.Equal((alone.Author, alone.Tree), (listed.Author, listed.Tree));
        Assert.InRange(Encoding.UTF8.GetByteCount(listed.Message), 65_000, ObjectReader.MaxListedBytes);
        Assert.All(among, one => Assert.InRange(Encoding.UTF8.GetByteCount(one!.Message), 15_000, ObjectReader.MaxBytesTogether / 1024));
        Assert.StartsWith(listed.Message, message);
    }

    [Fact]
    public async Task An_object_is_read_whole_copied_or_found_too_large()
    {
        await git.CommitAsync(path, "main", "x", ("big", new string('x', 300_000)), ("empty", ""));
        var big = ObjectId.Parse(await git.GitAsync(path, "rev-parse", "main:big"));
        var empty = ObjectId.Parse(await git.GitAsync(path, "rev-parse", "main:empty"));
        var reader = pool.Of(new GitRepository(path));
        using var copy = new MemoryStream();

        var whole = await reader.ReadAsync(big, 300_000);
        var tooLarge = await reader.ReadAsync(big, 299_999);
        var info = await reader.CopyAsync(big, copy);
        var nothing = await reader.ReadAsync(empty, 0);
        var missing = await reader.ReadAsync(ObjectId.Parse(new string('b', 40)), 10);

        Assert.Equal(new string('x', 300_000), Encoding.ASCII.GetString(whole.Content!));
        Assert.True(tooLarge.IsTooLarge);
        Assert.Equal(new ObjectInfo(big, ObjectType.Blob, 300_000), info);
        Assert.Equal(300_000, copy.Length);
        Assert.Empty(nothing.Content!);
        Assert.Null(missing.Info);
        Assert.Equal(1, pool.IdleCount);
    }

    [Fact]
    public async Task Thousands_of_requests_pass_through_few_processes()
    {
        await git.CommitManyAsync(path, "main", 2500);
        var ids = (await git.GitAsync(path, "rev-list", "main")).Split('\n').Select(ObjectId.Parse).ToList();
        var reader = pool.Of(new GitRepository(path));

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => reader.ReadCommitsAsync(ids)));

        Assert.All(results, commits => Assert.Equal(ids, commits.Select(c => c!.Id)));
        Assert.InRange(pool.IdleCount, 1, 2);
    }

    [Fact]
    public async Task A_running_reader_sees_objects_that_arrive_later_and_outlives_a_repack()
    {
        var first = ObjectId.Parse(await git.CommitAsync(path, "main", "1", ("a", "1")));
        var repository = new GitRepository(path);
        var reader = pool.Of(repository);
        Assert.NotNull(await reader.InfoAsync(first));

        var second = ObjectId.Parse(await git.CommitAsync(path, "main", "2", ("a", "2")));
        var seen = await reader.ReadCommitAsync(second);
        Assert.True(await repository.MaintainAsync());
        var after = await reader.InfoAsync([first, second]);

        Assert.NotNull(seen);
        Assert.DoesNotContain(null, after);
    }

    [Fact]
    public async Task Idle_readers_end_and_a_cancelled_one_is_not_kept()
    {
        var id = ObjectId.Parse(await git.CommitAsync(path, "main", "1", ("a", "1")));
        var reader = pool.Of(new GitRepository(path));
        await reader.InfoAsync(id);
        Assert.Equal(1, pool.IdleCount);

        clock.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(0, pool.IdleCount);

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.InfoAsync(id, cancelled.Token));
        Assert.Equal(0, pool.IdleCount);
        Assert.NotNull(await reader.InfoAsync(id));
    }

    [Fact]
    public void Old_encodings_odd_dates_and_missing_brackets_are_forgiven()
    {
        var latin = CommitReader.Read(default, [.. "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor Ren\xe9 <r@x> 1700000000 +0530\ncommitter broken\nencoding ISO-8859-1\n\ncaf\xe9\n".Select(c => (byte)c)]);
        var bare = CommitReader.Read(default, [.. "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor a <b> 99999999999999999999 +0000\ncommitter a <b> -5 -9999\n\n\xe9".Select(c => (byte)c)]);

        Assert.Equal("café\n", latin.Message);
        Assert.Equal("René", latin.Author.Name);
        Assert.Equal(TimeSpan.FromMinutes(330), latin.Author.When.Offset);
        Assert.Equal("broken", latin.Committer.Name);
        Assert.Equal("é", bare.Message);
        Assert.Equal(DateTimeOffset.UnixEpoch, bare.Author.When);
        Assert.Equal(-5, bare.Committer.When.ToUnixTimeSeconds());
    }

    /// <summary>A clock that stands until it is told; its timers fire when time passes.</summary>
    private sealed class StillClock : TimeProvider
    {
        private readonly List<Action> timers = [];
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timers.Add(() => callback(state));
            return new NoTimer();
        }

        public void Pass(TimeSpan time)
        {
            ticks += time.Ticks;
            timers.ForEach(fire => fire());
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
