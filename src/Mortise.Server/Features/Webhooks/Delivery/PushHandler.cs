using System.Text.Json;
using Mortise.Git;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Outbox;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>Tells subscribers of a push: looks who listens, writes the payload once, and hands a delivery to each.</summary>
internal sealed class PushHandler(RepositoryStore repositories, EventDispatch dispatch, PushPayload payloads, DataDirectory directory) : IMessageHandler
{
    private static readonly WebhookEvent Push = WebhookEvent.Find(WebhookEvent.Push)!;

    public string Kind => PushHappened.Kind;

    public async Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var happened = JsonSerializer.Deserialize<PushHappened>(message.Payload)!;
        var listeners = await dispatch.ListenersAsync(happened.Workspace, happened.Repository, Push, cancellation);
        if (listeners.IsEmpty)
            return new("Nobody listens");

        if (await repositories.FindVisibleAsync(happened.Repository, new Caller.HostAdmin { Workspace = happened.Workspace }, cancellation) is not { } repository)
            return new("Dropped: the repository is gone");

        var git = new GitRepository(directory.RepositoryPath(repository.Id));
        var payload = git.Exists() ? await payloads.WriteAsync(repository, git, happened, cancellation) : null;
        return await dispatch.SendAsync(message, repository, Push, happened.HappenedOn, listeners, payload, cancellation);
    }
}
