using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.OAuth;

/// <summary>The <c>app_tokens</c> table: tokens that apps got for their JWT. The end of an installation removes them, by a trigger of the table's own.</summary>
internal sealed class AppTokenStore(Database database, TimeProvider clock)
{
    /// <summary>A new token of an installation; null when the installation has ended meanwhile.</summary>
    /// <param name="repositories">What it is limited to; null: nothing.</param>
    public async Task<string?> AddAsync(
        Guid installation, ScopeSet scopes, IReadOnlyList<Guid>? repositories, TimeSpan lifetime, CancellationToken cancellation)
    {
        var (secret, now) = (TokenSecret.New(Credentials.AppToken), clock.GetUtcNow());
        var made = await database.WriteAsync(
            write => write.ExecuteAsync(
                write.Kind == DatabaseKind.PostgreSql ? InsertPostgreSql : InsertSqlite, TokenSecret.Hash(secret), installation.ToString("D"), scopes.ToString(),
                repositories is null ? null : string.Join(' ', repositories.Select(id => id.ToString("D"))),
                Instants.ToMicroseconds(now), Instants.ToMicroseconds(now + lifetime)),
            cancellation);
        return made == 1 ? secret : null;
    }

    /// <summary>Those of the ids that are repositories of the workspace.</summary>
    public async Task<IReadOnlySet<Guid>> FindRepositoriesAsync(Guid workspace, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var texts = ids.Select(id => id.ToString("D")).ToArray();
        var rows = await database.ReadAsync(
            session => session.ListAsync<string>($"SELECT id FROM repositories WHERE workspace_id = @workspace AND id {session.In("texts")}", new { workspace, texts }),
            cancellation);
        return rows.Select(Guid.Parse).ToHashSet();
    }

    /// <summary>Removes what has ended.</summary>
    public Task<int> PurgeAsync(CancellationToken cancellation) =>
        database.WriteAsync(write => write.ExecuteAsync("DELETE FROM app_tokens WHERE expires_on <= @now", new { now = clock.GetUtcNow() }), cancellation);

    private const string Insert = """
        INSERT INTO app_tokens (secret_hash, installation_id, scopes, repositories, created_on, expires_on)
        SELECT @Hash, i.id, @Scopes, @Repositories, @CreatedOn, @ExpiresOn FROM installations i
        WHERE i.id = @Installation AND i.state IN ('active', 'installing')
        """;

    private static readonly string[] Names = ["Hash", "Installation", "Scopes", "Repositories", "CreatedOn", "ExpiresOn"];

    private static readonly KeptChange InsertSqlite = new(Insert, Names);

    // An end that is under way is waited for: it would remove the tokens that it sees, and one made beside it would count again after the next beginning.
    private static readonly KeptChange InsertPostgreSql = new(Insert + " FOR SHARE OF i", Names);
}
