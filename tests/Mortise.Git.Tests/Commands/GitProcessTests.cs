using System.Diagnostics;
using System.Text;
using Mortise.Git.Commands;
using Mortise.Testing;

namespace Mortise.Git.Tests.Commands;

public sealed class GitProcessTests
{
    [Fact]
    public void A_part_that_could_be_read_as_something_else_is_a_bug()
    {
        Assert.Throws<InvalidOperationException>(() => new GitCommand("--exec-path=x").ToArguments());
        Assert.Throws<InvalidOperationException>(() => (new GitCommand("log") { Flags = ["main"] }).ToArguments());
        Assert.Throws<InvalidOperationException>(() => (new GitCommand("log") { Flags = ["--"] }).ToArguments());
        Assert.Throws<InvalidOperationException>(() => (new GitCommand("log") { Revisions = ["a\0b"] }).ToArguments());
    }

    [Fact]
    public void Revisions_and_paths_stand_behind_their_marks()
    {
        var command = new GitCommand("log") { Flags = ["--format=%H"], Revisions = ["--output=x"], Paths = ["-a"] };

        Assert.Equal(["log", "--format=%H", "--end-of-options", "--output=x", "--", "-a"], command.ToArguments());
    }

    [Fact]
    public async Task Nothing_of_our_environment_or_of_the_machines_configuration_reaches_git()
    {
        using var git = new GitFixture();
        await File.WriteAllTextAsync(git.PathOf(".gitconfig"), "[alias]\n\tx = !echo pwned\n");

        var home = await GitProcess.ReadAsync(new GitCommand("config") { Flags = ["--list", "--show-scope"] }, default);
        var identity = await GitProcess.ReadAsync(new GitCommand("var") { Revisions = [], Flags = ["-l"] }, default);

        Assert.True(home.Exit.Succeeded, home.Exit.Errors);
        Assert.All(home.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("command", line, StringComparison.Ordinal));
        Assert.DoesNotContain("alias", identity.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Far_more_than_a_pipe_holds_passes_in_and_out_at_once()
    {
        using var git = new GitFixture();
        var repository = new GitRepository(await git.InitAsync("r"));
        var missing = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 40) + "\n", 40_000)));

        var output = await GitProcess.ReadAsync(repository.Command("cat-file", "--batch-check", "--buffer"), default, missing);

        Assert.Equal(40_000, output.Bytes.Span.Count((byte)'\n'));
    }

    [Fact]
    public async Task Output_past_the_bound_is_an_exception()
    {
        using var git = new GitFixture();
        var repository = new GitRepository(await git.InitAsync("r"));
        var missing = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 40) + "\n", 1000)));

        await Assert.ThrowsAsync<GitException>(() => GitProcess.ReadAsync(repository.Command("cat-file", "--batch-check"), default, missing, maxOutput: 1000));
    }

    [Fact]
    public async Task Cancelling_ends_a_git_that_waits()
    {
        using var git = new GitFixture();
        var repository = new GitRepository(await git.InitAsync("r"));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await using var never = new NeverStream();
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            GitProcess.RunAsync(repository.Command("cat-file", "--batch-check"), never, null, cancellation.Token));

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Git_may_end_before_its_input_does()
    {
        using var git = new GitFixture();
        var repository = new GitRepository(await git.InitAsync("r"));
        await using var never = new NeverStream();

        var exit = await GitProcess.RunAsync(repository.Command("show-ref", "--verify") with { Revisions = ["refs/heads/x"] }, never, null, default);

        Assert.False(exit.Succeeded);
        Assert.Contains("not a valid ref", exit.Reason, StringComparison.Ordinal);
    }

    /// <summary>An input that never comes.</summary>
    private sealed class NeverStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
