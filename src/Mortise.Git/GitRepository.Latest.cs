using System.Runtime.CompilerServices;
using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Trees;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>The newest commit that changed each of some entries of a directory, or something below them; a merge only where it differs from all its parents.</summary>
    /// <param name="tip">Where the log begins.</param>
    /// <param name="directory">The root, or a directory of the tip.</param>
    /// <param name="entries">Paths directly in the directory.</param>
    /// <param name="most">Commits of the directory to look at, at least 1; entries that none of them changed are left out.</param>
    /// <param name="cancellation">Kills git.</param>
    /// <returns>Each entry once, as soon as it is found: whoever stops waiting keeps what came.</returns>
    public async IAsyncEnumerable<(GitPath Entry, ObjectId Commit)> ReadLatestAsync(
        ObjectId tip, GitPath directory, IReadOnlyCollection<GitPath> entries, int most, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var open = entries.ToHashSet();
        if (open.Count == 0 || !directory.IsText)
            yield break;

        var command = Command("log", "--format=%x01%H", "--name-only", "-z", "--no-renames", "--diff-merges=combined", "--no-show-signature", $"--max-count={most}") with
        {
            Revisions = [tip.ToString()],
            Paths = directory.IsRoot ? [] : [directory.Text],
        };
        await using var git = GitProcess.Start(Literal(command));
        var records = new RecordReader(git.Output, 0);
        var (commit, isFirst) = (default(ObjectId), false);
        while (open.Count > 0)
        {
            if (await records.NextAsync(cancellation) is not { } record)
            {
                (await git.WaitAsync(cancellation)).Require("log");
                yield break;
            }

            if (record.Length == ObjectId.HexLength + 1 && record[0] == 1 && ObjectId.TryParse(record.AsSpan(1), out var next))
            {
                (commit, isFirst) = (next, true);
                continue;
            }

            // A newline stands between a commit and its first path.
            var entry = EntryOf(record.AsSpan(isFirst && record is [(byte)'\n', ..] ? 1 : 0), directory);
            isFirst = false;
            if (entry is { } found && open.Remove(found))
                yield return (found, commit);
        }
    }

    /// <summary>The entry of a directory that a path is, or is below; null: it is not in there.</summary>
    private static GitPath? EntryOf(ReadOnlySpan<byte> path, GitPath directory)
    {
        if (!directory.IsRoot)
        {
            var above = directory.Bytes.Length;
            if (!path.StartsWith(directory.Bytes) || path.Length <= above + 1 || path[above] != (byte)'/')
                return null;

            path = path[(above + 1)..];
        }

        var end = path.IndexOf((byte)'/');
        var name = end < 0 ? path : path[..end];
        return name.IsEmpty ? null : directory.Append(name);
    }
}
