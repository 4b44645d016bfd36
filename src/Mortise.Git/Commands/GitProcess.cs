using System.Diagnostics;
using System.Text;

namespace Mortise.Git.Commands;

/// <summary>A running git: the one place that starts processes.</summary>
/// <remarks>
/// The environment is cleared and pinned: no user's or system's configuration, no prompt, no hooks, no replacement objects, English messages.
/// Input and output are raw pipes; whoever uses both must read while writing (<see cref="RunAsync"/> does). stderr is always drained, so that git
/// never waits for it. Disposing kills what still runs, with its children. Not thread-safe, but one thread may write while another reads.
/// </remarks>
public sealed class GitProcess : IAsyncDisposable
{
    private const int ErrorBytes = 64 * 1024;

    private static readonly string[] Pinned =
    [
        "safe.directory=*", "core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false", "protocol.allow=never",
        "core.fsync=committed,loose-object,pack,pack-metadata,reference", "core.fsyncMethod=fsync",
        "core.filesRefLockTimeout=2000", "core.packedRefsTimeout=5000", "core.quotePath=false",
    ];

    private readonly Process process;
    private readonly bool hasChildren;
    private readonly Task<string> errors;

    private GitProcess(Process process, bool hasChildren, Func<ReadOnlyMemory<byte>, ValueTask>? onError)
    {
        this.process = process;
        this.hasChildren = hasChildren;
        Input = process.StandardInput.BaseStream;
        Output = process.StandardOutput.BaseStream;
        errors = DrainErrorsAsync(process.StandardError.BaseStream, onError);
    }

    /// <summary>git's stdin. Dispose it to end the input. Writing fails with an <see cref="IOException"/> once git is gone.</summary>
    public Stream Input { get; }

    /// <summary>git's stdout.</summary>
    public Stream Output { get; }

    public bool HasExited => process.HasExited;

    /// <summary>Starts git with all three pipes.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="onError">Sees each piece of stderr as it comes; it must not throw.</param>
    public static GitProcess Start(GitCommand command, Func<ReadOnlyMemory<byte>, ValueTask>? onError = null)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = command.Repository ?? "/",
        };
        PinEnvironment(start, command);
        foreach (var setting in Pinned)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting);
        }

        foreach (var argument in command.ToArguments())
            start.ArgumentList.Add(argument);

#pragma warning disable RS0030 // This is the one git runner that the rule names.
        var started = Process.Start(start) ?? throw new GitException("git did not start");
#pragma warning restore RS0030
        return new GitProcess(started, command.StartsOthers, onError);
    }

    /// <summary>Runs a command to its end: copies <paramref name="input"/> in and the output to <paramref name="output"/> at the same time.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="input">Read to its end, or until git needs no more. Null: empty.</param>
    /// <param name="output">Null: discarded.</param>
    /// <param name="cancellation">Kills git and its children.</param>
    public static async Task<GitExit> RunAsync(GitCommand command, Stream? input, Stream? output, CancellationToken cancellation)
    {
        await using var git = Start(command);
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var feed = git.FeedAsync(input is null ? [] : [input], feeding.Token);
        try
        {
            await git.Output.CopyToAsync(output ?? Stream.Null, cancellation);
            var exit = await git.WaitAsync(cancellation);
            return exit;
        }
        finally
        {
            await feeding.CancelAsync();               // git is done, whatever the input still holds
            git.Kill();
            await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs a command with a small input and a bounded output, both in memory.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="cancellation">Kills git and its children.</param>
    /// <param name="input">The whole stdin.</param>
    /// <param name="maxOutput">Bytes, 64 MiB unless told; more throws a <see cref="GitException"/>.</param>
    public static async Task<GitOutput> ReadAsync(
        GitCommand command, CancellationToken cancellation, ReadOnlyMemory<byte> input = default, int maxOutput = 64 * 1024 * 1024)
    {
        using var output = new BoundedBuffer(maxOutput);
        using var stdin = input.IsEmpty ? null : new MemoryStream(input.ToArray(), writable: false);
        var exit = await RunAsync(command, stdin, output, cancellation);
        return new GitOutput(exit, output.ToArray());
    }

    /// <summary>Copies the inputs to git, one after the other, and closes stdin. An early end of git is no error: its exit says what happened.</summary>
    public async Task FeedAsync(IReadOnlyList<Stream> inputs, CancellationToken cancellation)
    {
        try
        {
            foreach (var input in inputs)
                await PipeAsync(input, Input, cancellation);
        }
        finally
        {
            await CloseInputAsync();
        }
    }

    /// <summary>Closes stdin; a git that is already gone is no error.</summary>
    public async ValueTask CloseInputAsync()
    {
        try
        {
            await Input.DisposeAsync();
        }
        catch (IOException)
        {
            // Broken pipe: git ended first.
        }
    }

    /// <summary>Waits for the end. Read the output first: a git that cannot write does not end.</summary>
    public async Task<GitExit> WaitAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        var text = await errors.WaitAsync(cancellation);
        return new GitExit(process.ExitCode, text);
    }

    /// <summary>Kills git and its children; nothing happens when it has ended.</summary>
    public void Kill()
    {
        try
        {
            if (!process.HasExited)
                process.Kill(hasChildren);
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the signal.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await CloseInputAsync();
        await Output.DisposeAsync();
        await process.WaitForExitAsync(CancellationToken.None);
        process.StandardError.Dispose();
        await ((Task)errors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        process.Dispose();
    }

    private static void PinEnvironment(ProcessStartInfo start, GitCommand command)
    {
        var path = start.Environment.TryGetValue("PATH", out var found) ? found : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path ?? "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["HOME"] = "/nonexistent";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_ATTR_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_NO_REPLACE_OBJECTS"] = "1";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        if (command.Repository is not null)
            start.Environment["GIT_DIR"] = ".";
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
    }

    /// <summary>Copies until the input ends or git stops reading; only a failure of the input throws.</summary>
    private static async Task PipeAsync(Stream input, Stream git, CancellationToken cancellation)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await input.ReadAsync(buffer, cancellation)) > 0)
            {
                try
                {
                    await git.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }
                catch (IOException)
                {
                    return;
                }
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<string> DrainErrorsAsync(Stream stderr, Func<ReadOnlyMemory<byte>, ValueTask>? onError)
    {
        var kept = new byte[4 * 1024];
        var length = 0;
        var buffer = new byte[4 * 1024];
        try
        {
            int read;
            while ((read = await stderr.ReadAsync(buffer)) > 0)
            {
                if (onError is not null)
                    await onError(buffer.AsMemory(0, read));

                if (length + read > ErrorBytes * 2)                 // keep the tail: the last words are the reason
                {
                    kept.AsSpan(length - ErrorBytes, ErrorBytes).CopyTo(kept);
                    length = ErrorBytes;
                }

                if (length + read > kept.Length)
                    Array.Resize(ref kept, Math.Min(kept.Length * 2 + read, ErrorBytes * 2));
                buffer.AsSpan(0, read).CopyTo(kept.AsSpan(length));
                length += read;
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposed while reading: the words so far must do.
        }

        var tail = kept.AsSpan(Math.Max(0, length - ErrorBytes), Math.Min(length, ErrorBytes));
        return Encoding.UTF8.GetString(tail).Trim();
    }

    /// <summary>A memory stream that refuses to grow past its bound.</summary>
    private sealed class BoundedBuffer(int bound) : MemoryStream
    {
        /// <summary>The other ways of writing come through here, as in any stream derived from a memory stream.</summary>
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > bound)
                throw new GitException($"git wrote more than {bound} bytes");
            base.Write(buffer, offset, count);
        }
    }
}
