using System.Text;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>Turns an event into one delivery for each subscriber. Handling the same announcement again adds nothing: ids of deliveries follow from it.</summary>
internal sealed class EventDispatch(Database database, WebhookStore hooks, AppSubscriptions apps, OutboxStore outbox)
{
    /// <summary>Whoever hears of the event: subscriptions somebody made, and those of apps.</summary>
    public async Task<Listeners> ListenersAsync(Guid workspace, Guid repository, WebhookEvent happened, CancellationToken cancellation) =>
        new([.. (await hooks.ListHearingAsync(workspace, repository, cancellation)).Where(hook => hook.Hears(happened.Key))],
            await apps.ListHearingAsync(workspace, happened, cancellation));

    /// <summary>Adds the deliveries, all or none.</summary>
    /// <param name="announcement">The outbox message that the event came in.</param>
    /// <param name="payload">What plain subscribers get; apps get it in an envelope. Null: it is larger than may be sent.</param>
    public async Task<MessageOutcome> SendAsync(
        OutboxMessage announcement, Repository repository, WebhookEvent happened, DateTimeOffset happenedOn, Listeners listeners, byte[]? payload, CancellationToken cancellation)
    {
        var plain = payload is null ? null : Encoding.UTF8.GetString(payload);
        var wrapped = plain is null ? null : $$"""{"event":"{{happened.Key}}","data":{{plain}}}""";
        await database.WriteAsync(
            async write =>
            {
                foreach (var hook in listeners.Hooks)
                    await AddAsync(write, new WebhookMessage(repository.WorkspaceId, hook.Id, null, happened.Key, happenedOn, plain));

                foreach (var (installation, hook) in listeners.Apps)
                    await AddAsync(write, new WebhookMessage(repository.WorkspaceId, hook.Id, installation.Id, happened.Key, happenedOn, wrapped));

                return true;
            },
            cancellation);
        return new($"Handed on to {listeners.Hooks.Count} webhooks and {listeners.Apps.Count} of apps");

        Task AddAsync(WriteSession write, WebhookMessage message) =>
            outbox.AddAsync(write, DerivedId.Of($"{announcement.Id:D} {message.Hook:D}"), WebhookMessage.Kind, message);
    }

    internal sealed record Listeners(IReadOnlyList<Webhook> Hooks, IReadOnlyList<(Addon.Installation Installation, Webhook Hook)> Apps)
    {
        public bool IsEmpty => Hooks.Count == 0 && Apps.Count == 0;
    }
}
