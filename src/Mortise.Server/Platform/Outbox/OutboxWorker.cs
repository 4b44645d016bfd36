using System.Collections.Frozen;

namespace Mortise.Server.Platform.Outbox;

/// <summary>Sends what is due, a few messages at a time, none of them waiting for another; what it cannot finish is another attempt of this or another node.</summary>
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
        var running = new Dictionary<Guid, Task>();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await RefillAsync(running, stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what is on lease comes again.
        }
        finally
        {
            await Task.WhenAll(running.Values);
        }
    }

    /// <summary>Fills the places that are free, and waits until there is more to do or a place.</summary>
    private async Task RefillAsync(Dictionary<Guid, Task> running, CancellationToken stopping)
    {
        try
        {
            foreach (var (id, _) in running.Where(one => one.Value.IsCompleted).ToList())
                running.Remove(id);

            foreach (var message in await store.LeaseAsync(AtOnce - running.Count, Lease, running.Keys, stopping))
                running.Add(message.Id, TrySendAsync(message, stopping));

            if (running.Count < AtOnce)
                await signal.WaitAsync(Round, clock, stopping);
            else
                await Task.WhenAny(running.Values);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            log.LogError(fault, "A round of the outbox failed");
            await Task.Delay(Round, clock, stopping);
        }
    }

    /// <summary>Throws nothing: what cannot be recorded comes again when its lease has ended.</summary>
    private async Task TrySendAsync(OutboxMessage message, CancellationToken stopping)
    {
        try
        {
            await SendAsync(message, stopping);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "What came of message {Message} of kind {Kind} could not be recorded", message.Id, message.Kind);
        }
    }

    private async Task SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var startedOn = clock.GetUtcNow();
        var givenUp = message.BrokenOff >= MostFaults;
        MessageOutcome outcome;
        var handler = handlers.GetValueOrDefault(message.Kind);
        try
        {
            outcome = givenUp ? new($"Given up: {message.BrokenOff} attempts began and did not end")
                : handler is not null ? await handler.SendAsync(message, cancellation)
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
            givenUp = outcome.Again is null;
        }

        if (givenUp && handler is not null)
            await handler.GiveUpAsync(message, CancellationToken.None);

        await store.RecordAsync(message, startedOn, outcome.Outcome, outcome.Again is { } again ? clock.GetUtcNow() + again : null, CancellationToken.None);
    }
}
