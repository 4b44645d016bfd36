using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Mortise.Git.Commands;

namespace Mortise.Git.Objects;

/// <summary>
/// One running <c>git cat-file --batch-command --buffer</c>. One user at a time; after any exception it is out of step and must be thrown away.
/// </summary>
internal sealed class CatFile : IAsyncDisposable
{
    private static readonly byte[] Flush = "flush\n"u8.ToArray();

    private readonly GitProcess git;
    private readonly PipeReader output;

    private CatFile(GitProcess git)
    {
        this.git = git;
        output = PipeReader.Create(git.Output, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024));
    }

    public bool HasExited => git.HasExited;

    public static CatFile Start(GitRepository repository) =>
        new(GitProcess.Start(repository.Command("cat-file", "--batch-command", "--buffer")));

    /// <summary>Asks for the headers or contents of many objects at once; the answers are then read in the same order.</summary>
    /// <param name="verb"><c>info</c> or <c>contents</c>.</param>
    /// <param name="ids">Few enough that writing them and reading the answers may happen in turn: git queues them until it is told to answer.</param>
    /// <param name="cancellation">Leaves this out of step.</param>
    public async ValueTask AskAsync(string verb, IReadOnlyList<ObjectId> ids, CancellationToken cancellation)
    {
        var request = new byte[ids.Count * (verb.Length + ObjectId.HexLength + 2) + Flush.Length];
        var length = 0;
        foreach (var id in ids)
            length += Encoding.ASCII.GetBytes($"{verb} {id}\n", request.AsSpan(length));
        Flush.CopyTo(request.AsSpan(length));
        await git.Input.WriteAsync(request, cancellation);
    }

    /// <summary>As the other form, by any name that git reads, such as <c>refs/heads/main^{commit}</c>.</summary>
    /// <param name="names">Without a newline in them.</param>
    public async ValueTask AskAsync(string verb, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (names.Any(name => name.Contains('\n')))
            throw new ArgumentException("A name has no newline", nameof(names));

        await git.Input.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(names.Select(name => $"{verb} {name}\n"))), cancellation);
        await git.Input.WriteAsync(Flush, cancellation);
    }

    /// <summary>The next answer's first line; null: the object is missing.</summary>
    public async ValueTask<ObjectInfo?> ReadHeaderAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await output.ReadAsync(cancellation);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end);
                Span<byte> bytes = stackalloc byte[128];
                ObjectInfo? info = null;
                if (line.Length <= bytes.Length)
                {
                    line.CopyTo(bytes);
                    if (ObjectInfoLine.TryParse(bytes[..(int)line.Length], out var parsed))
                        info = parsed;
                }

                output.AdvanceTo(read.Buffer.GetPosition(1, end));
                return info;
            }

            output.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                throw new GitException("git cat-file ended in the middle of an answer");
        }
    }

    /// <summary>The content that follows a header, in one piece.</summary>
    public async ValueTask<byte[]> ReadContentAsync(long size, CancellationToken cancellation)
    {
        var content = new byte[size];
        using var stream = new MemoryStream(content);
        await CopyContentAsync(size, stream, cancellation);
        return content;
    }

    /// <summary>Copies the content that follows a header. Null: it is passed over.</summary>
    public async ValueTask CopyContentAsync(long size, Stream? destination, CancellationToken cancellation)
    {
        var left = size + 1;                                        // a newline ends the content
        while (left > 0)
        {
            var read = await output.ReadAsync(cancellation);
            var part = read.Buffer.Length > left ? read.Buffer.Slice(0, left) : read.Buffer;
            var wanted = part.Length == left ? part.Slice(0, left - 1) : part;
            if (destination is not null)
            {
                foreach (var segment in wanted)
                    await destination.WriteAsync(segment, cancellation);
            }

            left -= part.Length;
            output.AdvanceTo(part.End);
            if (read.IsCompleted && left > 0)
                throw new GitException("git cat-file ended in the middle of an object");
        }
    }

    public async ValueTask DisposeAsync()
    {
        git.Kill();
        await output.CompleteAsync();
        await git.DisposeAsync();
    }
}
