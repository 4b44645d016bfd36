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
