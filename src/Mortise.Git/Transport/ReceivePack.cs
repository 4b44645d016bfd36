using System.Buffers;
using Mortise.Git.Commands;
using Mortise.Git.Objects;
using Mortise.Git.Refs;

namespace Mortise.Git.Transport;

/// <summary>The server's side of push: our own front of what git's receive-pack does, with the server's rules in the place of hooks.</summary>
/// <remarks>Protocol version 0, which is all there is for pushes. Source: gitprotocol-pack(5), gitprotocol-http(5).</remarks>
public static class ReceivePack
{
    private const int WriteSize = 32 * 1024;

    private static readonly string Capabilities =
        "report-status delete-refs side-band-64k quiet atomic ofs-delta object-format=sha1 " +
        $"agent=mortise/{typeof(ReceivePack).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Answers <c>GET info/refs?service=git-receive-pack</c>: every reference, and what this server can do.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="output">Gets the body, of type <c>application/x-git-receive-pack-advertisement</c>.</param>
    /// <param name="cancellation">Kills git.</param>
    public static async Task AdvertiseAsync(GitRepository repository, Stream output, CancellationToken cancellation)
    {
        var listing = await GitProcess.ReadAsync(repository.Command("for-each-ref", "--format=%(objectname) %(refname)"), cancellation);
        listing.Exit.Require("for-each-ref");

        var buffer = new ArrayBufferWriter<byte>(WriteSize);
        PktLine.Write(buffer, "# service=git-receive-pack\n");
        buffer.Write(PktLine.Flush.Span);

        var lines = WithoutOwn(listing.Bytes);
        if (lines.IsEmpty)
            PktLine.Write(buffer, $"{ObjectId.Zero} capabilities^{{}}\0{Capabilities}\n");

        // Bytes as git wrote them: a name that is not UTF-8 must reach the client unharmed.
        for (var capabilities = $"\0{Capabilities}\n"; !lines.IsEmpty; capabilities = "\n")
        {
            var length = lines.Span.IndexOf((byte)'\n');
            PktLine.Write(buffer, [.. lines.Span[..length], .. System.Text.Encoding.UTF8.GetBytes(capabilities)]);
            lines = lines[(length + 1)..];
            if (buffer.WrittenCount > WriteSize)
            {
                await output.WriteAsync(buffer.WrittenMemory, cancellation);
                buffer.ResetWrittenCount();
            }
        }

        buffer.Write(PktLine.Flush.Span);
        await output.WriteAsync(buffer.WrittenMemory, cancellation);
    }

    /// <summary>Leaves out what the host keeps for itself; it stands in one run, for the names are in order.</summary>
    private static ReadOnlyMemory<byte> WithoutOwn(ReadOnlyMemory<byte> lines)
    {
        var own = lines.Span.IndexOf(" refs/mortise/"u8);
        if (own < 0)
            return lines;

        var start = lines.Span[..own].LastIndexOf((byte)'\n') + 1;
        var last = lines.Span.LastIndexOf(" refs/mortise/"u8);
        var end = last + lines.Span[last..].IndexOf((byte)'\n') + 1;
        return new ReadOnlyMemory<byte>([.. lines.Span[..start], .. lines.Span[end..]]);
    }

    /// <summary>
    /// Answers <c>POST git-receive-pack</c>: takes a push into quarantine, checks it, lets <paramref name="apply"/> decide, and tells the client.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="request">The body, inflated where the client sent <c>Content-Encoding: gzip</c>.</param>
    /// <param name="response">Gets the body, of type <c>application/x-git-receive-pack-result</c>, while the work goes on.</param>
    /// <param name="limits">What the push may cost.</param>
    /// <param name="apply">
    /// Called at most once, with the commands that nothing here speaks against. It migrates the objects, moves the references, and answers
    /// with an outcome for each command. What it does not mention counts as refused.
    /// </param>
    /// <param name="cancellation">Kills git and removes the quarantine. References that <paramref name="apply"/> has moved stay moved.</param>
    /// <remarks>
    /// 1. Read the commands. 2. Take the pack into quarantine. 3. Check the new objects. 4. Let the server decide. 5. Report.
    /// A failing <paramref name="request"/> throws what the stream threw; the quarantine is removed on every way out, and memory stays constant.
    /// </remarks>
    public static async Task<ReceiveResult> ReceiveAsync(
        GitRepository repository,
        Stream request,
        Stream response,
        ReceiveLimits limits,
        Func<IncomingPush, CancellationToken, Task<IReadOnlyList<RefOutcome>>> apply,
        CancellationToken cancellation)
    {
        var input = new BufferedStream(request, 64 * 1024);        // not disposed: the request is the caller's
        var (push, problem) = await PushRequest.ReadAsync(input, limits, cancellation);                         // 1
        if (push is null)
            return new ReceiveResult(ReceiveStatus.Malformed, problem, []);
        if (push.Commands.Count == 0)
            return new ReceiveResult(ReceiveStatus.Empty, null, []);

        using var answer = new PushAnswer(response, push);
        var atomic = push.Capabilities.Contains("atomic");
        RefuseRestWhereAtomic(push, atomic);
        using var quarantine = push.Commands.Any(c => c.Refusal is null && !c.New.IsZero) ? Quarantine.Create(repository) : null;

        if (quarantine is not null)
            problem = await PackIntake.ReadAsync(quarantine, input, limits, answer, cancellation);              // 2
        else if (push.WantsPack)
            await PackIntake.DrainAsync(input, limits, cancellation);

        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var keepAlive = answer.KeepAliveAsync(limits.KeepAlive, working.Token);
        try
        {
            foreach (var command in problem is null ? [] : push.Commands)
                command.Refuse("unpacker error");
            if (quarantine is not null && problem is null)
                await PushChecks.RunAsync(quarantine.View, push.Commands, cancellation);                        // 3
            RefuseRestWhereAtomic(push, atomic);
            await DecideAsync(repository, quarantine, answer, push, atomic, apply, cancellation);               // 4
        }
        finally
        {
            await working.CancelAsync();
            await keepAlive.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await answer.ReportAsync(problem, cancellation);                                                        // 5
        return new ReceiveResult(
            ReceiveStatus.Answered, problem, [.. push.Commands.Where(c => c.Name is not null).Select(c => new RefOutcome(c.Name!.Value, c.Refusal))]);
    }

    private static async Task DecideAsync(
        GitRepository repository,
        Quarantine? quarantine,
        PushAnswer answer,
        PushRequest request,
        bool atomic,
        Func<IncomingPush, CancellationToken, Task<IReadOnlyList<RefOutcome>>> apply,
        CancellationToken cancellation)
    {
        var sound = request.Commands.Where(command => command.Refusal is null).ToList();
        if (sound.Count == 0)
            return;

        var push = new IncomingPush(repository, quarantine, answer, [.. sound.Select(c => new RefUpdate(c.Name!.Value, c.Old, c.New))], atomic);
        var outcomes = (await apply(push, cancellation)).ToDictionary(outcome => outcome.Name);
        foreach (var command in sound)
        {
            if (!outcomes.TryGetValue(command.Name!.Value, out var outcome))
                command.Refuse("not updated");
            else if (outcome.Refusal is not null)
                command.Refuse(outcome.Refusal);
        }

        if (quarantine is not null && !push.IsMigrated && sound.Exists(command => command.Refusal is null && !command.New.IsZero))
            throw new InvalidOperationException("References were moved without their objects: MigrateAsync comes first");
    }

    private static void RefuseRestWhereAtomic(PushRequest push, bool atomic)
    {
        if (!atomic || push.Commands.All(command => command.Refusal is null))
            return;

        foreach (var command in push.Commands)
            command.Refuse("atomic push failed");
    }
}
