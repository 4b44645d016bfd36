using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Auth;

/// <summary>The <c>credentials</c> table: app passwords, API tokens and access tokens, by the hash of their secret.</summary>
/// <param name="bearers">Where the tokens of OAuth are.</param>
internal sealed class CredentialStore(Database database, BearerTokenStore bearers, TimeProvider clock)
{
    /// <summary>Of one owner; more are kept and count, and show when others are revoked.</summary>
    public const int MostListed = 500;

    /// <summary>The live credential with that secret and its owner's names; null when unknown, expired, revoked or its owner is not active.</summary>
    public async Task<LiveCredential?> FindAsync(string secret, CancellationToken cancellation)
    {
        if (BearerTokenStore.Keeps(secret))
            return await bearers.FindAsync(secret, cancellation) is { } caller ? new LiveCredential(caller, []) : null;

        var now = clock.GetUtcNow();
        var hash = TokenSecret.Hash(secret);
        var row = await database.ReadAsync(session => session.FindAsync<Row>(Find, new { hash, now }), cancellation);
        return row is null ? null : await ToCredentialAsync(row, cancellation);
    }

    /// <summary>Keeps a new credential under the hash of <paramref name="secret"/>; one that has that secret already stays, ended or not.</summary>
    public Task AddAsync(NewCredential credential, string secret, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                Insert,
                new
                {
                    credential.Id,
                    Kind = credential.Kind.ToString(),
                    SecretHash = TokenSecret.Hash(secret),
                    credential.Name,
                    credential.UserId,
                    credential.WorkspaceId,
                    credential.ProjectId,
                    credential.RepositoryId,
                    credential.Scopes,
                    credential.ForgeAppId,
                    CreatedOn = clock.GetUtcNow(),
                    credential.ExpiresOn,
                }),
            cancellation);

    /// <summary>True when a live credential had that id and now has not.</summary>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellation) =>
        await database.WriteAsync(
            write => write.ExecuteAsync(
                "UPDATE credentials SET revoked_on = @now WHERE id = @id AND revoked_on IS NULL", new { id, now = clock.GetUtcNow() }),
            cancellation) == 1;

    /// <summary>As the other overload, only among those of <paramref name="owner"/>.</summary>
    public async Task<bool> RevokeAsync(CredentialOwner owner, Guid id, CancellationToken cancellation) =>
        await database.WriteAsync(
            write => write.ExecuteAsync(
                $"UPDATE credentials AS c SET revoked_on = @now WHERE c.id = @id AND c.revoked_on IS NULL AND {Owned(owner)}",
                new { id, now = clock.GetUtcNow(), owner = owner.Id }),
            cancellation) == 1;

    /// <summary>The credentials of an owner that are not revoked, newest first, those that have ended last.</summary>
    public Task<IReadOnlyList<KeptCredential>> ListAsync(CredentialOwner owner, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.ListAsync<KeptCredential>(
                $"""
                SELECT c.id, c.kind, c.name, c.scopes, c.created_on, c.expires_on FROM credentials c
                WHERE c.revoked_on IS NULL AND {Owned(owner)}
                ORDER BY CASE WHEN c.expires_on IS NULL OR c.expires_on > @now THEN 0 ELSE 1 END, c.created_on DESC, c.id LIMIT @most
                """,
                new { owner = owner.Id, now = clock.GetUtcNow(), most = MostListed }),
            cancellation);

    private static string Owned(CredentialOwner owner) => owner.Kind switch
    {
        CredentialOwnerKind.User => "c.user_id = @owner",
        CredentialOwnerKind.Repository => "c.repository_id = @owner AND c.kind = 'RepositoryToken'",
        _ => "c.workspace_id = @owner AND c.kind = 'WorkspaceToken'",
    };

    private async Task<LiveCredential> ToCredentialAsync(Row row, CancellationToken cancellation)
    {
        var kind = Enum.Parse<Credentials>(row.Kind);
        if (kind == Credentials.ApiToken)
            return new(ToPerson(row, kind, HeldScopes.Granular(row.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))), await NamesAsync(row, cancellation));

        if (kind == Credentials.ForgeApp)
            return new(new Caller.ForgeApp(row.ForgeAppId!, row.WorkspaceId!.Value, HeldScopes.Granular(row.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))), []);

        if (!ScopeSet.TryParse(row.Scopes, out var scopes, out var unknown))
            throw new InvalidDataException($"The credential {row.Id} has a scope that this program does not know: {unknown}");

        var held = HeldScopes.Classic(scopes);
        return kind == Credentials.AppPassword
            ? new(ToPerson(row, kind, held), await NamesAsync(row, cancellation))
            : new(new Caller.ResourceToken(row.Id, row.Name, row.CreatedOn, kind, row.WorkspaceId!.Value, row.ProjectId, row.RepositoryId, held), []);
    }

    private static Caller.Person ToPerson(Row row, Credentials kind, HeldScopes held) => new(row.UserId!.Value, row.Username!, kind, held);

    private async Task<IReadOnlyList<string>> NamesAsync(Row row, CancellationToken cancellation) =>
        [
            row.Username!,
            .. await database.ReadAsync(
                session => session.ListAsync<string>("SELECT email FROM user_emails WHERE user_id = @UserId", new { row.UserId }), cancellation),
        ];

    private const string Find = """
        SELECT c.id, c.kind, c.name, c.user_id, c.workspace_id, c.project_id, c.repository_id, c.scopes, c.forge_app_id, c.created_on, u.username
        FROM credentials c LEFT JOIN users u ON u.id = c.user_id
        WHERE c.secret_hash = @hash AND c.revoked_on IS NULL AND (c.expires_on IS NULL OR c.expires_on > @now)
          AND (c.user_id IS NULL OR u.account_status = 'active')
        """;

    private const string Insert = """
        INSERT INTO credentials (id, kind, secret_hash, name, user_id, workspace_id, project_id, repository_id, scopes, forge_app_id, created_on, expires_on)
        VALUES (@Id, @Kind, @SecretHash, @Name, @UserId, @WorkspaceId, @ProjectId, @RepositoryId, @Scopes, @ForgeAppId, @CreatedOn, @ExpiresOn)
        ON CONFLICT (secret_hash) DO NOTHING
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public string Name { get; init; } = "";
        public Guid? UserId { get; init; }
        public Guid? WorkspaceId { get; init; }
        public Guid? ProjectId { get; init; }
        public Guid? RepositoryId { get; init; }
        public string Scopes { get; init; } = "";
        public string? ForgeAppId { get; init; }
        public DateTimeOffset CreatedOn { get; init; }
        public string? Username { get; init; }
    }
}

/// <summary>A credential that counts now. <paramref name="LoginNames"/> are the user names that may stand beside it in Basic.</summary>
internal sealed record LiveCredential(Caller Caller, IReadOnlyList<string> LoginNames);

/// <summary>A credential about to be kept.</summary>
/// <param name="Scopes">Classic scopes, or granular ones for an API token (<c>*</c>: all), separated by blanks.</param>
/// <param name="ExpiresOn">Null: never.</param>
/// <param name="ForgeAppId">Whom a <see cref="Credentials.ForgeApp"/> token speaks for; null for all others.</param>
internal sealed record NewCredential(
    Guid Id, Credentials Kind, string Name, Guid? UserId, Guid? WorkspaceId, Guid? ProjectId, Guid? RepositoryId, string Scopes, DateTimeOffset? ExpiresOn,
    string? ForgeAppId = null);

/// <summary>Whose credentials are meant.</summary>
internal enum CredentialOwnerKind
{
    User,
    Repository,
    Workspace,
}

/// <summary>Who owns credentials: a person, a repository or a workspace.</summary>
internal sealed record CredentialOwner(CredentialOwnerKind Kind, Guid Id);

/// <summary>A credential in the list of its owner; of its secret nothing is known any more.</summary>
internal sealed record KeptCredential
{
    public Guid Id { get; init; }

    /// <summary>A name of <see cref="Credentials"/>.</summary>
    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Separated by blanks; <c>*</c>: all.</summary>
    public string Scopes { get; init; } = "";

    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }
}
