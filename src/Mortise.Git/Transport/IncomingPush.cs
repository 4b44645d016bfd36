using System.Text;
using Mortise.Git.Refs;

namespace Mortise.Git.Transport;

/// <summary>A push whose objects are here, whole and connected, but in quarantine: it is for the server's rules to let it in.</summary>
/// <remarks>Good only until the server's <c>apply</c> returns; the quarantine is removed then.</remarks>
public sealed class IncomingPush
{
    private readonly Quarantine? quarantine;
    private readonly PushAnswer answer;
    private readonly Lock gate = new();

    internal IncomingPush(GitRepository repository, Quarantine? quarantine, PushAnswer answer, IReadOnlyList<RefUpdate> commands, bool atomic)
    {
        this.quarantine = quarantine;
        this.answer = answer;
        Commands = commands;
        Atomic = atomic;
        Repository = quarantine?.View ?? repository;
    }

    /// <summary>What the client wants and nothing here speaks against: names are valid and unique, new objects connected, branches point at commits.</summary>
    public IReadOnlyList<RefUpdate> Commands { get; }

    /// <summary>The client wants all or none.</summary>
    public bool Atomic { get; }

    /// <summary>The repository as it looks with the new objects, for reading only: git refuses to move references in it.</summary>
    public GitRepository Repository { get; }

    /// <summary>Whether <see cref="MigrateAsync"/> has been called, or there is nothing to move.</summary>
    internal bool IsMigrated { get; private set; }

    /// <summary>
    /// Makes the new objects part of the repository, durable when the task completes. Call it before references move; calling it again does nothing.
    /// </summary>
    public Task MigrateAsync() => Task.Run(() =>
    {
        lock (gate)
        {
            quarantine?.Migrate();
            IsMigrated = true;
        }
    });

    /// <summary>Shows a text to the one who pushes, before the outcome; <c>\n</c> ends a line.</summary>
    public Task SayAsync(string text, CancellationToken cancellation = default) =>
        answer.SayAsync(Encoding.UTF8.GetBytes(text), cancellation).AsTask();
}
