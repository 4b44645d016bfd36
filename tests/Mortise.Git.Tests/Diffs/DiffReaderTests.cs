using System.Text;
using Mortise.Git.Diffs;
using Mortise.Git.Objects;
using Mortise.Testing;

namespace Mortise.Git.Tests.Diffs;

public sealed class DiffReaderTests
{
    [Theory]
    [InlineData("diff --git a/a b.txt b/a b.txt\nold mode 100644\nnew mode 100755\n", "Modified a b.txt>a b.txt 100644>100755")]
    [InlineData("diff --git a/x b/x\nnew file mode 100644\nindex 000..e69\n", "Added >x >100644")]
    [InlineData("diff --git a/x b/x\ndeleted file mode 100644\nindex e69..000\n", "Removed x> 100644>")]
    [InlineData("diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n", "Modified x.png>x.png > binary")]
    [InlineData("diff --git a/one b/two\nsimilarity index 100%\nrename from one\nrename to two\n", "Renamed one>two >")]
    [InlineData("diff --git \"a/t\\tb\\303\\251\\\"\\\\\" \"b/t\\tb\\303\\251\\\"\\\\\"\ndeleted file mode 100644\n", "Removed t\tbé\"\\> 100644>")]
    [InlineData("diff --git a/b b/c b/b b/c\nnew file mode 100644\n", "Added >b b/c >100644")]
    [InlineData("diff --git a/x y b/x y\nindex 1..2 100644\n--- a/x y\t\n+++ b/x y\t\n@@ -1 +1 @@\n-a\n+b\n", "Modified x y>x y >|@@ -1 +1 @@|1,0-a|0,1+b")]
    [InlineData("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -3,3 +3,2 @@ void F()\n a\n--- a/y\n b\n", "Modified x>x >|@@ -3,3 +3,2 @@ void F()|3,3 a|4,0--- a/y|5,4 b")]
    [InlineData("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+@@ -1 +1 @@\n\\ No newline at end of file\n", "Modified x>x >|@@ -1 +1,2 @@|1,0-a$|0,1+a|0,2+@@ -1 +1 @@$")]
    [InlineData("diff --git a/l b/l\ndeleted file mode 100644\n--- a/l\n+++ /dev/null\n@@ -1 +0,0 @@\n-text\ndiff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+target\n\\ No newline at end of file\n", "Modified l>l 100644>120000|@@ -1 +0,0 @@|1,0-text|@@ -0,0 +1 @@|0,1+target$")]
    [InlineData("", "")]
    [InlineData("nothing of a diff\n@@ -1 +1 @@\n-a\n", "")]
    public async Task A_diff_is_read_as_git_writes_it(string diff, string expected)
    {
        var files = await ReadAsync(Encoding.UTF8.GetBytes(diff), new DiffLimits());

        Assert.Equal(expected, string.Join('\n', files.Select(Describe)));
    }

    [Fact]
    public async Task What_is_over_the_limits_is_passed_over_and_told()
    {
        var long1 = new string('é', 5000);
        var diff = $"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,3 @@\n+{long1}\n+b\n+c\n@@ -9,0 +13 @@\n+d\ndiff --git a/y b/y\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-o\n+n\n";

        var files = await ReadAsync(Encoding.UTF8.GetBytes(diff), new DiffLimits { LinesOfFile = 2, BytesOfLine = 100 });

        Assert.Equal((2, true, 1), (files[0].Lines, files[0].IsCut, files[0].Hunks.Count));
        Assert.Equal((new string('é', 49), true), (files[0].Hunks[0].Lines[0].Text, files[0].Hunks[0].Lines[0].IsCut));
        Assert.Equal(("y", 2, false), (files[1].New?.Text, files[1].Lines, files[1].IsCut));
    }

    [Fact]
    public async Task Text_that_is_no_utf_8_is_latin_1()
    {
        var files = await ReadAsync([.. "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+caf"u8, 0xE9, .. " au lait\n"u8], new DiffLimits());

        Assert.Equal("café au lait", files[0].Hunks[0].Lines[0].Text);
    }

    [Fact]
    public async Task Every_line_of_histories_by_chance_is_there_with_its_number()
    {
        using var git = new GitFixture();
        var path = await git.InitAsync("random.git");
        var histories = await new RandomHistories(seed: 20263).ImportAsync(git, path, 30);
        var repository = new GitRepository(path);
        var tips = (await repository.ListRefsAsync("refs/heads/")).ToLookup(entry => entry.Name.Short.Split('/')[0], entry => entry.Id);
        var seen = 0;
        foreach (var history in histories)
        {
            ObjectId[] ends = [.. tips[history.Name].Distinct()];
            var range = new DiffRange(ends[0], ends[^1]);
            var expected = await git.GitAsync(path, "diff", "-M", "--no-color", ends[0].ToString(), ends[^1].ToString());
            var stat = await repository.ReadDiffStatAsync(range, new DiffOptions(), 0, 1000, TestContext.Current.CancellationToken);

            var files = new List<FileDiff>();
            await foreach (var file in repository.ReadDiffAsync(range, new DiffOptions(), new DiffLimits(), TestContext.Current.CancellationToken))
                files.Add(file);

            Assert.Equal(stat.Changes.Select(change => (change.Kind, change.Old, change.New, change.Added, change.Removed)), files.Select(file => (file.Kind, file.Old, file.New, Count(file, DiffLineKind.Added), Count(file, DiffLineKind.Removed))));
            Assert.All(files.SelectMany(file => file.Hunks), hunk => Assert.Contains(Written(hunk), expected + "\n", StringComparison.Ordinal));
            seen += files.Count;
        }

        Assert.True(seen > 20);
    }

    private static int Count(FileDiff file, DiffLineKind kind) => file.Hunks.Sum(hunk => hunk.Lines.Count(line => line.Kind == kind));

    private static string Written(DiffHunk hunk) =>
        hunk.Head + "\n" + string.Concat(hunk.Lines.Select(line => $"{Sign(line)}{line.Text}\n{(line.EndsFile ? "\\ No newline at end of file\n" : "")}"));

    private static char Sign(DiffLine line) => line.Kind switch { DiffLineKind.Added => '+', DiffLineKind.Removed => '-', _ => ' ' };

    private static string Describe(FileDiff file) =>
        $"{file.Kind} {file.Old?.Text}>{file.New?.Text} {file.OldMode}>{file.NewMode}{(file.IsBinary ? " binary" : "")}"
        + string.Concat(file.Hunks.Select(hunk => "|" + hunk.Head + string.Concat(hunk.Lines.Select(line => $"|{line.Old},{line.New}{Sign(line)}{line.Text}{(line.EndsFile ? "$" : "")}"))));

    private static async Task<List<FileDiff>> ReadAsync(byte[] diff, DiffLimits limits)
    {
        var files = new List<FileDiff>();
        await foreach (var file in new DiffReader(new MemoryStream(diff), limits).ReadAsync(TestContext.Current.CancellationToken))
            files.Add(file);

        return files;
    }
}
