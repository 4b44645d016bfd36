using System.Security.Cryptography;
using System.Text;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.OAuth;

/// <summary>Finds the consumer that asks for a token, by Basic or by <c>client_id</c> and <c>client_secret</c> in the body (RFC 6749, 2.3.1).</summary>
internal sealed class ClientAuthentication(ConsumerStore consumers, FailedAttempts attempts)
{
    /// <summary>Exactly one of the two is set; one refusal for an unknown key and a wrong secret.</summary>
    public async Task<(Consumer? Consumer, OAuthError? Refusal)> FindAsync(TokenRequest request, HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var fromBody = (Key: request.Text("client_id"), Secret: request.Text("client_secret"));
        var isBasic = header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase);
        if (header.Length > 0 && !isBasic)
            return (null, OAuthError.InvalidRequest("A client says who it is by Basic, or by client_id and client_secret in the body."));

        if (isBasic && fromBody.Secret is not null)
            return (null, OAuthError.InvalidRequest("A client says who it is by Basic or in the body, not by both."));

        var (key, secret) = isBasic ? Decode(header["Basic ".Length..].Trim()) : fromBody;
        if (key is null || secret is null || (isBasic && fromBody.Key is { } named && named != key))
            return (null, OAuthError.BadClient());

        return await CheckAsync(key, secret, context);
    }

    private async Task<(Consumer? Consumer, OAuthError? Refusal)> CheckAsync(string key, string secret, HttpContext context)
    {
        var attempt = attempts.Of(context, $"client {key}");
        if (attempt.MustWait is { } wait && !TokenSecret.IsWellFormed(secret))
            return (null, OAuthError.TooManyAttempts(wait));

        var consumer = key.Contains('\0', StringComparison.Ordinal) ? null : await consumers.FindAsync(key, context.RequestAborted);
        var hash = Encoding.ASCII.GetBytes(TokenSecret.Hash(secret));
        if (consumer is not null && CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(consumer.SecretHash)))
            return (consumer, null);

        attempt.Failed();
        return (null, OAuthError.BadClient());
    }

    /// <summary>Key and secret of Basic; ours need no escapes, and clients that write some are understood.</summary>
    private static (string? Key, string? Secret) Decode(string value)
    {
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var length) || Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is not [var key, var secret])
            return (null, null);

        return (Uri.UnescapeDataString(key), Uri.UnescapeDataString(secret));
    }
}
