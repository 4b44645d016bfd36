using System.Buffers.Binary;
using Mortise.Git.Commands;

namespace Mortise.Git.Transport;

/// <summary>Takes a pack from a stream into a quarantine through <c>git index-pack</c>, in constant memory.</summary>
internal static class PackIntake
{
    private const int HeaderLength = 12;
    private const int TrailerLength = 20;

    /// <summary>
    /// Faults that old tools wrote into real histories; to refuse them would shut those out. Everything else that fsck calls an error is refused.
    /// </summary>
    internal const string Forgiven = "missingEmail=ignore,badEmail=ignore,missingSpaceBeforeEmail=ignore,missingSpaceBeforeDate=ignore,badTimezone=ignore," +
        "zeroPaddedFilemode=ignore,zeroPaddedDate=ignore,badDate=ignore,badDateOverflow=ignore,missingNameBeforeEmail=ignore";

    /// <summary>Reads one pack. Null: it is in the quarantine, checked and flushed to disk. Else one line that says why not.</summary>
    public static async Task<string?> ReadAsync(
        Quarantine quarantine, Stream input, ReceiveLimits limits, PushAnswer answer, CancellationToken cancellation)
    {
        var header = new byte[HeaderLength];
        if (await input.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellation) < HeaderLength)
            return "the pack ends before its header does";

        var version = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
        if (!header.AsSpan(0, 4).SequenceEqual("PACK"u8) || version is not (2 or 3))
            return "what follows the commands is not a pack";

        var count = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
        if (count > limits.MaxObjects)
            return $"a pack has at most {limits.MaxObjects} objects";
        if (count == 0)                                             // nothing that the repository does not have
        {
            var trailer = new byte[TrailerLength];
            return await input.ReadAtLeastAsync(trailer, TrailerLength, throwOnEndOfStream: false, cancellation) == TrailerLength
                ? null : "the pack ends before its trailer does";
        }

        var exit = await IndexAsync(quarantine.View, header, input, limits, answer, cancellation);
        return exit.Succeeded ? null : exit.Reason.Replace(quarantine.View.Path + "/", "", StringComparison.Ordinal);
    }

    /// <summary>Reads a pack that nobody wants, so that the client comes to hear the answer; at most as much as a pack may have.</summary>
    public static async Task DrainAsync(Stream input, ReceiveLimits limits, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        for (var left = limits.MaxPackBytes; left > 0;)
        {
            var read = await input.ReadAsync(buffer, cancellation);
            if (read == 0)
                return;
            left -= read;
        }
    }

    private static async Task<GitExit> IndexAsync(
        GitRepository view, byte[] header, Stream input, ReceiveLimits limits, PushAnswer answer, CancellationToken cancellation)
    {
        var command = view.Command(
            "index-pack", "--stdin", "--fix-thin", $"--strict={Forgiven}", $"--max-input-size={limits.MaxPackBytes}");
        if (answer.ShowsProgress)
            command = command with { Flags = [.. command.Flags, "--show-resolving-progress"] };
        command = command with { Settings = [new("core.bigFileThreshold", "32m")] };      // larger blobs are streamed, not held

        await using var git = GitProcess.Start(command, text => answer.ShowsProgress ? answer.SayAsync(text, cancellation) : ValueTask.CompletedTask);
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var feed = FeedAsync();
        try
        {
            await git.Output.CopyToAsync(Stream.Null, cancellation);
            var exit = await git.WaitAsync(cancellation);
            if (feed is { IsFaulted: true })
                await feed;                                         // the client's stream broke: that is the reason, not git's "early EOF"
            return exit;
        }
        finally
        {
            await feeding.CancelAsync();
            git.Kill();
            await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task FeedAsync()
        {
            using var start = new MemoryStream(header, writable: false);
            await git.FeedAsync([start, input], feeding.Token);
        }
    }
}
