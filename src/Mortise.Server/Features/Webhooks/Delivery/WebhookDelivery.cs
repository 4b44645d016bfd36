using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Jwt;
using Mortise.Server.Features.Addon;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Webhooks.Delivery;

/// <summary>Posts one event to one subscriber: three attempts in all, signed as the subscriber can check (rest.md 19.3 to 19.6).</summary>
/// <remarks>
/// Redirects are not followed. An answer of 3xx or 4xx, and an address that this host may not reach, end it; 5xx, no answer within ten seconds and a failed
/// connection are tried again after one and after five minutes, give or take a tenth. What was removed or suspended meanwhile is not sent.
/// </remarks>
internal sealed class WebhookDelivery(
    WebhookStore hooks, AppSubscriptions apps, InstallationStore installations, OutboundHttp http, TimeProvider clock, ILogger<WebhookDelivery> log) : IMessageHandler
{
    private const int MostAnswerBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(300)];

    public string Kind => WebhookMessage.Kind;

    public async Task<MessageOutcome> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var about = JsonSerializer.Deserialize<WebhookMessage>(message.Payload)!;
        if (await AddresseeAsync(about, cancellation) is not { } to)
            return new("Dropped: the subscription is gone or suspended");

        var startedOn = clock.GetUtcNow();
        if (about.Body is null)
        {
            var tooLarge = $"Failed: the event has more than {WebhookMessage.MostBytes} bytes";
            await RecordAsync(to.Hook, message, about, startedOn, null, tooLarge, cancellation);
            return new(tooLarge);
        }

        var body = Encoding.UTF8.GetBytes(about.Body);
        var answer = await http.SendAsync(
            new(HttpMethod.Post, to.Hook.Url, Patience, MostAnswerBytes)
            {
                Authorization = to.Token,
                Headers = Headers(message, about, to, body),
                Json = body,
                CutsBody = true,
                TakesAnyCertificate = to.Hook.SkipCertVerification,
            },
            cancellation);
        var (outcome, again) = Judge(answer, message.Attempts);
        await RecordAsync(to.Hook, message, about, startedOn, answer, outcome, cancellation);
        log.LogInformation(
            "Webhook {Hook}, {Event}, attempt {Attempt}: {Outcome}, {Milliseconds} ms", to.Hook.Id, about.Event, message.Attempts + 1, outcome, (long)answer.Elapsed.TotalMilliseconds);
        return new(outcome, again);
    }

    private async Task<Addressee?> AddresseeAsync(WebhookMessage about, CancellationToken cancellation)
    {
        if (about.Installation is not { } installation)
        {
            return await hooks.FindAsync(about.Workspace, about.Hook, cancellation) is { } hook && hook.Hears(about.Event)
                ? new(hook, null, hook.HasSecret ? await hooks.FindSecretAsync(about.Workspace, hook.Id, cancellation) : null)
                : null;
        }

        if (await apps.FindAsync(installation, about.Hook, cancellation) is not { } found)
            return null;

        var (installed, app, ofApp) = found;
        var secret = app.Descriptor.Authentication == AppAuthentication.Jwt ? await installations.FindSecretAsync(installation, cancellation) : null;
        var token = secret is null ? null : "JWT " + HostToken.Create(installed.ClientKey, secret, "POST", ofApp.Url, app.Descriptor.BaseUrl, clock.GetUtcNow());
        return new(ofApp, token, null);
    }

    private static List<(string, string)> Headers(OutboxMessage message, WebhookMessage about, Addressee to, byte[] body)
    {
        List<(string, string)> headers =
        [
            ("User-Agent", "Bitbucket-Webhooks/2.0"),
            ("Accept", "*/*"),
            ("X-Event-Key", about.Event),
            ("X-Event-Time", about.HappenedOn.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture)),
            ("X-Hook-UUID", to.Hook.Id.ToString("D")),
            ("X-Request-UUID", message.Id.ToString("D")),
            ("X-Attempt-Number", (message.Attempts + 1).ToString(CultureInfo.InvariantCulture)),
        ];
        if (to.Secret is { } secret)
            headers.Add(("X-Hub-Signature", Signature(secret, body)));

        return headers;
    }

    /// <summary>The value of <c>X-Hub-Signature</c>: HMAC-SHA256 over the bytes of the body.</summary>
    internal static string Signature(string secret, ReadOnlySpan<byte> body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static (string Outcome, TimeSpan? Again) Judge(OutboundAnswer answer, int attempts)
    {
        if (answer.IsSuccess)
            return ($"Sent: {answer.Status}", null);

        var (problem, passes) = answer.Problem switch
        {
            null => ($"answered {answer.Status}", answer.Status >= 500),
            { Failure: OutboundFailure.Timeout } => ("TIMEOUT", true),
            { Failure: OutboundFailure.Unreachable } unreachable => ($"NETWORK ERROR: {unreachable.Cause}", true),
            var other => (other.Cause, false),
        };
        return passes && attempts < Pauses.Length ? ($"Failed, to be tried again: {problem}", WithJitter(Pauses[attempts])) : ($"Failed: {problem}", null);
    }

    private static TimeSpan WithJitter(TimeSpan pause) => pause * (RandomNumberGenerator.GetInt32(900, 1101) / 1000.0);

    private async Task RecordAsync(
        Webhook hook, OutboxMessage message, WebhookMessage about, DateTimeOffset startedOn, OutboundAnswer? answer, string outcome, CancellationToken cancellation)
    {
        if (!hook.HistoryEnabled)
            return;

        var attempt = new WebhookAttempt
        {
            WebhookId = hook.Id,
            DeliveryId = message.Id,
            Number = message.Attempts + 1,
            Event = about.Event,
            Url = hook.Url,
            StartedOn = startedOn,
            Milliseconds = (long)(answer?.Elapsed.TotalMilliseconds ?? 0),
            Status = answer?.Status,
            Outcome = outcome,
            Request = about.Body ?? "",
            Response = Encoding.UTF8.GetString(answer?.Body ?? []).Replace('\0', '\uFFFD'),
        };
        await hooks.RecordAsync(about.Workspace, attempt, cancellation);
    }

    /// <param name="Token">The value of <c>Authorization</c>; null for none.</param>
    /// <param name="Secret">What the body is signed with; null: it is not.</param>
    private sealed record Addressee(Webhook Hook, string? Token, string? Secret);
}
