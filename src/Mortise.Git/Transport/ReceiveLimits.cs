using Mortise.Git.Refs;

namespace Mortise.Git.Transport;

/// <summary>What one push may cost.</summary>
public sealed record ReceiveLimits
{
    /// <summary>Lines of commands.</summary>
    public int MaxCommands { get; init; } = 10_000;

    /// <summary>Bytes of the pack as it comes, at least 1; counted while it streams.</summary>
    public long MaxPackBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Objects in the pack, as its header claims: git sets aside memory for each before it has seen any.</summary>
    public long MaxObjects { get; init; } = 20_000_000;

    /// <summary>While the server works and has nothing to say, it sends an empty piece of progress this often, so that no proxy gives up.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How far a push came.</summary>
public enum ReceiveStatus
{
    /// <summary>The body held no command (clients probe so); nothing was written.</summary>
    Empty,

    /// <summary>The body is not a push; nothing was written, and an HTTP server answers 400.</summary>
    Malformed,

    /// <summary>The client was told the fate of each reference.</summary>
    Answered,
}

/// <summary>What became of a push.</summary>
/// <param name="Status">How far it came.</param>
/// <param name="Problem">For <see cref="ReceiveStatus.Malformed"/>, what is wrong; for an answered push, why its pack was refused; else null.</param>
/// <param name="Outcomes">The fate of each reference with a valid name.</param>
public sealed record ReceiveResult(ReceiveStatus Status, string? Problem, IReadOnlyList<RefOutcome> Outcomes);
