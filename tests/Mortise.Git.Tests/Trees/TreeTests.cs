using System.Globalization;
using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Refs;
using Mortise.Git.Trees;
using Mortise.Testing;

namespace Mortise.Git.Tests.Trees;

/// <summary>Listings, histories, archives, forks and uploads, held against the git client.</summary>
public sealed class TreeTests : IAsyncDisposable
{
    private static readonly CommitSignature Ada = new("Ada <Lovelace>\n", "ada@example.com", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(1)));

    private readonly GitFixture git = new();
    private readonly CatFilePool pool = new(TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync();
        git.Dispose();
    }

    [Fact]
    public async Task Listings_of_random_trees_are_what_ls_tree_says()
    {
        var random = new Random(20260122);
        var path = await git.InitAsync("r");
        string[] names = ["a", "a.b", "a-b", "B", "käse", "with blank", "q\"t", "\u65e5\u672c", "%41", "-x", "tab\t", "z"];
        for (var round = 0; round < 12; round++)
        {
            var script = new StringBuilder($"commit refs/heads/b{round}\ncommitter A <a@x> {1000 + round} +0000\ndata 1\nx\n");
            for (var file = 0; file < 40; file++)
            {
                var parts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => names[random.Next(names.Length)]).ToArray();
                var mode = random.Next(8) switch { 0 => "100755", 1 => "120000", 2 => "160000", _ => "100644" };
                var name = GitPath.Of(string.Join('/', parts)).Escaped;
                script.Append(CultureInfo.InvariantCulture, $"M {mode} {(mode == "160000" ? new string('1', 40) : "inline")} {(name[0] == '"' ? name : $"\"{name}\"")}\n");
                if (mode != "160000")
                    script.Append(CultureInfo.InvariantCulture, $"data 2\n{file:00}\n");
            }

            Assert.Equal(0, (await git.RunAsync(path, Encoding.UTF8.GetBytes(script.Append('\n').ToString()), "fast-import", "--quiet")).Code);
        }

        var repository = new GitRepository(path);
        var reader = new TreeReader(pool.Of(repository));
        for (var round = 0; round < 12; round++)
        {
            var expected = (await git.GitAsync(path, "ls-tree", "-r", "-t", "-z", $"b{round}")).Split('\0', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
            var tree = ObjectId.Parse(await git.GitAsync(path, "rev-parse", $"b{round}^{{tree}}"));
            var listing = await reader.ListAsync(new TreeEntry(GitPath.Root, TreeEntryKind.Directory, tree), 100, 10_000);

            Assert.False(listing.IsCut);
            Assert.Equal(expected, listing.Entries.Select(Line).ToHashSet());
            Assert.Equal(expected.Count, listing.Entries.Count);
            var depths = listing.Entries.Select(entry => entry.Path.Names().Count).ToArray();
            Assert.Equal(depths.Order(), depths);
            foreach (var entry in listing.Entries.Take(20))
                Assert.Equal(entry, await reader.FindAsync(tree, entry.Path));
        }
    }

    [Fact]
    public async Task Listings_of_two_hundred_histories_are_what_ls_tree_says()
    {
        var path = await git.InitAsync("random.git");
        await new RandomHistories(seed: 20261).ImportAsync(git, path, 200);
        var repository = new GitRepository(path);
        var reader = new TreeReader(pool.Of(repository));
        var trees = (await git.GitAsync(path, "for-each-ref", "--format=%(tree)", "refs/heads")).Split('\n').Distinct().ToArray();
        foreach (var tree in trees)
        {
            var expected = (await git.GitAsync(path, "ls-tree", "-r", "-t", "-z", tree)).Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
            var listing = await reader.ListAsync(new TreeEntry(GitPath.Root, TreeEntryKind.Directory, ObjectId.Parse(tree)), 100, 10_000);

            Assert.Equal(expected, listing.Entries.Select(Line).Order(StringComparer.Ordinal));
        }

        Assert.True(trees.Length >= 200, $"Only {trees.Length} trees differ");
    }

    [Fact]
    public async Task A_listing_stops_at_its_depth_and_at_its_bound_and_finds_nothing_where_nothing_is()
    {
        var path = await git.InitAsync("r");
        await git.CommitAsync(path, "main", "x", ("a/b/c", "1"), ("a/d", "2"), ("e", "3"));
        var tree = new TreeEntry(GitPath.Root, TreeEntryKind.Directory, ObjectId.Parse(await git.GitAsync(path, "rev-parse", "main^{tree}")));
        var reader = new TreeReader(pool.Of(new GitRepository(path)));

        Assert.Equal(["a", "e"], (await reader.ListAsync(tree, 1, 100)).Entries.Select(entry => entry.Path.Text));
        Assert.Equal(["a", "e", "a/b", "a/d"], (await reader.ListAsync(tree, 2, 100)).Entries.Select(entry => entry.Path.Text));
        Assert.True((await reader.ListAsync(tree, 3, 4)).IsCut);
        Assert.Equal(5, (await reader.ListAsync(tree, 3, 5)).Entries.Count);
        foreach (var absent in (string[])["b", "e/f", "a/b/c/d", "A", "a/b/C"])
            Assert.Null(await reader.FindAsync(tree.Id, GitPath.Of(absent)));
    }

    [Fact]
    public async Task A_history_follows_renames_unless_told_not_to_and_part_of_a_blob_is_read()
    {
        var path = await git.InitAsync("r");
        var text = string.Concat(Enumerable.Range(0, 50).Select(line => $"line {line}\n"));
        var first = await git.CommitAsync(path, "main", "made", ("old [1].txt", text));
        var second = await git.CommitAsync(path, "main", "moved", ("old [1].txt", null), ("new/\u00e4.txt", text));
        await git.CommitAsync(path, "main", "elsewhere", ("other", "x"));
        var fourth = await git.CommitAsync(path, "main", "removed", ("new/\u00e4.txt", null));
        var repository = new GitRepository(path);

        var followed = await ListAsync(GitPath.Of("new/\u00e4.txt"), true);
        var plain = await ListAsync(GitPath.Of("new/\u00e4.txt"), false);
        var absent = await ListAsync(GitPath.Of("old*"), true);

        Assert.Equal([(fourth, "new/\u00e4.txt"), (second, "new/\u00e4.txt"), (first, "old [1].txt")], followed.Select(change => (change.Commit.ToString(), change.Path.Text)));
        Assert.Equal([fourth, second], plain.Select(change => change.Commit.ToString()));
        Assert.Equal([null, TreeEntryKind.File], plain.Select(change => change.Kind));
        Assert.Empty(absent);
        using var part = new MemoryStream();
        await repository.CopyBlobAsync(plain[1].Blob, 7, 12, part);
        Assert.Equal(text.Substring(7, 12), Encoding.UTF8.GetString(part.ToArray()));
        await Assert.ThrowsAsync<GitException>(() => repository.CopyBlobAsync(plain[1].Blob, 0, text.Length + 1, Stream.Null));

        async Task<List<PathChange>> ListAsync(GitPath file, bool follow)
        {
            var changes = new List<PathChange>();
            await foreach (var change in PathHistory.ReadAsync(repository, ObjectId.Parse(fourth), file, follow))
                changes.Add(change);
            return changes;
        }
    }

    [Fact]
    public async Task A_commit_is_made_of_files_and_stays_apart_until_it_is_migrated()
    {
        var path = await git.InitAsync("r");
        var parent = ObjectId.Parse(await git.CommitAsync(path, "main", "x", ("keep", "1"), ("gone", "2"), ("dir/file", "3")));
        var content = git.PathOf("content");
        await File.WriteAllBytesAsync(content, [0, 1, 2, 255, 10]);
        var repository = new GitRepository(path);
        var draft = new CommitDraft(parent, Ada, Ada, "Käse\n\n# kept",
        [
            new(GitPath.Of("gone"), null, null), new(GitPath.Of("dir/file"), null, null), new(GitPath.Of("dir"), TreeEntryKind.Link, content),
            new(GitPath.Of("a \"b\"\n/\u00e4"), TreeEntryKind.Executable, content), new(GitPath.Of([0xFF, 0xE9]), TreeEntryKind.File, content),
        ]);

        var (upload, problem) = await CommitUpload.CreateAsync(repository, draft);

        Assert.Null(problem);
        Assert.NotEqual(0, (await git.TryGitAsync(path, "cat-file", "-e", upload!.Id.ToString())).Code);
        await upload.MigrateAsync();
        upload.Dispose();
        var id = upload.Id.ToString();
        Assert.Equal("Käse\n\n# kept", await git.GitAsync(path, "show", "-s", "--format=%B", id));
        Assert.Equal($"{parent} Ada Lovelace <ada@example.com> 2026-02-03T04:05:06+01:00", await git.GitAsync(path, "show", "-s", "--format=%P %an <%ae> %aI", id));
        Assert.Equal(
            ["100644 \"\\377\\351\"", "100644 keep", "100755 \"a \\\"b\\\"\\n/\\303\\244\"", "120000 dir"],
            (await git.GitAsync(path, "ls-tree", "-r", "--format=%(objectmode) %(path)", id)).Split('\n').Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetDirectories(Path.Combine(path, "objects"), "tmp_*"));
        Assert.Equal(["refs/heads/main"], (await repository.ListRefsAsync()).Select(entry => entry.Name.Value));
        Assert.True((await repository.FsckAsync()).Sound);

        var (refused, why) = await CommitUpload.CreateAsync(repository, draft with { Changes = [new(GitPath.Of("a/git~1"), TreeEntryKind.File, content)] });
        Assert.Null(refused);
        Assert.Contains("hasDotgit", why, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(path, "objects"), "tmp_*"));
    }

    [Fact]
    public async Task A_fork_shares_objects_and_outlives_its_parent()
    {
        var path = await git.InitAsync("parent");
        await git.CommitManyAsync(path, "main", 30);
        await git.GitAsync(path, "repack", "-adq");
        var loose = await git.CommitAsync(path, "side", "x", ("a", "1"));
        await git.TagAsync(path, "v1", "main", "one");
        await git.GitAsync(path, "update-ref", "refs/pull-requests/1", loose);
        var expected = await git.GitAsync(path, "for-each-ref", "refs/heads", "refs/tags");
        var fork = new GitRepository(git.PathOf("fork"));

        await new GitRepository(path).ForkAsync(fork.Path, BranchName.Parse("side"));
        Directory.Delete(path, recursive: true);

        Assert.Equal(expected, await git.GitAsync(fork.Path, "for-each-ref"));
        Assert.True((await fork.FsckAsync()).Sound);
        Assert.Equal("side", (await fork.FindHeadAsync())?.Target.Short);
        Assert.True(await fork.MaintainAsync());
        Assert.True((await fork.FsckAsync()).Sound);
    }

    [Theory]
    [InlineData(ArchiveFormat.Zip, 'P')]
    [InlineData(ArchiveFormat.TarGz, 0x1f)]
    public async Task An_archive_holds_the_files_of_a_commit(ArchiveFormat format, int first)
    {
        var path = await git.InitAsync("r");
        var commit = ObjectId.Parse(await git.CommitAsync(path, "main", "x", ("a/\u00e4 b.txt", "hello")));
        using var archive = new MemoryStream();

        var exit = await new GitRepository(path).ArchiveAsync(commit, format, "acme-rocket/", archive);

        Assert.True(exit.Succeeded, exit.Reason);
        Assert.Equal(first, archive.ToArray()[0]);
        archive.Position = 0;
        var names = new List<string>();
        if (format == ArchiveFormat.Zip)
        {
            using var zip = new System.IO.Compression.ZipArchive(archive);
            names.AddRange(zip.Entries.Select(entry => entry.FullName));
        }
        else
        {
            await using var plain = new System.IO.Compression.GZipStream(archive, System.IO.Compression.CompressionMode.Decompress);
            await using var tar = new System.Formats.Tar.TarReader(plain);
            while (await tar.GetNextEntryAsync() is { } entry)
                names.Add(entry.Name);
        }

        Assert.Contains("acme-rocket/a/\u00e4 b.txt", names);
    }

    private static string Line(TreeEntry entry) => entry.Kind switch
    {
        TreeEntryKind.Directory => $"040000 tree {entry.Id}\t{entry.Path}",
        TreeEntryKind.Submodule => $"160000 commit {entry.Id}\t{entry.Path}",
        TreeEntryKind.Link => $"120000 blob {entry.Id}\t{entry.Path}",
        TreeEntryKind.Executable => $"100755 blob {entry.Id}\t{entry.Path}",
        _ => $"100644 blob {entry.Id}\t{entry.Path}",
    };
}
