using System.Text;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Jwt;
using Mortise.Server.Platform.Egress;

namespace Mortise.Server.Features.Addon;

/// <summary>Posts lifecycle callbacks: signed with the secret that the app knows already, or not at all where it knows none.</summary>
internal sealed class LifecycleCallback(OutboundHttp http, EgressOptions egress, TimeProvider clock, ILogger<LifecycleCallback> log)
{
    private const int MostBytes = 64 * 1024;

    /// <param name="descriptor">The descriptor in force.</param>
    /// <param name="url">The absolute address of the callback.</param>
    /// <param name="secret">Null: the request is not signed.</param>
    public async Task<CallbackStep> PostAsync(
        Descriptor descriptor, string url, string clientKey, string? secret, byte[] body, CancellationToken cancellation)
    {
        var signs = secret is not null && descriptor.Authentication == AppAuthentication.Jwt;
        var answer = await http.SendAsync(
            new(HttpMethod.Post, url, TimeSpan.FromSeconds(egress.CallbackSeconds), MostBytes)
            {
                Authorization = signs ? "JWT " + HostToken.Create(clientKey, secret!, "POST", url, descriptor.BaseUrl, clock.GetUtcNow()) : null,
                Json = body,
                CutsBody = true,
            },
            cancellation);
        log.LogInformation(
            "Callback of {App} to {Path}: {Outcome}, {Milliseconds} ms",
            descriptor.Key, PathOf(url), answer.Problem?.Cause ?? $"answered {answer.Status}", (long)answer.Elapsed.TotalMilliseconds);
        return new(url, signs, answer.Status, answer.Elapsed, answer.IsSuccess ? null : Start(answer.Body), answer.Problem);
    }

    /// <summary>Without the query, which may hold what is nobody's business.</summary>
    private static string PathOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.AbsolutePath : "";

    private static string Start(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300)));
        return string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}

/// <summary>What came of a callback.</summary>
/// <param name="Signed">Whether it carried a token.</param>
/// <param name="Status">Null when no answer came.</param>
/// <param name="BodyStart">The first bytes of an answer that is not 2xx.</param>
/// <param name="Problem">Why no answer came.</param>
internal sealed record CallbackStep(string Url, bool Signed, int? Status, TimeSpan Elapsed, string? BodyStart, OutboundProblem? Problem)
{
    public bool IsSuccess => Problem is null && Status is >= 200 and < 300;
}
