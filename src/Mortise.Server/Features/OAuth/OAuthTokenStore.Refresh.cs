using System.Security.Cryptography;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.OAuth;

internal sealed partial class OAuthTokenStore
{
    /// <summary>How long a used refresh token is still answered, for clients whose answer was lost or that refresh in several places (rest.md D-23).</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private const int ChanceBytes = 32;

    /// <summary>A new access token, and the refresh token that follows this one.</summary>
    /// <remarks>
    /// 1. A token that was not used yet is replaced: its successor is made of the token and of chance that is kept beside its hash.
    /// 2. Within <see cref="Grace"/> the same token leads to the same successor, so that a family never has two chains.
    /// 3. After that, whoever uses it holds a copy: the whole family ends, since nobody knows which of the two is the thief.
    /// Source: RFC 6749, 10.4; RFC 9700, 4.14.
    /// </remarks>
    /// <param name="narrow">The scopes of the new access token, of those that the family has; or why not.</param>
    public Task<(NewTokens? Tokens, OAuthError? Refusal)> RefreshAsync(
        string secret, Guid consumer, Func<ScopeSet, (ScopeSet Scopes, OAuthError? Refusal)> narrow, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var (now, hash) = (clock.GetUtcNow(), TokenSecret.Hash(secret));
                var token = await write.FindAsync<RefreshRow>(FindRefresh + OfToken(write), new { hash });
                if (token is null || token.ConsumerId != consumer || token.RevokedOn is not null || token.ExpiresOn <= now)
                    return Unknown();

                // 3.
                if (token.ReplacedOn is { } replaced && now - replaced > Grace)
                {
                    await RevokeAsync(write, token.FamilyId);
                    return Unknown();
                }

                var (scopes, beyond) = narrow(Consumer.ReadScopes(token.Scopes));
                if (beyond is not null)
                    return (null, beyond);

                // 1. and 2.
                var chance = token.Chance ?? await ReplaceAsync(write, token, hash, secret, now);
                return (new NewTokens(await AddAccessAsync(write, token.FamilyId, scopes), TokenSecret.Successor(secret, chance), scopes), (OAuthError?)null);
            },
            cancellation);

    private async Task<string> ReplaceAsync(WriteSession write, RefreshRow token, string hash, string secret, DateTimeOffset now)
    {
        var chance = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ChanceBytes));
        await write.ExecuteAsync("UPDATE oauth_tokens SET replaced_on = @now, chance = @chance WHERE secret_hash = @hash", new { now, chance, hash });
        await AddRefreshAsync(write, token.FamilyId, TokenSecret.Successor(secret, chance), Consumer.ReadScopes(token.Scopes));
        return chance;
    }

    private Task<int> RevokeAsync(WriteSession write, Guid family) =>
        write.ExecuteAsync("UPDATE oauth_families SET revoked_on = @now WHERE id = @family AND revoked_on IS NULL", new { family, now = clock.GetUtcNow() });

    private static (NewTokens?, OAuthError?) Unknown() => (null, OAuthError.InvalidGrant("The refresh token is unknown, expired or revoked."));

    /// <summary>Locks the token alone, so that one use of it follows another.</summary>
    private static string OfToken(WriteSession write) => write.Kind == DatabaseKind.PostgreSql ? " FOR UPDATE OF t" : "";

    private const string FindRefresh = """
        SELECT t.family_id, t.scopes, t.expires_on, t.replaced_on, t.chance, f.consumer_id, f.revoked_on
        FROM oauth_tokens t
        JOIN oauth_families f ON f.id = t.family_id
        JOIN oauth_consumers c ON c.id = f.consumer_id
        LEFT JOIN users u ON u.id = COALESCE(f.user_id, c.workspace_id)
        WHERE t.secret_hash = @hash AND t.is_refresh AND (u.id IS NULL OR u.account_status = 'active')
        """;

    private sealed record RefreshRow
    {
        public Guid FamilyId { get; init; }
        public Guid ConsumerId { get; init; }
        public string Scopes { get; init; } = "";
        public DateTimeOffset ExpiresOn { get; init; }
        public DateTimeOffset? ReplacedOn { get; init; }
        public string? Chance { get; init; }
        public DateTimeOffset? RevokedOn { get; init; }
    }
}
