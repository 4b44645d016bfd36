using System.Buffers.Text;
using Mortise.Git.Commands;
using Mortise.Git.Trees;

namespace Mortise.Git.Diffs;

/// <summary>Reads <c>git diff-tree --raw --numstat -z</c>: first what became of every file, then the lines of each.</summary>
/// <remarks>
/// Only the part that is asked for is kept, however many files changed. Where whitespace is ignored git counts nothing for a file without another change,
/// so that only the second list tells which files there are: then all are kept, up to a bound.
/// </remarks>
internal sealed class DiffStatReader(RecordReader records, long offset, int count, bool ignoresWhitespace)
{
    /// <summary>Files that are kept where whitespace is ignored; more throws a <see cref="DiffTooLargeException"/>.</summary>
    public const int MostKept = 200_000;

    private readonly List<FileChange> kept = [];
    private int total;

    public async Task<DiffStat> ReadAsync(CancellationToken cancellation)
    {
        var record = await records.NextAsync(cancellation);
        while (record is [(byte)':', ..])
        {
            var status = record[record.AsSpan().LastIndexOf((byte)' ') + 1];
            var old = await PathAsync(cancellation);
            Keep(status switch
            {
                (byte)'A' => new FileChange(ChangeKind.Added, null, old),
                (byte)'D' => new FileChange(ChangeKind.Removed, old, null),
                (byte)'R' => new FileChange(ChangeKind.Renamed, old, await PathAsync(cancellation)),
                _ => new FileChange(ChangeKind.Modified, old, old),
            });
            record = await records.NextAsync(cancellation);
        }

        var counted = await CountAsync(record, cancellation);
        return ignoresWhitespace
            ? new DiffStat([.. counted.Skip((int)Math.Min(offset, counted.Count)).Take(count)], counted.Count)
            : new DiffStat(counted, total);
    }

    private void Keep(FileChange change)
    {
        if (ignoresWhitespace || (total >= offset && total < offset + count))
            kept.Add(change);
        if (ignoresWhitespace && kept.Count > MostKept)
            throw new DiffTooLargeException($"More than {MostKept} files changed");

        total++;
    }

    /// <summary>Both lists have one order; the second may leave files out.</summary>
    private async Task<List<FileChange>> CountAsync(byte[]? record, CancellationToken cancellation)
    {
        var counted = new List<FileChange>(kept.Count);
        for (var at = 0; record is not null && at < kept.Count; record = await records.NextAsync(cancellation))
        {
            var (added, removed, path) = Split(record);
            if (path.Length == 0)
            {
                await records.NextAsync(cancellation);                                      // of a rename: the old path, then the new
                path = await records.NextAsync(cancellation) ?? throw new GitException("git diff-tree ended in the middle of a rename");
            }

            var place = GitPath.Of(path);
            var found = ignoresWhitespace ? kept.FindIndex(at, change => change.Last == place) : kept[at].Last == place ? at : -1;
            if (found < 0)
                continue;

            counted.Add(kept[found] with { Added = added ?? 0, Removed = removed ?? 0, IsBinary = added is null });
            at = found + 1;
        }

        return counted;
    }

    private static (int? Added, int? Removed, byte[] Path) Split(byte[] record)
    {
        var first = record.AsSpan().IndexOf((byte)'\t');
        var second = first + 1 + record.AsSpan(first + 1).IndexOf((byte)'\t');
        return (Number(record.AsSpan(0, first)), Number(record.AsSpan(first + 1, second - first - 1)), record[(second + 1)..]);
    }

    private static int? Number(ReadOnlySpan<byte> digits) => Utf8Parser.TryParse(digits, out int number, out _) ? number : null;

    private async Task<GitPath> PathAsync(CancellationToken cancellation) =>
        GitPath.Of(await records.NextAsync(cancellation) ?? throw new GitException("git diff-tree ended in the middle of a change"));
}

/// <summary>More files changed than one answer may go through.</summary>
public sealed class DiffTooLargeException : Exception
{
    public DiffTooLargeException()
    {
    }

    public DiffTooLargeException(string message)
        : base(message)
    {
    }

    public DiffTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
