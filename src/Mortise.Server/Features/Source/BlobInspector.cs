using System.Collections.Concurrent;
using Mortise.Git;
using Mortise.Git.Objects;

namespace Mortise.Server.Features.Source;

/// <summary>Reads sizes of blobs, and from their beginnings whether they are binary; what it has looked at it keeps, within a bound.</summary>
/// <remarks>A blob never changes, so that what is kept is never stale; it is the same in every repository, and tells nothing of any. Thread-safe.</remarks>
internal sealed class BlobInspector(CatFilePool readers)
{
    /// <summary>As in git (<c>buffer_is_binary</c>).</summary>
    private const int Beginning = 8000;

    /// <summary>Smaller blobs are read whole, many at once; larger ones are begun one by one.</summary>
    private const int Small = 128 * 1024;

    private const int MostKept = 100_000;

    private readonly ConcurrentDictionary<ObjectId, BlobFacts> kept = new();

    /// <summary>The facts of each; one that is missing is left out.</summary>
    /// <param name="withContent">Whether the content is wanted as well as the size.</param>
    public async Task<IReadOnlyDictionary<ObjectId, BlobFacts>> ReadAsync(
        GitRepository git, IEnumerable<ObjectId> blobs, bool withContent, CancellationToken cancellation)
    {
        var found = new Dictionary<ObjectId, BlobFacts>();
        var unknown = new List<ObjectId>();
        foreach (var blob in blobs.Distinct())
        {
            if (kept.TryGetValue(blob, out var facts))
                found[blob] = facts;
            else
                unknown.Add(blob);
        }

        var reader = readers.Of(git);
        var infos = (await reader.InfoAsync(unknown, cancellation)).OfType<ObjectInfo>().ToArray();
        if (!withContent)
        {
            foreach (var info in infos)
                found[info.Id] = new BlobFacts(info.Size, false, false);
            return found;
        }

        foreach (var some in infos.Where(info => info.Size <= Small).Chunk(64))
        {
            foreach (var read in await reader.ReadAsync([.. some.Select(info => info.Id)], Small, cancellation))
                Keep(read.Info!.Value, read.Content);
        }

        foreach (var large in infos.Where(info => info.Size > Small))
        {
            using var beginning = new MemoryStream();
            await git.CopyBlobAsync(large.Id, 0, Beginning, beginning, cancellation);
            Keep(large, beginning.ToArray());
        }

        return found;

        void Keep(ObjectInfo info, ReadOnlySpan<byte> content)
        {
            var facts = new BlobFacts(info.Size, IsBinary(content), LfsPointer.Is(content, info.Size));
            found[info.Id] = facts;
            if (kept.Count >= MostKept)
                kept.Clear();
            kept[info.Id] = facts;
        }
    }

    private static bool IsBinary(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, Beginning)].Contains((byte)0);
}

/// <summary>The small file that stands in a repository for one that Git LFS keeps elsewhere.</summary>
internal static class LfsPointer
{
    /// <summary>Source: git-lfs, "Git LFS Specification": the first line, and less than 1,024 bytes.</summary>
    public static bool Is(ReadOnlySpan<byte> content, long size) => size < 1024 && content.StartsWith("version https://git-lfs.github.com/spec/v1\n"u8);
}
