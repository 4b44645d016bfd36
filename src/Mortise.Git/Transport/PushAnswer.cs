using System.Buffers;
using System.Text;

namespace Mortise.Git.Transport;

/// <summary>The response of a push: progress in side band 2 and the report at the end, in side band 1 where the client asked for bands.</summary>
/// <remarks>
/// Thread-safe. A client that goes away while references move must not undo them: once a write has failed, the rest is silently dropped.
/// </remarks>
internal sealed class PushAnswer(Stream response, PushRequest request) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly bool bands = request.Capabilities.Contains("side-band-64k");
    private readonly bool reports = request.Capabilities.Contains("report-status");
    private bool gone;

    /// <summary>Whether git's own progress is wanted.</summary>
    public bool ShowsProgress => bands && !request.Capabilities.Contains("quiet");

    /// <summary>Shows text to the one who pushes, each line after <c>remote:</c>. Without side bands there is no place for it.</summary>
    public async ValueTask SayAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        if (!bands)
            return;

        var output = new ArrayBufferWriter<byte>();
        do
        {
            var part = text[..Math.Min(text.Length, PktLine.MaxPayload - 1)];
            PktLine.WriteBand(output, 2, part.Span);
            text = text[part.Length..];
        }
        while (!text.IsEmpty);
        await WriteAsync(output.WrittenMemory, cancellation);
    }

    /// <summary>Sends an empty piece of progress every so often until it is cancelled.</summary>
    public async Task KeepAliveAsync(TimeSpan every, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(every);
        while (await timer.WaitForNextTickAsync(cancellation))
            await SayAsync(default, cancellation);
    }

    /// <summary>The last words: how unpacking went, and the fate of each command.</summary>
    public async Task ReportAsync(string? unpackProblem, CancellationToken cancellation)
    {
        var report = new ArrayBufferWriter<byte>();
        if (reports)
        {
            PktLine.Write(report, $"unpack {(unpackProblem is null ? "ok" : OneLine(unpackProblem))}\n");
            foreach (var command in request.Commands)
            {
                if (command.Refusal is null)
                    PktLine.Write(report, [.. "ok "u8, .. command.RawName, (byte)'\n']);
                else
                    PktLine.Write(report, [.. "ng "u8, .. command.RawName, (byte)' ', .. Encoding.UTF8.GetBytes(OneLine(command.Refusal)), (byte)'\n']);
            }

            report.Write(PktLine.Flush.Span);
        }

        var output = report;
        if (bands)
        {
            output = new ArrayBufferWriter<byte>();
            for (var rest = report.WrittenMemory; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, PktLine.MaxPayload - 1)..])
                PktLine.WriteBand(output, 1, rest.Span[..Math.Min(rest.Length, PktLine.MaxPayload - 1)]);
            output.Write(PktLine.Flush.Span);
        }

        await WriteAsync(output.WrittenMemory, cancellation);
    }

    public void Dispose() => turn.Dispose();

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 500 ? line : line[..500];
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (gone || bytes.IsEmpty)
                return;

            await response.WriteAsync(bytes, cancellation);
            await response.FlushAsync(cancellation);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            gone = true;
        }
        finally
        {
            turn.Release();
        }
    }
}
