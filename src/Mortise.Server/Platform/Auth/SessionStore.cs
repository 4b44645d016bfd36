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

    /// <summary>The sessions of a person, newest first; what has ended is not among them.</summary>
    public Task<IReadOnlyList<OpenSession>> ListAsync(Guid user, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<OpenSession>(
                "SELECT secret_hash AS hash, created_on, expires_on FROM sessions WHERE user_id = @user AND expires_on > @now ORDER BY created_on DESC, secret_hash",
                new { user, now = clock.GetUtcNow() }),
            cancellation);

    /// <summary>Ends one session of a person, by its name in lists; false when there is none.</summary>
    public async Task<bool> EndAsync(Guid user, string name, CancellationToken cancellation) =>
        name.Length == OpenSession.NameLength && await database.WriteAsync(
            write => write.ExecuteAsync(
                "DELETE FROM sessions WHERE user_id = @user AND SUBSTR(secret_hash, 1, @length) = @name", new { user, name, length = OpenSession.NameLength }),
            cancellation) > 0;

    /// <summary>Ends the sessions of a person but for one.</summary>
    public Task EndOthersAsync(Guid user, string kept, CancellationToken cancellation) => database.WriteAsync(write => EndOthersAsync(write, user, kept), cancellation);

    /// <summary>As the other overload, inside a write.</summary>
    /// <param name="kept">By the hash of its cookie; empty: none is kept.</param>
    public static Task EndOthersAsync(WriteSession write, Guid user, string kept) =>
        write.ExecuteAsync("DELETE FROM sessions WHERE user_id = @user AND secret_hash <> @kept", new { user, kept });

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

/// <summary>A browser that is signed in.</summary>
internal sealed record OpenSession
{
    public const int NameLength = 32;

    /// <summary>Of its cookie; stays on this host.</summary>
    public string Hash { get; init; } = "";

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset ExpiresOn { get; init; }

    /// <summary>Half of the hash: enough to tell sessions apart, and of no use to find the cookie.</summary>
    public string Name => Hash[..NameLength];
}
