namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>One event for one subscriber: the outbox message of <see cref="Kind"/>. Its id is the delivery's, and stays over all attempts.</summary>
/// <param name="Installation">Of the app whose descriptor subscribes; null for a subscription that somebody made.</param>
/// <param name="HappenedOn">UTC.</param>
/// <param name="Body">JSON, as it is sent; null where it was too large to be.</param>
internal sealed record WebhookMessage(Guid Workspace, Guid Hook, Guid? Installation, string Event, DateTimeOffset HappenedOn, string? Body)
{
    public const string Kind = "webhook";

    /// <summary>Bytes of a body (Source: Bitbucket Cloud docs, "Manage webhooks"; rest.md D-120).</summary>
    public const int MostBytes = 256 * 1024;
}
