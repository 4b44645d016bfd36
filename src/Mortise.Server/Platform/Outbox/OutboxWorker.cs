using System.Collections.Frozen;

namespace Mortise.Server.Platform.Outbox;

/// <summary>Sends what is due, a few messages at a time; what it cannot finish is another attempt of this or another node.</summary>
internal sealed class OutboxWorker(
    OutboxStore store, OutboxSignal signal, IEnumerable<IMessageHandler> handlers, Readiness readiness, TimeProvider clock,
    ILogger<OutboxWorker> log) : BackgroundService
{
    /// <summary>How long a message may take; a worker that dies holds it back no longer than this.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    private const int AtOnce = 8;
    private const int MostFaults = 10;

    private readonly FrozenDictionary<string, IMessageHandler> handlers = handlers.ToFrozenDictionary(handler => handler.Kind, StringComparer.Ordinal);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.ReleaseAbandonedAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Messages carry links, and those are known when the server is.
        await readiness.WhenStarted.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var messages = await store.LeaseAsync(AtOnce, Lease, stoppingToken);
                await Task.WhenAll(messages.Select(message => SendAsync(message, stoppingToken)));
                if (messages.Count < AtOnce)
                    await signal.WaitAsync(Round, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log.LogError(fault, "A round of the outbox failed");
                await Task.Delay(Round, clock, stoppingToken);
            }
        }
    }

    private async Task SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var startedOn = clock.GetUtcNow();
        MessageOutcome outcome;
        try
        {
            outcome = handlers.TryGetValue(message.Kind, out var handler)
                ? await handler.SendAsync(message, cancellation)
                : new($"Nothing sends messages of the kind {message.Kind}");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await store.ReleaseAsync(message, CancellationToken.None);
            return;
        }
        catch (Exception fault)
        {
            log.LogError(fault, "Message {Message} of kind {Kind} failed", message.Id, message.Kind);
            outcome = new($"A fault of this host: {fault.GetType().Name}", message.Attempts + 1 < MostFaults ? AfterFault : null);
        }

        await store.RecordAsync(message, startedOn, outcome.Outcome, outcome.Again is { } again ? clock.GetUtcNow() + again : null, CancellationToken.None);
    }
}
