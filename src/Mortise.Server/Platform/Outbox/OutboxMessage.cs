namespace Mortise.Server.Platform.Outbox;

/// <summary>A message on lease to one worker.</summary>
internal sealed record OutboxMessage
{
    /// <summary>Stays the same over all attempts, so that a receiver can tell a repetition.</summary>
    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    /// <summary>JSON, as its handler understands it.</summary>
    public string Payload { get; init; } = "";

    /// <summary>Finished attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Attempts since the last finished one that began and never ended: the server died over them, or they outlasted their lease.</summary>
    public int BrokenOff { get; init; }

    public DateTimeOffset LeasedUntil { get; init; }

    public DateTimeOffset CreatedOn { get; init; }
}

/// <summary>What came of one attempt.</summary>
/// <param name="Outcome">One line for whoever looks at the attempts.</param>
/// <param name="Again">After how long to try again; null when the message is settled, sent or given up.</param>
internal sealed record MessageOutcome(string Outcome, TimeSpan? Again = null);

/// <summary>Sends the messages of one kind.</summary>
internal interface IMessageHandler
{
    string Kind { get; }

    /// <summary>Makes one attempt. It may be made twice for one message: after a crash nobody knows how far the first came.</summary>
    Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation);

    /// <summary>Hears that a message is given up because of faults of this host; it may hear so twice.</summary>
    Task GiveUpAsync(OutboxMessage message, CancellationToken cancellation) => Task.CompletedTask;
}
