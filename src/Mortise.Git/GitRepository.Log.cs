using System.Text;
using Mortise.Git.Commands;
using Mortise.Git.Log;
using Mortise.Git.Objects;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>Starting points that a path's log looks up one by one, to go on from what they lead to.</summary>
    private const int MostLookedUp = 16;

    /// <summary>Reads a page of a log: by date, the newest first, and no commit before one of its descendants (<c>git log --date-order</c>).</summary>
    /// <param name="walk">The whole log, or the <see cref="CommitLogPage.Rest"/> of an earlier page. Every id must be that of a commit that is there.</param>
    /// <param name="skip">Commits to pass over first; that costs as much as showing them.</param>
    /// <param name="count">Commits of the page, at least 1.</param>
    /// <param name="cancellation">Kills git.</param>
    public async Task<CommitLogPage> ReadLogAsync(CommitWalk walk, int skip, int count, CancellationToken cancellation = default)
    {
        if (walk.Include.Count == 0)
            return new CommitLogPage([], null);

        // One commit more than wanted tells whether there is another page.
        skip += walk.Passed;
        var command = Command("rev-list", "--date-order", "--parents", $"--max-count={(long)skip + count + 1}", "--stdin") with { Paths = PathsOf(walk) };
        await using var git = GitProcess.Start(Literal(command));
        await git.FeedAsync([new MemoryStream(Input(walk))], cancellation);
        var lines = new RecordReader(git.Output, (byte)'\n');
        var frontier = new CommitFrontier(walk.Include);
        var ids = new List<ObjectId>(Math.Min(count, 100));
        var shown = new HashSet<ObjectId>();
        for (var at = 0L; at < (long)skip + count; at++)
        {
            if (await lines.NextAsync(cancellation) is not { } line)
            {
                (await git.WaitAsync(cancellation)).Require("rev-list");
                return new CommitLogPage(ids, null);
            }

            var commit = ObjectId.Parse(Encoding.ASCII.GetString(line, 0, ObjectId.HexLength));
            frontier.Pass(commit, Parents(line));
            shown.Add(commit);
            if (at >= skip)
                ids.Add(commit);
        }

        var more = await lines.NextAsync(cancellation) is not null;
        (await git.WaitAsync(cancellation)).Require("rev-list");
        return new CommitLogPage(ids, more ? await RestAsync(walk, frontier, shown, cancellation) : null);
    }

    /// <summary>
    /// A starting point that does not change the path is not shown itself, and git does not say what it led to: that is looked up, once for a log. It is
    /// one commit at most, for of a commit that changes nothing git follows one parent.
    /// </summary>
    private async Task<CommitWalk> RestAsync(CommitWalk walk, CommitFrontier frontier, HashSet<ObjectId> shown, CancellationToken cancellation)
    {
        ObjectId[] silent = walk.Path is null || walk.GoesOn ? [] : [.. walk.Include.Where(id => !shown.Contains(id))];
        if (silent.Length > MostLookedUp)
            return walk with { Passed = shown.Count };

        foreach (var id in silent)
        {
            var first = walk.Include.Count == 1 ? null : (await ReadLogAsync(walk with { Include = [id], Passed = 0, GoesOn = true }, 0, 1, cancellation)).Ids;
            if (first is [var found] && !shown.Contains(found))
                frontier.Replace(id, found);
            else
                frontier.Remove(id);
        }

        return walk with { Include = frontier.ToList(), Passed = 0, GoesOn = true };
    }

    /// <summary>The newest commits whose message holds a text, without regard to the case of letters.</summary>
    /// <param name="from">Where the search begins.</param>
    /// <param name="text">One line; no sign in it is a pattern.</param>
    /// <param name="count">Commits at most.</param>
    /// <param name="cancellation">Kills git, which may have to read the whole history.</param>
    public async Task<IReadOnlyList<ObjectId>> SearchLogAsync(IReadOnlyList<ObjectId> from, string text, int count, CancellationToken cancellation = default)
    {
        if (from.Count == 0)
            return [];

        var command = Command("rev-list", "--date-order", $"--max-count={count}", "--regexp-ignore-case", "--fixed-strings", $"--grep={text}", "--stdin");
        var output = await GitProcess.ReadAsync(command, cancellation, Input(new CommitWalk(from, [])));
        output.Exit.Require("rev-list");
        return [.. output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ObjectId.Parse)];
    }

    /// <summary>The commits that branches and tags name, each once, in the order of the references' names. Tags of other objects are left out.</summary>
    public async Task<IReadOnlyList<ObjectId>> ListTipsAsync(CancellationToken cancellation = default)
    {
        var output = await GitProcess.ReadAsync(Command("rev-list", "--no-walk=unsorted", "--branches", "--tags"), cancellation);
        output.Exit.Require("rev-list");
        return [.. output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ObjectId.Parse).Distinct()];
    }

    /// <summary>One of the best common ancestors of two commits; null: their histories have nothing in common.</summary>
    public async Task<ObjectId?> FindMergeBaseAsync(ObjectId one, ObjectId other, CancellationToken cancellation = default)
    {
        var output = await GitProcess.ReadAsync(Command("merge-base") with { Revisions = [one.ToString(), other.ToString()] }, cancellation);
        if (output.Exit is { Code: 1, Errors.Length: 0 })
            return null;

        output.Exit.Require("merge-base");
        return ObjectId.Parse(output.Text.Split('\n')[0]);
    }

    /// <summary>Paths mean themselves: no sign in them is a pattern.</summary>
    private static GitCommand Literal(GitCommand command) =>
        command with { Environment = new Dictionary<string, string>(command.Environment) { ["GIT_LITERAL_PATHSPECS"] = "1" } };

    private static string[]? PathsOf(CommitWalk walk) => walk.Path?.Trim('/') is { Length: > 0 } path ? [path] : null;

    private static byte[] Input(CommitWalk walk)
    {
        var input = new StringBuilder((walk.Include.Count + walk.Exclude.Count) * (ObjectId.HexLength + 2));
        foreach (var id in walk.Include)
            input.Append(id).Append('\n');
        foreach (var id in walk.Exclude)
            input.Append('^').Append(id).Append('\n');

        return Encoding.ASCII.GetBytes(input.ToString());
    }

    private static List<ObjectId> Parents(byte[] line)
    {
        var parents = new List<ObjectId>(2);
        for (var at = ObjectId.HexLength + 1; at + ObjectId.HexLength <= line.Length; at += ObjectId.HexLength + 1)
        {
            if (ObjectId.TryParse(line.AsSpan(at, ObjectId.HexLength), out var parent))
                parents.Add(parent);
        }

        return parents;
    }
}
