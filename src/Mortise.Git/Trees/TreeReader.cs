using System.Runtime.CompilerServices;
using Mortise.Git.Objects;

namespace Mortise.Git.Trees;

/// <summary>Finds and lists what is in a tree. It keeps what it has read, within a bound: one for a request, over one repository. Not thread-safe.</summary>
public sealed class TreeReader(ObjectReader objects)
{
    /// <summary>Bytes; a larger tree (a directory of about a hundred thousand files) throws a <see cref="TreeTooLargeException"/>. So many are also read at once.</summary>
    public const int MaxTreeBytes = 8 * 1024 * 1024;

    private const int MostAtOnce = 256;

    /// <summary>Bytes of trees that are kept; with more it begins anew.</summary>
    private const long MostKept = 32 * 1024 * 1024;

    private readonly Dictionary<ObjectId, IReadOnlyList<NamedEntry>> known = [];
    private long kept;

    /// <summary>What is at a path below the tree; null: nothing. The root is a directory.</summary>
    public async Task<TreeEntry?> FindAsync(ObjectId tree, GitPath path, CancellationToken cancellation = default)
    {
        var found = new TreeEntry(GitPath.Root, TreeEntryKind.Directory, tree);
        foreach (var name in path.Names())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!found.IsDirectory || (await ReadAsync([found.Id], cancellation))[0].FirstOrDefault(entry => entry.Name.AsSpan().SequenceEqual(name)) is not { } next)
                return null;

            found = new TreeEntry(found.Path.Append(name), next.Kind, next.Id);
        }

        return found;
    }

    /// <summary>The entries of a directory and of those below it, breadth first; trees of one level are asked for together, as many as are small enough.</summary>
    /// <param name="directory">The tree to begin with.</param>
    /// <param name="maxDepth">Levels of directories to open, at least 1: that one alone.</param>
    /// <param name="maxEntries">At most so many are answered.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<TreeListing> ListAsync(TreeEntry directory, int maxDepth, int maxEntries, CancellationToken cancellation = default)
    {
        var entries = new List<TreeEntry>();
        var level = new List<TreeEntry> { directory };
        for (var depth = 1; depth <= maxDepth && level.Count > 0; depth++)
        {
            var below = new List<TreeEntry>();
            await foreach (var some in TogetherAsync(level, cancellation))
            {
                var trees = await ReadAsync([.. some.Select(one => one.Id)], cancellation);
                for (var at = 0; at < some.Count; at++)
                {
                    if (entries.Count + trees[at].Count > maxEntries)
                        return new TreeListing(entries, IsCut: true);

                    var read = trees[at].Select(entry => new TreeEntry(some[at].Path.Append(entry.Name), entry.Kind, entry.Id)).ToArray();
                    entries.AddRange(read);
                    below.AddRange(read.Where(entry => entry.IsDirectory));
                }
            }

            level = below;
        }

        return new TreeListing(entries, IsCut: false);
    }

    /// <summary>Directories in their order, parted so that the trees of each part have no more bytes than one may have.</summary>
    private async IAsyncEnumerable<IReadOnlyList<TreeEntry>> TogetherAsync(List<TreeEntry> directories, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var some in directories.Chunk(MostAtOnce))
        {
            var infos = some.Length == 1 ? [] : await objects.InfoAsync([.. some.Select(one => one.Id)], cancellation);
            var (first, bytes) = (0, 0L);
            for (var at = 0; at < infos.Count; at++)
            {
                var size = infos[at]?.Size ?? 0;
                if (at > first && bytes + size > MaxTreeBytes)
                {
                    yield return some[first..at];
                    (first, bytes) = (at, 0);
                }

                bytes += size;
            }

            yield return some[first..];
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<NamedEntry>>> ReadAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellation)
    {
        if (kept > MostKept)
        {
            known.Clear();
            kept = 0;
        }

        var missing = ids.Where(id => !known.ContainsKey(id)).Distinct().ToArray();
        var contents = await objects.ReadAsync(missing, MaxTreeBytes, cancellation);
        for (var at = 0; at < missing.Length; at++)
        {
            if (contents[at] is { Info.Type: ObjectType.Tree, IsTooLarge: true })
                throw new TreeTooLargeException($"The directory {missing[at]} has more than {MaxTreeBytes} bytes of entries");

            if (contents[at] is not { Info.Type: ObjectType.Tree, Content: { } bytes })
                throw new Commands.GitException($"{missing[at]} is not a tree");

            known[missing[at]] = Parse(bytes);
            kept += bytes.Length;
        }

        return [.. ids.Select(id => known[id])];
    }

    /// <summary>A tree's content: for each entry its mode in octal digits, a blank, the name, NUL, and 20 bytes of id. Source: Git book, "Git Objects".</summary>
    private static List<NamedEntry> Parse(ReadOnlySpan<byte> tree)
    {
        var entries = new List<NamedEntry>();
        while (!tree.IsEmpty)
        {
            var blank = tree.IndexOf((byte)' ');
            var end = tree.IndexOf((byte)0);
            if (blank < 0 || end < blank || tree.Length < end + 1 + ObjectId.ByteLength)
                throw new Commands.GitException("A tree ends in the middle of an entry");

            var id = new ObjectId(tree.Slice(end + 1, ObjectId.ByteLength));
            entries.Add(new NamedEntry(tree[(blank + 1)..end].ToArray(), KindOf(tree[..blank]), id));
            tree = tree[(end + 1 + ObjectId.ByteLength)..];
        }

        return entries;
    }

    private static TreeEntryKind KindOf(ReadOnlySpan<byte> mode)
    {
        var number = 0;
        foreach (var digit in mode)
            number = number * 8 + (digit - '0');

        return (number >> 12) switch
        {
            4 => TreeEntryKind.Directory,
            10 => TreeEntryKind.Link,
            14 => TreeEntryKind.Submodule,
            _ => (number & 0b001_000_000) != 0 ? TreeEntryKind.Executable : TreeEntryKind.File,
        };
    }

    private sealed record NamedEntry(byte[] Name, TreeEntryKind Kind, ObjectId Id);
}
