using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Users;

/// <summary>The <c>user_passwords</c> table: what people sign in to the site with, as slow hashes. The API takes none of it (rest.md D-9).</summary>
internal sealed class PasswordStore(Database database, TimeProvider clock, IOptions<PasswordHasherOptions> hashing)
{
    /// <summary>Characters; a password that the administrator sets.</summary>
    public const int Fewest = 8;
    public const int Most = 256;

    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> hasher = new(hashing);

    /// <summary>What a wrong name is checked against, so that it takes as long as a wrong password.</summary>
    private string? decoy;

    /// <summary>Why it may not be a person's password; null: it may.</summary>
    public static string? WhyNot(string password) =>
        password.Length is >= Fewest and <= Most ? null : $"A password has {Fewest} to {Most} characters.";

    /// <summary>Gives a person a password in place of an earlier one, and ends the sessions of the person.</summary>
    /// <param name="keptSession">One that goes on, by the hash of its cookie; empty: none does.</param>
    public Task SetAsync(Guid user, string password, CancellationToken cancellation, string keptSession = "")
    {
        var hash = HashOf(password);
        return database.WriteAsync(
            async write =>
            {
                await write.ExecuteAsync(Upsert, new { user, hash, now = clock.GetUtcNow() });
                await SessionStore.EndOthersAsync(write, user, keptSession);
            },
            cancellation);
    }

    /// <summary>True for the password that the person signs in with.</summary>
    public async Task<bool> IsOfAsync(Guid user, string password, CancellationToken cancellation)
    {
        var hash = await database.ReadAsync(session => session.ScalarAsync<string>("SELECT hash FROM user_passwords WHERE user_id = @user", new { user }), cancellation);
        return hasher.VerifyHashedPassword(Nobody, hash ?? Decoy, password) != PasswordVerificationResult.Failed && hash is not null;
    }

    /// <summary>Gives a password to a person who was made in the same write.</summary>
    /// <param name="hash">As <see cref="HashOf"/> makes it.</param>
    public Task AddAsync(WriteSession write, Guid user, string hash) => write.ExecuteAsync(Insert, new { user, hash, now = clock.GetUtcNow() });

    /// <summary>What is kept of a password; slow on purpose, so that it is made outside of a write.</summary>
    public string HashOf(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Gives a password to a person who has none.</summary>
    public Task AddAsync(Guid user, string password, CancellationToken cancellation)
    {
        var hash = HashOf(password);
        return database.WriteAsync(write => write.ExecuteAsync(Insert, new { user, hash, now = clock.GetUtcNow() }), cancellation);
    }

    /// <summary>The active person with that username or address and password; null for whatever is wrong, after about the same time.</summary>
    public async Task<Guid?> FindAsync(string name, string password, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Find, new { name = name.ToLowerInvariant() }), cancellation);
        var outcome = hasher.VerifyHashedPassword(Nobody, row?.Hash ?? Decoy, password);
        if (row is null || outcome == PasswordVerificationResult.Failed)
            return null;

        if (outcome == PasswordVerificationResult.SuccessRehashNeeded)
            await StrengthenAsync(row, password, cancellation);

        return row.UserId;
    }

    private string Decoy => decoy ??= HashOf(Guid.NewGuid().ToString());

    private Task<int> StrengthenAsync(Row row, string password, CancellationToken cancellation)
    {
        var stronger = HashOf(password);
        return database.WriteAsync(
            write => write.ExecuteAsync(
                "UPDATE user_passwords SET hash = @stronger WHERE user_id = @UserId AND hash = @Hash", new { row.UserId, row.Hash, stronger }),
            cancellation);
    }

    private const string Insert = "INSERT INTO user_passwords (user_id, hash, changed_on) VALUES (@user, @hash, @now) ON CONFLICT (user_id) DO NOTHING";

    private const string Upsert = """
        INSERT INTO user_passwords (user_id, hash, changed_on) VALUES (@user, @hash, @now)
        ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_on = excluded.changed_on
        """;

    private const string Find = """
        SELECT u.id AS user_id, p.hash
        FROM users u JOIN user_passwords p ON p.user_id = u.id
        WHERE u.account_status = 'active' AND (u.username = @name OR u.id IN (SELECT e.user_id FROM user_emails e WHERE e.email = @name AND e.is_confirmed))
        """;

    private sealed record Row
    {
        public Guid UserId { get; init; }
        public string Hash { get; init; } = "";
    }
}
