using System.Text.Json;
using System.Text.Json.Serialization;
using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Addon;

/// <summary>Tells an app, after the fact, what became of its installation.</summary>
/// <param name="Installation">Its id.</param>
/// <param name="ChangedOn">Microseconds since 1970: which of its changes this is about. Stored as <c>RemovedOn</c>, as messages of version 0.1 have it.</param>
internal sealed record LifecycleMessage(Guid Installation, [property: JsonPropertyName("RemovedOn")] long ChangedOn)
{
    /// <summary>The kind of message that an event's callback travels as.</summary>
    public static string KindOf(string eventType) => "app." + eventType;
}

/// <summary>Posts one of the callbacks that follow a change: three attempts, signed with the secret that the app was sent last.</summary>
/// <param name="eventType"><c>uninstalled</c>, <c>enabled</c> or <c>disabled</c>.</param>
/// <param name="state">The state that the callback speaks of; an app is not told what is no longer so.</param>
internal sealed class LifecycleHandler(
    string eventType, InstallationState state, InstallationStore installations, PrincipalStore principals, HostKeyStore hostKey,
    DescriptorSource descriptors, LifecycleCallback callback, LifecyclePayload payload) : IMessageHandler
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)];

    public string Kind => LifecycleMessage.KindOf(eventType);

    public async Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var about = JsonSerializer.Deserialize<LifecycleMessage>(message.Payload)!;
        var installation = await installations.FindAsync(about.Installation, cancellation);
        if (installation is null || await principals.FindAsync(installation.WorkspaceId, cancellation) is not { } principal)
            return new("Dropped: the installation or its workspace is gone");

        // An app that has been installed or enabled again meanwhile must not be told that it is not.
        if (installation.State != state || Instants.ToMicroseconds(installation.ChangedOn) != about.ChangedOn)
            return new($"Dropped: the installation has changed again and is {installation.State.ToString().ToLowerInvariant()}");

        if (!InstalledDescriptors.TryRead(installation, out var descriptor, out _)
            || UrlOf(descriptor.Lifecycle) is not { } url)
            return new($"Dropped: the descriptor names no '{eventType}' callback");

        var secret = await installations.FindSecretAsync(installation.Id, cancellation);
        var consumer = await descriptors.FindConsumerAsync(descriptor, cancellation);
        var body = payload.Other(eventType, installation, principal, await hostKey.GetAsync(cancellation), consumer);
        var step = await callback.PostAsync(descriptor, url, installation.ClientKey, secret, body, cancellation);
        if (step.IsSuccess)
            return new($"Sent: {step.Status}");

        var outcome = step.Problem?.Cause ?? $"Refused: {step.Status}";
        return message.Attempts < Pauses.Length ? new(outcome, Pauses[message.Attempts]) : new("Given up: " + outcome);
    }

    private string? UrlOf(Lifecycle lifecycle) => state switch
    {
        InstallationState.Removed => lifecycle.Uninstalled,
        InstallationState.Disabled => lifecycle.Disabled,
        _ => lifecycle.Enabled,
    };
}
