using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Auth;

/// <summary>The <c>sessions</c> table: browsers that are signed in, by the hash of their cookie.</summary>
internal sealed class SessionStore(Database database, TimeProvider clock)
{
    /// <summary>From signing in to its end, whatever happens in between.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>Begins a session of that person.</summary>
    /// <returns>The secret for the cookie.</returns>
    public async Task<string> BeginAsync(Guid user, CancellationToken cancellation)
    {
        var (secret, now) = (TokenSecret.New(Credentials.Session), clock.GetUtcNow());
        await database.WriteAsync(
            write => write.ExecuteAsync(
                "INSERT INTO sessions (secret_hash, user_id, created_on, expires_on) VALUES (@hash, @user, @now, @end)",
                new { hash = TokenSecret.Hash(secret), user, now, end = now + Lifetime }),
            cancellation);
        return secret;
    }

    /// <summary>The person whose session it is; null when there is none, it has ended, or the account is not active.</summary>
    public Task<Caller.Visitor?> FindAsync(string secret, CancellationToken cancellation) => FindByHashAsync(TokenSecret.Hash(secret), cancellation);

    /// <summary>As <see cref="FindAsync"/>, by the hash that is kept.</summary>
    public async Task<Caller.Visitor?> FindByHashAsync(string hash, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Find, new { hash, now = clock.GetUtcNow() }), cancellation);
        return row is null ? null : new Caller.Visitor(row.Id, row.Username, row.DisplayName) { Session = hash };
    }

    public Task EndAsync(string secret, CancellationToken cancellation) =>
        database.WriteAsync(write => write.ExecuteAsync("DELETE FROM sessions WHERE secret_hash = @hash", new { hash = TokenSecret.Hash(secret) }), cancellation);

    /// <summary>Ends all sessions of a person, inside a write.</summary>
    public static Task EndAllAsync(WriteSession write, Guid user) => write.ExecuteAsync("DELETE FROM sessions WHERE user_id = @user", new { user });

    /// <summary>Removes what has ended.</summary>
    public Task PurgeAsync(CancellationToken cancellation) =>
        database.WriteAsync(write => write.ExecuteAsync("DELETE FROM sessions WHERE expires_on <= @now", new { now = clock.GetUtcNow() }), cancellation);

    private const string Find = """
        SELECT u.id, u.username, u.display_name
        FROM sessions s JOIN users u ON u.id = s.user_id AND u.account_status = 'active'
        WHERE s.secret_hash = @hash AND s.expires_on > @now
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Username { get; init; } = "";
        public string DisplayName { get; init; } = "";
    }
}
