using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.OAuth;

internal sealed partial class OAuthTokenStore
{
    /// <summary>Of authorization codes (rest.md D-21).</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A code for what a person has consented to.</summary>
    public async Task<string> AddCodeAsync(NewCode code, CancellationToken cancellation)
    {
        var secret = TokenSecret.New(TokenSecret.AuthorizationCode);
        await database.WriteAsync(
            write => write.ExecuteAsync(
                InsertCode,
                new
                {
                    hash = TokenSecret.Hash(secret),
                    code.Consumer,
                    code.User,
                    scopes = code.Scopes.ToString(),
                    code.RedirectUri,
                    code.Challenge,
                    end = clock.GetUtcNow() + CodeLifetime,
                }),
            cancellation);
        return secret;
    }

    /// <summary>The tokens for a code, once. Used a second time, it ends what the first use has brought (RFC 6749, 4.1.2).</summary>
    public Task<(NewTokens? Tokens, OAuthError? Refusal)> UseCodeAsync(CodeUse use, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var (now, hash) = (clock.GetUtcNow(), TokenSecret.Hash(use.Secret));
                var code = await write.FindAsync<CodeRow>(FindCode + (write.Kind == DatabaseKind.PostgreSql ? " FOR UPDATE OF k" : ""), new { hash });
                if (code is null || code.ConsumerId != use.Consumer.Id)
                    return ((NewTokens?)null, OAuthError.InvalidGrant("The code is unknown, expired or was used before."));

                if (code.FamilyId is { } family)
                {
                    await RevokeAsync(write, family);
                    return (null, OAuthError.InvalidGrant("The code is unknown, expired or was used before."));
                }

                if (code.ExpiresOn <= now)
                    return (null, OAuthError.InvalidGrant("The code is unknown, expired or was used before."));

                if (WhyNot(code, use) is { } refusal)
                    return (null, refusal);

                var scopes = Consumer.ReadScopes(code.Scopes);
                var made = await AddFamilyAsync(write, code.ConsumerId, code.UserId, scopes);
                await write.ExecuteAsync("UPDATE oauth_codes SET family_id = @made WHERE secret_hash = @hash", new { made, hash });
                return (await AddAsync(write, made, scopes), (OAuthError?)null);
            },
            cancellation);

    private static OAuthError? WhyNot(CodeRow code, CodeUse use)
    {
        if (use.RedirectUri != code.RedirectUri && !(code.RedirectUri is null && use.RedirectUri == use.Consumer.CallbackUrl))
            return OAuthError.InvalidGrant("'redirect_uri' is not the one that the code was asked for with.");

        if (code.Challenge is null)
            return use.Verifier is null ? null : OAuthError.InvalidGrant("'code_verifier' is sent, but the code was asked for without a code_challenge.");

        if (use.Verifier is null)
            return OAuthError.InvalidGrant("'code_verifier' is missing; the code was asked for with a code_challenge.");

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(use.Verifier)));
        return challenge == code.Challenge ? null : OAuthError.InvalidGrant("'code_verifier' does not fit the code_challenge.");
    }

    private const string InsertCode = """
        INSERT INTO oauth_codes (secret_hash, consumer_id, user_id, scopes, redirect_uri, challenge, expires_on)
        VALUES (@hash, @Consumer, @User, @scopes, @RedirectUri, @Challenge, @end)
        """;

    private const string FindCode = """
        SELECT k.consumer_id, k.user_id, k.scopes, k.redirect_uri, k.challenge, k.family_id, k.expires_on
        FROM oauth_codes k JOIN users u ON u.id = k.user_id AND u.account_status = 'active'
        WHERE k.secret_hash = @hash
        """;

    private sealed record CodeRow
    {
        public Guid ConsumerId { get; init; }
        public Guid UserId { get; init; }
        public string Scopes { get; init; } = "";
        public string? RedirectUri { get; init; }
        public string? Challenge { get; init; }
        public Guid? FamilyId { get; init; }
        public DateTimeOffset ExpiresOn { get; init; }
    }
}

/// <summary>What a person has consented to.</summary>
/// <param name="RedirectUri">As the request had it; null: it had none.</param>
/// <param name="Challenge">Of PKCE, S256; null: none.</param>
internal sealed record NewCode(Guid Consumer, Guid User, ScopeSet Scopes, string? RedirectUri, string? Challenge);

/// <summary>A code as the token endpoint was sent it.</summary>
internal sealed record CodeUse(string Secret, Consumer Consumer, string? RedirectUri, string? Verifier);
