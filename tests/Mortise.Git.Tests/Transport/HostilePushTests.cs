using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Git.Transport;
using Mortise.Testing;

namespace Mortise.Git.Tests.Transport;

/// <summary>Bodies that no honest client sends, byte for byte. One of them measures the process, so no other test runs beside these.</summary>
[CollectionDefinition(nameof(HostilePushTests), DisableParallelization = true)]
[Collection(nameof(HostilePushTests))]
public sealed class HostilePushTests : IAsyncLifetime
{
    private const string Bands = "report-status side-band-64k quiet";

    private static readonly string Zero = ObjectId.Zero.ToString();

    private readonly GitFixture git = new();
    private GitRepository served = null!;
    private string local = null!;
    private string tip = null!;

    public async ValueTask InitializeAsync()
    {
        served = new GitRepository(git.PathOf("served"));
        await GitRepository.InitAsync(served.Path, BranchName.Parse("main"));
        local = await git.InitAsync("local");
        tip = await git.CommitAsync(local, "main", "1", ("a", "1"));
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Directory.GetDirectories(Path.Combine(served.Path, "objects"), "tmp_objdir-*"));
        Assert.True((await served.FsckAsync()).Sound);
        git.Dispose();
    }

    [Theory]
    [InlineData("refs/heads/../x")]
    [InlineData("refs/heads/a..b")]
    [InlineData("refs/heads/x.lock")]
    [InlineData("refs/heads/-x")]
    [InlineData("refs/heads/--upload-pack=touch")]
    [InlineData("refs/tags/-x")]
    [InlineData("refs/heads/HEAD")]
    [InlineData("refs/heads")]
    [InlineData("refs/x")]
    [InlineData("HEAD")]
    [InlineData("main")]
    [InlineData("--upload-pack=touch")]
    [InlineData("-x")]
    [InlineData("../../etc/passwd")]
    [InlineData("/refs/heads/x")]
    [InlineData("refs/heads/a\tb")]
    [InlineData("refs/heads/a\nb")]
    [InlineData("refs/heads/a\u0007")]
    [InlineData("config")]
    public async Task A_name_that_may_not_exist_is_refused_and_the_others_are_not_harmed(string name)
    {
        var body = Body([$"{Zero} {tip} {name}\0{Bands}", $"{Zero} {tip} refs/heads/good"], await PackAsync("main"));

        var (result, answer) = await ReceiveAsync(body);

        Assert.Equal(ReceiveStatus.Answered, result.Status);
        Assert.Contains($"ng {name} refusing a funny reference name", answer, StringComparison.Ordinal);
        Assert.Contains("ok refs/heads/good", answer, StringComparison.Ordinal);
        Assert.Equal("refs/heads/good", Assert.Single(await served.ListRefsAsync()).Name.Value);
    }

    [Fact]
    public async Task Names_too_long_for_a_file_are_refused()
    {
        var component = "refs/heads/" + new string('x', 252);
        var whole = "refs/heads/" + string.Join('/', Enumerable.Repeat("long", 400));
        var body = Body([$"{Zero} {tip} {component}\0{Bands}", $"{Zero} {tip} {whole}"], await PackAsync("main"));

        var (result, answer) = await ReceiveAsync(body);

        Assert.Equal(2, answer.Split("refusing a funny reference name").Length - 1);
        Assert.Empty(result.Outcomes);
    }

    [Fact]
    public async Task Two_updates_of_one_reference_are_both_refused()
    {
        var body = Body([$"{Zero} {tip} refs/heads/x\0{Bands}", $"{Zero} {tip} refs/heads/x"], await PackAsync("main"));

        var (result, _) = await ReceiveAsync(body);

        Assert.All(result.Outcomes, outcome => Assert.Contains("multiple updates", outcome.Refusal, StringComparison.Ordinal));
        Assert.Empty(await served.ListRefsAsync());
    }

    [Theory]
    [InlineData("zzzz")]
    [InlineData("0001")]
    [InlineData("0003")]
    [InlineData("00")]
    [InlineData("ffff")]
    [InlineData("-001")]
    [InlineData("0032too short")]
    [InlineData("000eno command")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task Broken_framing_is_no_push(string bytes)
    {
        var (result, answer) = await ReceiveAsync(Encoding.ASCII.GetBytes(bytes));

        Assert.Equal(ReceiveStatus.Malformed, result.Status);
        Assert.Empty(answer);
    }

    [Fact]
    public async Task A_probe_without_commands_is_answered_with_nothing()
    {
        Assert.Equal(ReceiveStatus.Empty, (await ReceiveAsync("0000"u8.ToArray())).Result.Status);
        Assert.Equal(ReceiveStatus.Empty, (await ReceiveAsync([])).Result.Status);
    }

    [Fact]
    public async Task More_commands_than_allowed_end_the_push()
    {
        var body = Body([.. Enumerable.Range(0, 11).Select(i => $"{Zero} {tip} refs/heads/b{i}")], await PackAsync("main"));

        var (result, _) = await ReceiveAsync(body, new ReceiveLimits { MaxCommands = 10 });

        Assert.Equal(ReceiveStatus.Malformed, result.Status);
    }

    [Fact]
    public async Task Every_truncation_of_a_push_leaves_nothing()
    {
        var pack = await PackAsync("main");
        var body = Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], pack);
        var start = body.Length - pack.Length;

        foreach (var length in new[] { 3, 60, start - 2, start, start + 5, start + 12, start + 13, body.Length - 20, body.Length - 1 })
        {
            var (result, answer) = await ReceiveAsync(body[..length]);

            Assert.True(result.Status == ReceiveStatus.Malformed || answer.Contains("ng refs/heads/main unpacker error", StringComparison.Ordinal), $"{length}: {answer}");
            Assert.Empty(await served.ListRefsAsync());
            Assert.Empty(Directory.GetFiles(Path.Combine(served.Path, "objects"), "*.pack", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_a_pack_is_found()
    {
        var pack = await PackAsync("main");
        pack[pack.Length / 2] ^= 4;

        var (result, _) = await ReceiveAsync(Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], pack));

        Assert.NotNull(result.Problem);
        Assert.DoesNotContain(git.Root, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_claims_four_billion_objects_costs_nothing()
    {
        var pack = await PackAsync("main");
        BinaryPrimitives.WriteUInt32BigEndian(pack.AsSpan(8), uint.MaxValue);

        var (result, _) = await ReceiveAsync(Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], pack));

        Assert.Contains("objects", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_whose_objects_are_missing_is_refused()
    {
        var second = await git.CommitAsync(local, "main", "2", ("a", "2"));
        var body = Body([$"{Zero} {second} refs/heads/main\0{Bands}"], await PackAsync("main", "^" + tip));

        var (result, _) = await ReceiveAsync(body);

        Assert.NotNull(Assert.Single(result.Outcomes).Refusal);
        Assert.Empty(await served.ListRefsAsync());
    }

    [Fact]
    public async Task One_missing_tip_does_not_take_the_others_along()
    {
        var absent = new string('a', 40);
        var body = Body([$"{Zero} {absent} refs/heads/absent\0{Bands}", $"{Zero} {tip} refs/heads/good"], await PackAsync("main"));

        var (_, answer) = await ReceiveAsync(body);

        Assert.Contains("ng refs/heads/absent missing necessary objects", answer, StringComparison.Ordinal);
        Assert.Contains("ok refs/heads/good", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_only_lies_around_does_not_make_a_push_connected()
    {
        // The server holds the commit, unreachable and without its tree: a name for it would be a broken branch.
        var commit = await git.RunAsync(local, null, "cat-file", "commit", tip);
        var loose = await git.RunAsync(served.Path, Encoding.UTF8.GetBytes(commit.Output), "hash-object", "-t", "commit", "-w", "--stdin", "--literally");
        Assert.Equal(tip, loose.Output.Trim());

        var (_, answer) = await ReceiveAsync(Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], EmptyPack()));

        Assert.Contains("ng refs/heads/main missing necessary objects", answer, StringComparison.Ordinal);
        File.Delete(Path.Combine(served.Path, "objects", tip[..2], tip[2..]));
    }

    [Fact]
    public async Task A_branch_may_not_point_at_a_tree_and_a_tag_may()
    {
        var tree = await git.GitAsync(local, "rev-parse", "main^{tree}");
        var tag = await git.TagAsync(local, "v1", "main", "one");
        var body = Body(
            [$"{Zero} {tree} refs/heads/tree\0{Bands}", $"{Zero} {tag} refs/heads/tag", $"{Zero} {tree} refs/tags/tree"], await PackAsync("main", "v1"));

        var (_, answer) = await ReceiveAsync(body);

        Assert.Contains("ng refs/heads/tree a branch must point at a commit", answer, StringComparison.Ordinal);
        Assert.Contains("ng refs/heads/tag a branch must point at a commit", answer, StringComparison.Ordinal);
        Assert.Contains("ok refs/tags/tree", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_with_a_git_directory_in_it_is_refused()
    {
        var blob = await git.GitAsync(local, "rev-parse", "main:a");
        var tree = (await git.RunAsync(
            local, (byte[])[.. "100644 .git\0"u8, .. Convert.FromHexString(blob)], "hash-object", "-t", "tree", "-w", "--stdin", "--literally")).Output.Trim();
        var commit = await git.GitAsync(local, "commit-tree", tree, "-m", "evil");
        await git.GitAsync(local, "update-ref", "refs/heads/evil", commit);

        var (result, _) = await ReceiveAsync(Body([$"{Zero} {commit} refs/heads/evil\0{Bands}"], await PackAsync("evil")));

        Assert.Contains("fsck", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_old_tools_wrote_wrong_is_let_in()
    {
        var blob = await git.GitAsync(local, "rev-parse", "main:a");
        var tree = (await git.RunAsync(
            local, (byte[])[.. "0100644 a\0"u8, .. Convert.FromHexString(blob)], "hash-object", "-t", "tree", "-w", "--stdin", "--literally")).Output.Trim();
        var old = (await git.RunAsync(
            local, Encoding.ASCII.GetBytes($"tree {tree}\nauthor a <b> 1 +051800\ncommitter a <b>1 +0000\n\nold\n"), "hash-object", "-t", "commit", "-w", "--stdin", "--literally")).Output.Trim();
        await git.GitAsync(local, "update-ref", "refs/tags/old", old);

        var (result, _) = await ReceiveAsync(Body([$"{Zero} {old} refs/heads/old\0{Bands}"], await PackAsync("refs/tags/old")));

        Assert.Null(result.Problem);
        Assert.True(Assert.Single(result.Outcomes).Moved);
        await git.GitAsync(served.Path, "update-ref", "-d", "refs/heads/old");
        await git.GitAsync(served.Path, "repack", "-a", "-d", "-q");
    }

    [Fact]
    public async Task Without_side_bands_the_report_comes_plain()
    {
        var (_, answer) = await ReceiveAsync(Body([$"{Zero} {tip} refs/heads/main\0report-status"], await PackAsync("main")));

        Assert.Equal("000eunpack ok\n0017ok refs/heads/main\n0000", answer);
    }

    [Fact]
    public async Task A_client_that_breaks_off_leaves_nothing()
    {
        var body = Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], await PackAsync("main"));
        await using var broken = new BrokenStream(body[..^30]);

        await Assert.ThrowsAsync<IOException>(() => ReceivePack.ReceiveAsync(served, broken, Stream.Null, new(), ApplyAsync, default));

        Assert.Empty(await served.ListRefsAsync());
    }

    [Fact]
    public async Task A_push_that_is_cancelled_while_rules_are_asked_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var body = new MemoryStream(Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], await PackAsync("main")));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReceivePack.ReceiveAsync(served, body, Stream.Null, new(), async (push, token) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return [];
        }, cancellation.Token));

        Assert.Equal(CommitMatch.Missing, (await served.ResolveCommitAsync(tip)).Match);
    }

    [Fact]
    public async Task References_may_not_move_before_their_objects()
    {
        using var body = new MemoryStream(Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], await PackAsync("main")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => ReceivePack.ReceiveAsync(
            served, body, Stream.Null, new(), (push, _) => Task.FromResult<IReadOnlyList<RefOutcome>>([new RefOutcome(push.Commands[0].Name, null)]), default));
    }

    [Fact]
    public async Task Slow_rules_keep_the_connection_alive()
    {
        using var body = new MemoryStream(Body([$"{Zero} {tip} refs/heads/main\0{Bands}"], await PackAsync("main")));
        using var response = new MemoryStream();

        await ReceivePack.ReceiveAsync(served, body, response, new() { KeepAlive = TimeSpan.FromMilliseconds(20) }, async (push, token) =>
        {
            await Eventually.SeeAsync(() => response.Length, static length => length > 0, "sign of life");
            return await ApplyAsync(push, token);
        }, default);

        Assert.StartsWith("0005\u0002", Encoding.UTF8.GetString(response.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_megabytes_pass_in_constant_memory()
    {
        // Whatever else the process does counts as well: of three pushes the least.
        var least = long.MaxValue;
        for (var run = 0; run < 3 && least > 30 * 1024 * 1024; run++)
        {
            await using var big = new NoisyPack(60 * 1024 * 1024);
            var blob = big.Id;
            var before = GC.GetTotalAllocatedBytes();
            await using var body = new ChainedStream([new MemoryStream(Body([$"{Zero} {blob} refs/tags/big-{run}\0{Bands}"], [])), big]);
            using var response = new MemoryStream();

            var result = await ReceivePack.ReceiveAsync(served, body, response, new(), ApplyAsync, default);

            Assert.Null(result.Problem);
            Assert.True(Assert.Single(result.Outcomes).Moved);
            least = Math.Min(least, GC.GetTotalAllocatedBytes() - before);
        }

        Assert.InRange(least, 0, 30 * 1024 * 1024);
    }

    private static byte[] Body(string[] commands, byte[] pack)
    {
        var body = new ArrayBufferWriter<byte>();
        foreach (var command in commands)
            PktLine.Write(body, command);
        body.Write(PktLine.Flush.Span);
        body.Write(pack);
        return body.WrittenSpan.ToArray();
    }

    private static byte[] EmptyPack()
    {
        byte[] header = [.. "PACK"u8, 0, 0, 0, 2, 0, 0, 0, 0];
#pragma warning disable CA5350 // A pack ends with its SHA-1.
        return [.. header, .. SHA1.HashData(header)];
#pragma warning restore CA5350
    }

    private async Task<byte[]> PackAsync(params string[] revisions)
    {
        var name = Path.Combine(git.Root, "packed");
        var run = await git.RunAsync(
            local, Encoding.ASCII.GetBytes(string.Join('\n', revisions) + '\n'), "pack-objects", "--revs", "--no-reuse-delta", "-q", name);
        return await File.ReadAllBytesAsync($"{name}-{run.Output.Trim()}.pack");
    }

    private async Task<IReadOnlyList<RefOutcome>> ApplyAsync(IncomingPush push, CancellationToken cancellation)
    {
        await push.MigrateAsync();
        await push.MigrateAsync();
        return await served.UpdateRefsAsync(push.Commands, push.Atomic, cancellation);
    }

    private async Task<(ReceiveResult Result, string Answer)> ReceiveAsync(byte[] body, ReceiveLimits? limits = null)
    {
        using var request = new MemoryStream(body);
        using var response = new MemoryStream();
        var result = await ReceivePack.ReceiveAsync(served, request, response, limits ?? new(), ApplyAsync, default);
        return (result, Encoding.UTF8.GetString(response.ToArray()));
    }
}
