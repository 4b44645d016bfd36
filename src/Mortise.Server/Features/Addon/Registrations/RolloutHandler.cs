using System.Text.Json;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Addon.Registrations;

/// <summary>Takes a rollout on, from the first installation that waits.</summary>
internal sealed record RolloutMessage(Guid Rollout)
{
    public const string Kind = "app.rollout";
}

/// <summary>Updates the installations of a rollout one after another, each from the descriptor URL that it has; each URL is fetched once a turn.</summary>
/// <remarks>A turn ends well before its lease, and the message comes again for the rest; so a server that dies costs a pause and nothing else.</remarks>
internal sealed class RolloutHandler(
    RolloutStore rollouts, InstallationStore installations, DescriptorSource descriptors, AppUpdater updater, TimeProvider clock,
    ILogger<RolloutHandler> log) : IMessageHandler
{
    private static readonly TimeSpan Turn = OutboxWorker.Lease / 4;

    public string Kind => RolloutMessage.Kind;

    public async Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var id = JsonSerializer.Deserialize<RolloutMessage>(message.Payload)!.Rollout;
        if (await rollouts.FindAsync(id, cancellation) is not { EndedOn: null } rollout)
            return new("Dropped: the rollout has ended");

        var began = clock.GetTimestamp();
        var readings = new Dictionary<string, DescriptorReading>(StringComparer.Ordinal);
        var waiting = rollout.Steps.Where(step => step.State == RolloutStepState.Waiting).ToList();
        for (var at = 0; at < waiting.Count; at++)
        {
            if (clock.GetElapsedTime(began) > Turn)
                return new($"{waiting.Count - at} of {rollout.Steps.Count} wait for the next turn", TimeSpan.Zero);

            var (state, detail) = await UpdateAsync(rollout, waiting[at], readings, cancellation);
            await rollouts.EndStepAsync(id, waiting[at], state, detail, cancellation);
        }

        await rollouts.EndAsync(id, cancellation);
        log.LogInformation("The update of all installations of {App} has ended", rollout.AppKey);
        return new($"Ended: {rollout.Steps.Count} installations");
    }

    private async Task<(RolloutStepState State, string Detail)> UpdateAsync(
        Rollout rollout, RolloutStep step, Dictionary<string, DescriptorReading> readings, CancellationToken cancellation)
    {
        if (await installations.FindAsync(step.InstallationId, cancellation) is not { State: not InstallationState.Removed } installation)
            return (RolloutStepState.Refused, "The app has been uninstalled meanwhile.");

        if (!readings.TryGetValue(installation.DescriptorUrl, out var reading))
            readings.Add(installation.DescriptorUrl, reading = await descriptors.FetchAsync(installation.DescriptorUrl, cancellation));

        var order = new UpdateOrder(installation.Id, UpdateSource.Stored.Instance, rollout.AcceptsScopes);
        var outcome = await updater.UpdateAsync(order, installation, reading, cancellation);
        return outcome.Report.Failure is { } failure ? (RolloutStepState.Refused, failure.Message)
            : outcome.Report.Outcome == "unchanged" ? (RolloutStepState.Unchanged, "")
            : (RolloutStepState.Updated, "");
    }
}
