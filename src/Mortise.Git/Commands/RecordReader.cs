using System.Buffers;
using System.IO.Pipelines;

namespace Mortise.Git.Commands;

/// <summary>Reads what git writes record by record, in constant memory. Not thread-safe.</summary>
/// <param name="output">git's stdout; stays open.</param>
/// <param name="end">The byte after each record: a newline, or NUL with <c>-z</c>.</param>
/// <param name="most">Bytes of the longest record; a longer one throws a <see cref="GitException"/>.</param>
internal sealed class RecordReader(Stream output, byte end, int most = 1024 * 1024)
{
    private readonly PipeReader pipe = PipeReader.Create(output, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true));

    /// <summary>The next record without its end; null after the last.</summary>
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            if (read.Buffer.PositionOf(end) is { } at)
            {
                var record = read.Buffer.Slice(0, at).ToArray();
                pipe.AdvanceTo(read.Buffer.GetPosition(1, at));
                return record;
            }

            if (read.IsCompleted)
            {
                var rest = read.Buffer.ToArray();
                pipe.AdvanceTo(read.Buffer.End);
                return rest.Length == 0 ? null : rest;
            }

            if (read.Buffer.Length > most)
                throw new GitException($"git wrote a record of more than {most} bytes");

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
