using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mortise.Git;
using Mortise.Git.Commands;
using Mortise.Git.Diffs;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Bench;

/// <summary>A history of 100,000 commits: its log by pages, its commits, and what changed in it, beside git itself.</summary>
internal static class CommitBench
{
    private const int Commits = 100_000;
    private const int PageLen = 30;
    private const int Rounds = 9;
    private const int Read = 1_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mortise-bench-").FullName;
        try
        {
            var path = Path.Combine(folder, "deep.git");
            await GitRepository.InitAsync(path, BranchName.Parse("main"));
            var git = new GitRepository(path);
            await ImportAsync(git);
            await git.MaintainAsync();
            await using var readers = new CatFilePool(TimeProvider.System);
            await LogAsync(git, readers.Of(git));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task LogAsync(GitRepository git, ObjectReader reader)
    {
        var start = new CommitWalk([(await git.FindRefAsync(BranchName.Parse("main").Ref))!.Value], []);
        var deep = (await git.ReadLogAsync(start, 0, Commits * 9 / 10)).Rest!;
        var ids = (await git.ReadLogAsync(start, 0, Read)).Ids;
        var (first, last, commits, yardstick, stat, numstat) = (Figures(), Figures(), Figures(), Figures(), Figures(), Figures());
        var range = new DiffRange(deep.Include[0], start.Include[0]);
        for (var round = 0; round < Rounds; round++)
        {
            await TimeAsync(first, () => PageAsync(git, reader, start));
            await TimeAsync(last, () => PageAsync(git, reader, deep));
            await TimeAsync(commits, () => reader.ReadCommitsAsync(ids));
            await TimeAsync(yardstick, () => GitProcess.ReadAsync(git.Command("cat-file", "--batch", "--buffer"), default, Encoding.ASCII.GetBytes(string.Join('\n', ids) + "\n")));
            await TimeAsync(stat, () => git.ReadDiffStatAsync(range, new DiffOptions(), 0, 500));
            await TimeAsync(numstat, () => GitProcess.ReadAsync(
                git.Command("diff-tree", "-r", "-M", "--numstat", "-z") with { Revisions = [$"{range.Old}", $"{range.New}"] }, default));
        }

        Report.Ratio($"commit log, page {Commits * 9 / 10 / PageLen:N0} ÷ page 1 (time)", Ratios(last, first), 1.5, 1.1, lessIsBetter: true);
        Report.Ratio($"reading {Read:N0} commits ÷ a git cat-file of its own (time)", Ratios(commits, yardstick), 1.5, 1.0, lessIsBetter: true);
        Report.Ratio("diffstat ÷ git diff-tree --numstat (time)", Ratios(stat, numstat), 1.5, 1.1, lessIsBetter: true);
    }

    private static async Task PageAsync(GitRepository git, ObjectReader reader, CommitWalk walk) =>
        await reader.ReadCommitsAsync((await git.ReadLogAsync(walk, 0, PageLen)).Ids);

    private static List<double> Figures() => new(Rounds);

    private static IEnumerable<double> Ratios(List<double> ours, List<double> theirs) => ours.Zip(theirs, (our, their) => our / their).Skip(1);

    private static async Task TimeAsync(List<double> figures, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        figures.Add(watch.Elapsed.TotalSeconds);
    }

    private static async Task ImportAsync(GitRepository git)
    {
        using var stream = new MemoryStream();
        for (var mark = 1; mark <= Commits; mark++)
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"commit refs/heads/main\nmark :{mark}\ncommitter Ada <ada@example.com> {1_700_000_000 + mark} +0000\ndata 7\nchange\n");
            if (mark > 1)
                text.Append(CultureInfo.InvariantCulture, $"from :{mark - 1}\n");
            if (mark % 20 == 0)
                text.Append(CultureInfo.InvariantCulture, $"merge :{mark - 10}\n");

            text.Append(CultureInfo.InvariantCulture, $"M 100644 inline d{mark % 50}/f{mark % 1000}.txt\ndata 9\n{mark:000000000}\n\n");
            stream.Write(Encoding.ASCII.GetBytes(text.ToString()));
        }

        stream.Write("done\n"u8);
        (await GitProcess.ReadAsync(git.Command("fast-import", "--quiet", "--date-format=raw", "--done"), default, stream.ToArray())).Exit.Require("fast-import");
    }
}
