using Mortise.Connect.Scopes;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.OAuth;

/// <summary>The tables <c>oauth_families</c> and <c>oauth_tokens</c>: one family for each consent, and the tokens that came of it.</summary>
/// <remarks>Of secrets only hashes are kept. Each change is one write, so that a server which is killed leaves a whole one or none.</remarks>
internal sealed partial class OAuthTokenStore(Database database, IdSource ids, OAuthOptions options, TimeProvider clock)
{
    /// <summary>How long a refresh token that nobody uses lives (rest.md 3.3: three months).</summary>
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    /// <summary>After the last token of a family is gone, before the family goes.</summary>
    private static readonly TimeSpan FamilyRest = TimeSpan.FromMinutes(10);

    public TimeSpan AccessLifetime => TimeSpan.FromSeconds(options.AccessTokenSeconds);

    /// <summary>A family with its first tokens.</summary>
    /// <param name="consumer">The consumer's id.</param>
    /// <param name="user">Who consented; null: the consumer acts for its workspace.</param>
    public Task<NewTokens> BeginAsync(Guid consumer, Guid? user, ScopeSet scopes, CancellationToken cancellation) =>
        database.WriteAsync(async write => await AddAsync(write, await AddFamilyAsync(write, consumer, user, scopes), scopes), cancellation);

    /// <summary>A family with one access token and no way to a second.</summary>
    public Task<NewTokens> BeginWithoutRefreshAsync(Guid consumer, Guid user, ScopeSet scopes, CancellationToken cancellation) =>
        database.WriteAsync(
            async write => new NewTokens(await AddAccessAsync(write, await AddFamilyAsync(write, consumer, user, scopes), scopes), null, scopes), cancellation);

    /// <summary>Removes tokens and codes that have ended, and families that nothing is left of.</summary>
    public Task<int> PurgeAsync(CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var now = clock.GetUtcNow();
                var gone = await write.ExecuteAsync("DELETE FROM oauth_tokens WHERE expires_on <= @now", new { now });
                gone += await write.ExecuteAsync("DELETE FROM oauth_codes WHERE expires_on <= @now", new { now });
                return gone + await write.ExecuteAsync(PurgeFamilies, new { before = now - FamilyRest });
            },
            cancellation);

    private async Task<Guid> AddFamilyAsync(WriteSession write, Guid consumer, Guid? user, ScopeSet scopes)
    {
        var id = ids.New();
        await write.ExecuteAsync(InsertFamily, new { id, consumer, user, scopes = scopes.ToString(), now = clock.GetUtcNow() });
        return id;
    }

    private async Task<NewTokens> AddAsync(WriteSession write, Guid family, ScopeSet scopes)
    {
        var refresh = TokenSecret.New(TokenSecret.RefreshToken);
        await AddRefreshAsync(write, family, refresh, scopes);
        return new NewTokens(await AddAccessAsync(write, family, scopes), refresh, scopes);
    }

    private async Task<string> AddAccessAsync(WriteSession write, Guid family, ScopeSet scopes)
    {
        var secret = TokenSecret.New(Credentials.OAuthUser);
        await InsertAsync(write, family, secret, isRefresh: false, scopes, AccessLifetime);
        return secret;
    }

    private Task<int> AddRefreshAsync(WriteSession write, Guid family, string secret, ScopeSet scopes) =>
        InsertAsync(write, family, secret, isRefresh: true, scopes, RefreshLifetime);

    private Task<int> InsertAsync(WriteSession write, Guid family, string secret, bool isRefresh, ScopeSet scopes, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        return write.ExecuteAsync(
            InsertToken, new { hash = TokenSecret.Hash(secret), family, isRefresh, scopes = scopes.ToString(), now, end = now + lifetime });
    }

    private const string InsertFamily =
        "INSERT INTO oauth_families (id, consumer_id, user_id, scopes, created_on) VALUES (@id, @consumer, @user, @scopes, @now)";

    private const string InsertToken = """
        INSERT INTO oauth_tokens (secret_hash, family_id, is_refresh, scopes, created_on, expires_on) VALUES (@hash, @family, @isRefresh, @scopes, @now, @end)
        """;

    private const string PurgeFamilies = """
        DELETE FROM oauth_families WHERE created_on <= @before
          AND NOT EXISTS (SELECT 1 FROM oauth_tokens t WHERE t.family_id = oauth_families.id)
        """;
}

/// <summary>Tokens that were just made.</summary>
/// <param name="Refresh">Null: none.</param>
internal sealed record NewTokens(string Access, string? Refresh, ScopeSet Scopes);
