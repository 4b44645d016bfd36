using System.Text.Json;
using Mortise.Connect.Descriptors;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Addon;

/// <summary>Tells an app that it was uninstalled.</summary>
/// <param name="Installation">The id of what remains of it.</param>
/// <param name="RemovedOn">Microseconds since 1970: which of its removals this is about.</param>
internal sealed record UninstalledMessage(Guid Installation, long RemovedOn)
{
    public const string Kind = "app.uninstalled";
}

/// <summary>Posts <c>uninstalled</c>: three attempts, signed with the secret that the app was sent last.</summary>
internal sealed class UninstalledHandler(
    InstallationStore installations, PrincipalStore principals, HostKeyStore hostKey, LifecycleCallback callback, LifecyclePayload payload,
    EgressOptions egress) : IMessageHandler
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)];

    public string Kind => UninstalledMessage.Kind;

    public async Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var about = JsonSerializer.Deserialize<UninstalledMessage>(message.Payload)!;
        var installation = await installations.FindAsync(about.Installation, cancellation);
        if (installation is null || await principals.FindAsync(installation.WorkspaceId, cancellation) is not { } principal)
            return new("Dropped: the workspace is gone");

        // An app that has been installed again meanwhile must not be told that it is gone.
        if (installation.RemovedOn is not { } removedOn || Instants.ToMicroseconds(removedOn) != about.RemovedOn)
            return new("Dropped: the app is installed again");

        var rules = new DescriptorRules(AllowHttp: egress.AllowHttp == true);
        if (!Descriptor.TryParse(installation.Descriptor, rules, out var descriptor, out _) || descriptor.Lifecycle.Uninstalled is not { } url)
            return new("Dropped: the descriptor names no 'uninstalled' callback");

        var secret = await installations.FindSecretAsync(installation.Id, cancellation);
        var body = payload.Other("uninstalled", installation, principal, await hostKey.GetAsync(cancellation));
        var step = await callback.PostAsync(descriptor, url, installation.ClientKey, secret, body, cancellation);
        if (step.IsSuccess)
            return new($"Sent: {step.Status}");

        var outcome = step.Problem?.Cause ?? $"Refused: {step.Status}";
        return message.Attempts < Pauses.Length ? new(outcome, Pauses[message.Attempts]) : new("Given up: " + outcome);
    }
}
