using System.Globalization;
using Mortise.Git.Diffs;
using Mortise.Git.Log;
using Mortise.Git.Objects;
using Mortise.Testing;

namespace Mortise.Git.Tests.Log;

/// <summary>Two hundred histories by chance: what is read here is what the git client says.</summary>
public sealed class GitAgreesTests
{
    private const int Histories = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_of_a_log_are_what_git_log_shows_at_once(bool hasGraph)
    {
        using var git = new GitFixture();
        var path = await git.InitAsync("random.git");
        var histories = await new RandomHistories(seed: 20261).ImportAsync(git, path, hasGraph ? Histories : Histories / 4);
        if (hasGraph)
            await git.GitAsync(path, "commit-graph", "write", "--reachable", "--changed-paths");

        var repository = new GitRepository(path);
        var tips = (await repository.ListRefsAsync("refs/heads/")).ToLookup(entry => entry.Name.Short.Split('/')[0], entry => entry.Id);
        foreach (var history in histories)
        {
            var include = tips[history.Name].Distinct().ToArray();
            var excluded = history.Commits % 3 == 0 ? include[^1..] : [];
            var limited = history.Commits % 4 == 0 ? "src" : null;
            var expected = await git.GitAsync(
                path, ["log", "--date-order", "--format=%H", .. include.Select(id => id.ToString()), .. excluded.Select(id => $"^{id}"), "--", .. limited is null ? [] : (string[])[limited]]);

            var shown = await ReadAsync(repository, new CommitWalk(include, excluded) { Path = limited }, pageLen: 4);

            Assert.Equal((history.Name, expected), (history.Name, string.Join('\n', shown)));
        }
    }

    [Fact]
    public async Task How_far_branches_are_apart_is_what_git_counts_for_each()
    {
        using var git = new GitFixture();
        var path = await git.InitAsync("random.git");
        var histories = await new RandomHistories(seed: 20262).ImportAsync(git, path, 12);
        var repository = new GitRepository(path);
        var tips = (await repository.ListRefsAsync("refs/heads/")).ToLookup(entry => entry.Name.Short.Split('/')[0], entry => entry.Id);
        foreach (var history in histories)
        {
            var ends = tips[history.Name].ToArray();
            var counted = await repository.CountDivergenceAsync(ends[0], ends, most: 10_000);
            foreach (var (end, divergence) in ends.Zip(counted!))
            {
                var expected = await git.GitAsync(path, "rev-list", "--count", "--left-right", $"{end}...{ends[0]}");
                Assert.Equal((history.Name, expected), (history.Name, $"{divergence.Ahead}\t{divergence.Behind}"));
            }
        }

        // Histories that have nothing in common, and one commit too many.
        var (one, other) = (tips[histories[0].Name].First(), tips[histories[1].Name].First());
        var all = int.Parse(await git.GitAsync(path, "rev-list", "--count", one.ToString(), other.ToString()), CultureInfo.InvariantCulture);
        Assert.Equal(all, (await repository.CountDivergenceAsync(one, [other], all))!.Sum(apart => apart.Ahead + apart.Behind));
        Assert.Null(await repository.CountDivergenceAsync(one, [other], all - 1));
    }

    [Fact]
    public async Task Diffstats_and_merge_bases_are_those_of_git()
    {
        using var git = new GitFixture();
        var path = await git.InitAsync("random.git");
        var histories = await new RandomHistories(seed: 20262).ImportAsync(git, path, Histories);
        var repository = new GitRepository(path);
        var tips = (await repository.ListRefsAsync("refs/heads/")).ToLookup(entry => entry.Name.Short.Split('/')[0], entry => entry.Id);
        var graph = await ParentsAsync(git, path);
        foreach (var history in histories)
        {
            ObjectId[] ends = [.. tips[history.Name].Distinct()];
            var (one, other) = (ends[0], ends[^1]);
            var options = new DiffOptions { FindsRenames = history.Commits % 5 != 0, IgnoresWhitespace = history.Commits % 7 == 0 };

            var stat = await repository.ReadDiffStatAsync(new DiffRange(one, other), options, 0, 1000, TestContext.Current.CancellationToken);
            var part = await repository.ReadDiffStatAsync(new DiffRange(one, other), options, 1, 2, TestContext.Current.CancellationToken);
            var common = await repository.FindMergeBaseAsync(one, other, TestContext.Current.CancellationToken);

            string[] flags = [options.FindsRenames ? "-M" : "--no-renames", .. options.IgnoresWhitespace ? (string[])["-w"] : []];
            var expected = await git.GitAsync(path, ["diff", "--numstat", "-z", .. flags, one.ToString(), other.ToString()]);
            Assert.Equal((history.Name, expected), (history.Name, string.Concat(stat.Changes.Select(Numstat))));
            Assert.Equal(stat.Changes.Count, stat.Total);
            Assert.Equal((stat.Total, string.Concat(stat.Changes.Skip(1).Take(2).Select(Numstat))), (part.Total, string.Concat(part.Changes.Select(Numstat))));
            Assert.Equal((history.Name, true), (history.Name, IsBestCommonAncestor(graph, common, one, other)));
        }
    }

    private static string Numstat(FileChange change)
    {
        var lines = change.IsBinary ? "-\t-\t" : $"{change.Added}\t{change.Removed}\t";
        return change.Kind == ChangeKind.Renamed ? $"{lines}\0{change.Old}\0{change.New}\0" : $"{lines}{change.New ?? change.Old}\0";
    }

    private static async Task<Dictionary<ObjectId, ObjectId[]>> ParentsAsync(GitFixture git, string path)
    {
        var lines = (await git.GitAsync(path, "rev-list", "--all", "--parents")).Split('\n');
        return lines.Select(line => line.Split(' ').Select(ObjectId.Parse).ToArray()).ToDictionary(ids => ids[0], ids => ids[1..]);
    }

    /// <summary>By the definition, without git: common to both, and no other common ancestor descends from it.</summary>
    private static bool IsBestCommonAncestor(Dictionary<ObjectId, ObjectId[]> parents, ObjectId? found, ObjectId one, ObjectId other)
    {
        var common = Ancestors(one).Intersect(Ancestors(other)).ToHashSet();
        return found is { } id
            ? common.Contains(id) && !common.Any(another => another != id && Ancestors(another).Contains(id))
            : common.Count == 0;

        HashSet<ObjectId> Ancestors(ObjectId tip)
        {
            var seen = new HashSet<ObjectId>();
            var open = new Stack<ObjectId>([tip]);
            while (open.TryPop(out var next))
            {
                if (seen.Add(next))
                    Array.ForEach(parents[next], open.Push);
            }

            return seen;
        }
    }

    private static async Task<List<ObjectId>> ReadAsync(GitRepository repository, CommitWalk walk, int pageLen)
    {
        var shown = new List<ObjectId>();
        for (var rest = walk; rest is not null;)
        {
            var page = await repository.ReadLogAsync(rest, skip: 0, pageLen, TestContext.Current.CancellationToken);
            Assert.True(page.Ids.Count == pageLen || page.Rest is null);
            shown.AddRange(page.Ids);
            rest = page.Rest;
        }

        return shown;
    }
}
