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
    public async Task<IReadOnlyDictionary<GitPath, ObjectId>> FindLatestAsync(
        ObjectId tip, GitPath directory, IReadOnlyCollection<GitPath> entries, int most, CancellationToken cancellation = default)
    {
        var (open, found) = (entries.ToHashSet(), new Dictionary<GitPath, ObjectId>());
        if (open.Count == 0 || !directory.IsText)
            return found;

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
                return found;
            }

            if (record.Length == ObjectId.HexLength + 1 && record[0] == 1 && ObjectId.TryParse(record.AsSpan(1), out var next))
            {
                (commit, isFirst) = (next, true);
                continue;
            }

            // A newline stands between a commit and its first path.
            var path = record.AsSpan(isFirst && record is [(byte)'\n', ..] ? 1 : 0);
            isFirst = false;
            if (EntryOf(path, directory) is { } entry && open.Remove(entry))
                found.Add(entry, commit);
        }

        return found;
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
