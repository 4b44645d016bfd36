namespace Mortise.Git.Objects;

/// <summary>What came of reading an object into memory.</summary>
/// <param name="Info">The object; null: it is missing.</param>
/// <param name="Content">Its bytes; null: it is missing, or larger than the caller allowed.</param>
public readonly record struct ObjectContent(ObjectInfo? Info, byte[]? Content)
{
    public bool IsTooLarge => Info is not null && Content is null;
}

/// <summary>Reads the objects of one repository through a <see cref="CatFilePool"/>. Thread-safe.</summary>
public sealed class ObjectReader
{
    /// <summary>Bytes; a larger commit is answered as missing. Real ones have a few hundred.</summary>
    public const int MaxCommitBytes = 4 * 1024 * 1024;

    /// <summary>Bytes that are kept of one of many commits or tags; the rest of its message is left out.</summary>
    public const int MaxListedBytes = 64 * 1024;

    /// <summary>Bytes that are kept of many commits or tags together: of more than 256 each has an equal share, of <see cref="MinListedBytes"/> at least.</summary>
    public const int MaxBytesTogether = 16 * 1024 * 1024;

    /// <summary>Bytes that are kept of each, however many are asked for.</summary>
    public const int MinListedBytes = 2 * 1024;

    /// <summary>Requests that are sent before the first answer is read: at most 64 KiB of them.</summary>
    private const int Batch = 1000;

    private readonly CatFilePool pool;
    private readonly GitRepository repository;

    internal ObjectReader(CatFilePool pool, GitRepository repository) => (this.pool, this.repository) = (pool, repository);

    /// <summary>Kind and size; null: missing.</summary>
    public async Task<ObjectInfo?> InfoAsync(ObjectId id, CancellationToken cancellation = default) =>
        (await InfoAsync([id], cancellation))[0];

    /// <summary>Kind and size of many, asked at once; null where one is missing.</summary>
    public Task<IReadOnlyList<ObjectInfo?>> InfoAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellation = default) =>
        InBatchesAsync(ids, "info", (_, info) => new ValueTask<ObjectInfo?>(info), cancellation);

    /// <summary>Kind and size of what each name stands for, such as <c>refs/heads/main^{commit}</c>; null where there is no such thing.</summary>
    /// <param name="names">A few, written by us: git reads them with all its operators.</param>
    /// <param name="cancellation">Ends the reader that was in use.</param>
    internal Task<IReadOnlyList<ObjectInfo?>> InfoAsync(IReadOnlyList<string> names, CancellationToken cancellation) =>
        pool.UseAsync<IReadOnlyList<ObjectInfo?>>(repository, async git =>
        {
            await git.AskAsync("info", names, cancellation);
            var infos = new List<ObjectInfo?>(names.Count);
            for (var i = 0; i < names.Count; i++)
                infos.Add(await git.ReadHeaderAsync(cancellation));

            return infos;
        }, cancellation);

    /// <summary>The whole object in memory, if it has at most <paramref name="maxBytes"/> bytes.</summary>
    public Task<ObjectContent> ReadAsync(ObjectId id, int maxBytes, CancellationToken cancellation = default) =>
        pool.UseAsync(repository, async git =>
        {
            if (await InfoAsync(git, id, cancellation) is not { } info)
                return new ObjectContent(null, null);
            if (info.Size > maxBytes)
                return new ObjectContent(info, null);

            await git.AskAsync("contents", [id], cancellation);
            await git.ReadHeaderAsync(cancellation);
            return new ObjectContent(info, await git.ReadContentAsync(info.Size, cancellation));
        }, cancellation);

    /// <summary>Many whole objects, asked at once; the content of one with more than <paramref name="maxBytes"/> bytes is passed over.</summary>
    public Task<IReadOnlyList<ObjectContent>> ReadAsync(IReadOnlyList<ObjectId> ids, int maxBytes, CancellationToken cancellation = default) =>
        InBatchesAsync(ids, "contents", async (git, info) =>
        {
            if (info is not { } found)
                return new ObjectContent(null, null);

            if (found.Size <= maxBytes)
                return new ObjectContent(found, await git.ReadContentAsync(found.Size, cancellation));

            await git.CopyContentAsync(found.Size, null, cancellation);
            return new ObjectContent(found, null);
        }, cancellation);

    /// <summary>Copies an object of any size, in constant memory.</summary>
    /// <param name="id">The object.</param>
    /// <param name="destination">Stays open. When it fails, the exception is the caller's.</param>
    /// <param name="cancellation">Ends the reader that was in use.</param>
    /// <returns>Null: it is missing, and nothing was written.</returns>
    public Task<ObjectInfo?> CopyAsync(ObjectId id, Stream destination, CancellationToken cancellation = default) =>
        pool.UseAsync<ObjectInfo?>(repository, async git =>
        {
            await git.AskAsync("contents", [id], cancellation);
            if (await git.ReadHeaderAsync(cancellation) is not { } info)
                return null;

            await git.CopyContentAsync(info.Size, destination, cancellation);
            return info;
        }, cancellation);

    /// <summary>A commit with its whole message; null: it is missing, or another kind of object.</summary>
    public async Task<Commit?> ReadCommitAsync(ObjectId id, CancellationToken cancellation = default) =>
        (await ReadManyAsync([id], ObjectType.Commit, MaxCommitBytes, CommitReader.Read, cancellation))[0];

    /// <summary>
    /// Many commits, asked at once; null where one is missing, or another kind of object. Of each no more is kept than <see cref="MaxListedBytes"/>, and
    /// of all together no more than <see cref="MaxBytesTogether"/>: longer messages are cut, and a header of that length loses its end.
    /// </summary>
    public Task<IReadOnlyList<Commit?>> ReadCommitsAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellation = default) =>
        ReadManyAsync(ids, ObjectType.Commit, ShareOf(ids.Count), CommitReader.Read, cancellation);

    /// <summary>Many tag objects, asked at once; null where one is missing, another kind of object, or larger than a commit may be. Cut as commits are.</summary>
    public Task<IReadOnlyList<AnnotatedTag?>> ReadTagsAsync(IReadOnlyList<ObjectId> ids, CancellationToken cancellation = default) =>
        ReadManyAsync(ids, ObjectType.Tag, ShareOf(ids.Count), AnnotatedTag.Read, cancellation);

    private static int ShareOf(int count) => Math.Clamp(MaxBytesTogether / Math.Max(1, count), MinListedBytes, MaxListedBytes);

    private Task<IReadOnlyList<T?>> ReadManyAsync<T>(
        IReadOnlyList<ObjectId> ids, ObjectType type, int most, ReadContent<T> read, CancellationToken cancellation)
        where T : class =>
        InBatchesAsync<T?>(ids, "contents", async (git, info) =>
        {
            if (info is not { } found)
                return null;

            if (found.Type == type && found.Size <= MaxCommitBytes)
                return read(found.Id, Cut(await git.ReadContentAsync(found.Size, cancellation), most));

            await git.CopyContentAsync(found.Size, null, cancellation);
            return null;
        }, cancellation);

    /// <summary>The beginning, without the part of a character that the cut leaves at its end.</summary>
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> content, int most)
    {
        if (content.Length <= most)
            return content;

        var end = most;
        while (end > most - 4 && (content[end] & 0b1100_0000) == 0b1000_0000)
            end--;

        return content[..end];
    }

    private static async Task<ObjectInfo?> InfoAsync(CatFile git, ObjectId id, CancellationToken cancellation)
    {
        await git.AskAsync("info", [id], cancellation);
        return await git.ReadHeaderAsync(cancellation);
    }

    private async Task<IReadOnlyList<T>> InBatchesAsync<T>(
        IReadOnlyList<ObjectId> ids, string verb, Func<CatFile, ObjectInfo?, ValueTask<T>> read, CancellationToken cancellation)
    {
        if (ids.Count == 0)
            return [];

        return await pool.UseAsync(repository, async git =>
        {
            var results = new List<T>(ids.Count);
            foreach (var batch in ids.Chunk(Batch))
            {
                await git.AskAsync(verb, batch, cancellation);
                for (var i = 0; i < batch.Length; i++)
                    results.Add(await read(git, await git.ReadHeaderAsync(cancellation)));
            }

            return results;
        }, cancellation);
    }

    private delegate T ReadContent<out T>(ObjectId id, ReadOnlySpan<byte> content);
}
