using System.Threading.Channels;

namespace Mortise.Server.Platform.Outbox;

/// <summary>Wakes this node's worker when a message was added, so that it need not wait for its next round.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => raised.Writer.TryWrite(true);

    /// <summary>Ends when raised, or when <paramref name="round"/> has passed.</summary>
    public async Task WaitAsync(TimeSpan round, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(round, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await raised.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The round has passed.
        }
    }
}
