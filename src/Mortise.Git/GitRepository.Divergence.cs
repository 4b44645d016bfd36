using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Log;
using Mortise.Git.Objects;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>Commits that one call of <see cref="CountDivergenceAsync"/> measures: each has a bit of a word, and so has what they are measured against.</summary>
    public const int MostMeasured = 63;

    /// <summary>How far each of some commits has gone apart from <paramref name="from"/>.</summary>
    /// <remarks>
    /// One walk for all of them, from their tips to the newest commit that all reach: descendants come first, and each hands on to its parents which tips reach it.
    /// git 2.41 has <c>%(ahead-behind)</c> for this, and the oldest that serves here does not.
    /// </remarks>
    /// <param name="from">Such as the tip of the main branch.</param>
    /// <param name="tips">At most <see cref="MostMeasured"/>, all there.</param>
    /// <param name="most">Commits of the walk, at least 1.</param>
    /// <param name="cancellation">Kills git.</param>
    /// <returns>In the order of the tips; null: the walk is longer than <paramref name="most"/>.</returns>
    public async Task<IReadOnlyList<Divergence>?> CountDivergenceAsync(ObjectId from, IReadOnlyList<ObjectId> tips, int most, CancellationToken cancellation = default)
    {
        if (tips.Count > MostMeasured)
            throw new ArgumentException($"At most {MostMeasured} tips are measured at once", nameof(tips));

        if (tips.Count == 0)
            return [];

        var reached = new Dictionary<ObjectId, ulong> { [from] = 1 };
        for (var at = 0; at < tips.Count; at++)
            reached[tips[at]] = reached.GetValueOrDefault(tips[at]) | (2UL << at);

        var walk = new CommitWalk([.. reached.Keys], await FindCommonAsync([.. reached.Keys], cancellation));
        await using var git = GitProcess.Start(Command("rev-list", "--topo-order", "--parents", $"--max-count={(long)most + 1}", "--stdin"));
        await git.FeedAsync([new MemoryStream(Input(walk))], cancellation);
        var lines = new RecordReader(git.Output, (byte)'\n');
        var (ahead, behind) = (new int[tips.Count], new int[tips.Count]);
        for (var read = 0; await lines.NextAsync(cancellation) is { } line; read++)
        {
            if (read == most)
                return null;

            if (!reached.Remove(ObjectId.Parse(Encoding.ASCII.GetString(line, 0, ObjectId.HexLength)), out var by))
                continue;

            Count(by, ahead, behind);
            foreach (var parent in Parents(line))
                reached[parent] = reached.GetValueOrDefault(parent) | by;
        }

        (await git.WaitAsync(cancellation)).Require("rev-list");
        return [.. ahead.Zip(behind, static (more, less) => new Divergence(more, less))];
    }

    private static void Count(ulong by, int[] ahead, int[] behind)
    {
        var counts = (by & 1) == 0 ? ahead : behind;
        var wanted = (by & 1) == 0;
        for (var at = 0; at < counts.Length; at++)
        {
            if (((by & (2UL << at)) != 0) == wanted)
                counts[at]++;
        }
    }

    /// <summary>The best commit that all reach; empty: there is none.</summary>
    private async Task<IReadOnlyList<ObjectId>> FindCommonAsync(IReadOnlyList<ObjectId> commits, CancellationToken cancellation)
    {
        var output = await GitProcess.ReadAsync(Command("merge-base", "--octopus") with { Revisions = [.. commits.Select(id => id.ToString())] }, cancellation);
        if (output.Exit is { Code: 1, Errors.Length: 0 })
            return [];

        output.Exit.Require("merge-base");
        return [ObjectId.Parse(output.Text.Split('\n')[0])];
    }
}
