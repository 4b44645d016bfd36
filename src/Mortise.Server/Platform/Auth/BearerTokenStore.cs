using System.Data.Common;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Auth;

/// <summary>The bearer tokens of OAuth as the check of a request needs them: one look, and nothing kept, so that a token that ends counts no more.</summary>
/// <remarks>Making and ending them is the business of the feature OAuth, whose tables <c>oauth_tokens</c> and <c>app_tokens</c> are.</remarks>
internal sealed class BearerTokenStore(Database database, TimeProvider clock)
{
    /// <summary>True for a secret of a kind that is looked for here.</summary>
    public static bool Keeps(string secret) => TokenSecret.IsOf(Credentials.OAuthUser, secret) || TokenSecret.IsOf(Credentials.AppToken, secret);

    /// <summary>Whom the token stands for; null when it is unknown, has ended, or what it hangs on has.</summary>
    public Task<Caller?> FindAsync(string secret, CancellationToken cancellation)
    {
        var hash = TokenSecret.Hash(secret);
        return TokenSecret.IsOf(Credentials.AppToken, secret) ? FindAsync(OfApp, hash, cancellation) : FindAsync(OfConsumer, hash, cancellation);
    }

    private async Task<Caller?> FindAsync(KeptStatement<Live> statement, string hash, CancellationToken cancellation)
    {
        var live = await database.ReadAsync(session => session.FindAsync(statement, hash), cancellation);
        return live is not null && live.ExpiresOn > clock.GetUtcNow() ? live.Caller : null;
    }

    /// <summary>Reads scopes that this program wrote.</summary>
    private static ScopeSet ScopesOf(DbDataReader row, int at) =>
        ScopeSet.TryParse(row.GetString(at), out var scopes, out var unknown)
            ? scopes
            : throw new InvalidDataException($"A token has a scope that this program does not know: {unknown}");

    private static AppKey KeyOf(string text) => AppKey.TryParse(text, out var key) ? key : throw new InvalidDataException($"'{text}' is the key of no app");

    private static Guid Id(DbDataReader row, int at) => Guid.ParseExact(row.GetString(at), "D");

    private static Live ReadOfConsumer(DbDataReader row)
    {
        var (held, client, workspace) = (HeldScopes.Classic(ScopesOf(row, 1)), row.GetString(2), Id(row, 3));
        Caller caller = row.IsDBNull(4)
            ? new Caller.ConsumerOwner(client, workspace, OnPersonalWorkspace: !row.IsDBNull(5), held)
            : new Caller.Person(Id(row, 4), row.GetString(5), Credentials.OAuthUser, held, client);
        return new Live(Instants.FromMicroseconds(row.GetInt64(0)), caller);
    }

    private static Live ReadOfApp(DbDataReader row)
    {
        var (scopes, reach) = (ScopesOf(row, 1), ScopesOf(row, 2).Closure());
        var app = new Caller.App(Id(row, 4), KeyOf(row.GetString(5)), row.GetString(6), Id(row, 7), row.GetString(8) == "user", HeldScopes.Classic(reach));
        IReadOnlyList<Guid>? repositories = row.IsDBNull(3) ? null : [.. row.GetString(3).Split(' ').Select(id => Guid.ParseExact(id, "D"))];

        // What the app has given up since then, its tokens have given up too.
        var held = scopes.IsSubsetOf(reach) ? scopes : scopes.Closure().Intersect(reach);
        return new Live(Instants.FromMicroseconds(row.GetInt64(0)), new Caller.SwappedApp(app, repositories, HeldScopes.Classic(held)));
    }

    private static readonly KeptStatement<Live> OfConsumer = new(
        """
        SELECT t.expires_on, t.scopes, c.key, c.workspace_id, f.user_id, u.username
        FROM oauth_tokens t
        JOIN oauth_families f ON f.id = t.family_id AND f.revoked_on IS NULL
        JOIN oauth_consumers c ON c.id = f.consumer_id
        LEFT JOIN users u ON u.id = COALESCE(f.user_id, c.workspace_id)
        WHERE t.secret_hash = @hash AND NOT t.is_refresh AND (u.id IS NULL OR u.account_status = 'active')
        """,
        ["hash"], ReadOfConsumer);

    private static readonly KeptStatement<Live> OfApp = new(
        """
        SELECT t.expires_on, t.scopes, i.scopes, t.repositories, i.id, i.app_key, i.client_key, i.workspace_id, w.kind
        FROM app_tokens t
        JOIN installations i ON i.id = t.installation_id AND i.state IN ('active', 'installing')
        JOIN workspaces w ON w.id = i.workspace_id
        WHERE t.secret_hash = @hash
        """,
        ["hash"], ReadOfApp);

    private sealed record Live(DateTimeOffset ExpiresOn, Caller Caller);
}
