using Mortise.Query.Fields;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Webhooks.Endpoints;

/// <summary>GET /_/api/webhooks/{id}/attempts: the history of a subscription that keeps one, newest first.</summary>
internal static class AdminWebhookAttempts
{
    public static async Task<IResult> HandleAsync(Guid id, WebhookStore hooks, CancellationToken cancellation) =>
        await hooks.ExistsAsync(id, cancellation)
            ? ApiAnswer.Ok(await hooks.ListAttemptsAsync(id, cancellation), static (o, all) => o.Array("values", all, Write))
            : WebhookStore.NotFound(id.ToString("D"));

    private static void Write(ObjectWriter o, WebhookAttempt attempt)
    {
        o.Write("delivery", attempt.DeliveryId.ToString("D"));
        o.Write("attempt", attempt.Number);
        o.Write("event", attempt.Event);
        o.Write("url", attempt.Url);
        o.Write("started_on", Timestamp.Micro(attempt.StartedOn));
        o.Write("milliseconds", attempt.Milliseconds);
        o.Write("status", (long?)attempt.Status);
        o.Write("outcome", attempt.Outcome);
        o.Write("request", attempt.Request);
        o.Write("response", attempt.Response);
    }
}
