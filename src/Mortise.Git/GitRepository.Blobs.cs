using Mortise.Git.Commands;
using Mortise.Git.Objects;

namespace Mortise.Git;

public sealed partial class GitRepository
{
    /// <summary>Larger blobs git streams from its packs instead of unfolding them in its own memory.</summary>
    private static readonly KeyValuePair<string, string> BigFiles = new("core.bigFileThreshold", "8m");

    /// <summary>
    /// Copies a part of a blob in constant memory, by a git of its own: for content that goes to a client, who may be slow and would hold a pooled reader.
    /// </summary>
    /// <param name="id">A blob that is there.</param>
    /// <param name="offset">Bytes to leave out at the beginning.</param>
    /// <param name="length">Bytes to copy; the blob must have as many after <paramref name="offset"/>.</param>
    /// <param name="destination">Stays open. When it fails, the exception is the caller's.</param>
    /// <param name="cancellation">Kills git.</param>
    /// <exception cref="GitException">The blob ended early or is missing.</exception>
    public async Task CopyBlobAsync(ObjectId id, long offset, long length, Stream destination, CancellationToken cancellation = default)
    {
        var command = Command("cat-file") with { Revisions = ["blob", id.ToString()], Settings = [BigFiles] };
        await using var git = GitProcess.Start(command);
        await git.CloseInputAsync();
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (length > 0)
            {
                var read = await git.Output.ReadAsync(buffer, cancellation);
                if (read == 0)
                    throw new GitException($"git cat-file ended {length} bytes before the blob {id} did: {(await git.WaitAsync(cancellation)).Reason}");

                var from = (int)Math.Min(offset, read);
                var count = (int)Math.Min(read - from, length);
                offset -= from;
                length -= count;
                if (count > 0)
                    await destination.WriteAsync(buffer.AsMemory(from, count), cancellation);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
