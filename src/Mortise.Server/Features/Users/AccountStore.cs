using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Users;

/// <summary>What people and teams have in common: a name in addresses, a workspace of the same id, and its first project.</summary>
internal sealed class AccountStore(Database database, IdSource ids)
{
    /// <summary>The person of that id, or the team whose workspace has it; null when there is neither.</summary>
    public async Task<Account?> FindAsync(Guid id, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.FindAsync<Account>(Find, new { id }), cancellation);

    /// <summary>The accounts of those ids, each of a person, a team or an access token; an id of nothing is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, Account>> ListAsync(IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        var wanted = ids.Distinct().Select(static id => id.ToString("D")).ToArray();
        if (wanted.Length == 0)
            return new Dictionary<Guid, Account>();

        var found = await database.ReadAsync(
            session => session.ListAsync<AccountOrToken>(
                $"""
                {Select} WHERE w.id {session.In("wanted")}
                UNION ALL
                {SelectToken} WHERE c.id {session.In("wanted")}
                """,
                new { wanted }),
            cancellation);
        return found.ToDictionary(static row => row.Id, static row => (Account)row.Named());
    }

    /// <summary>People by their confirmed addresses, in lower case; an address of nobody is left out.</summary>
    public async Task<IReadOnlyDictionary<string, Account>> ListByEmailAsync(IEnumerable<string> emails, CancellationToken cancellation)
    {
        var wanted = emails.Select(static email => email.ToLowerInvariant()).Where(static email => email.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
            return new Dictionary<string, Account>(StringComparer.Ordinal);

        var found = await database.ReadAsync(
            session => session.ListAsync<AccountOfEmail>(
                $"""
                SELECT e.email, u.id, u.username, u.display_name, u.nickname, u.account_id, u.account_status, u.is_staff, u.created_on
                FROM user_emails e JOIN users u ON u.id = e.user_id
                WHERE e.email {session.In("wanted")} AND e.is_confirmed AND u.account_status <> 'closed'
                """,
                new { wanted }),
            cancellation);
        return found.ToDictionary(static row => row.Email, static row => (Account)row, StringComparer.Ordinal);
    }

    /// <summary>Holds off other writes that take a name, and says whether this one is free.</summary>
    public static async Task<bool> TakeAsync(WriteSession write, AccountName name)
    {
        await write.LockAsync("account names");
        return await write.ScalarAsync<long>("SELECT COUNT(*) FROM workspaces WHERE slug = @Text", new { name.Text }) == 0;
    }

    /// <summary>The workspace of an account, with its first project; the name was taken before in the same write.</summary>
    /// <param name="kind"><c>team</c> or <c>user</c>.</param>
    public async Task AddWorkspaceAsync(WriteSession write, Guid id, AccountName slug, string name, string kind, bool isPrivate, DateTimeOffset now)
    {
        await write.ExecuteAsync(InsertWorkspace, new { id, slug = slug.Text, name, kind, isPrivate, now });

        // The first project holds public and private repositories alike: it is where those go that name none.
        await write.ExecuteAsync(InsertProject, new { workspace = id, id = ids.New(), now });
    }

    /// <summary>Makes the person a member, or changes the role of one.</summary>
    /// <param name="role"><c>owner</c> or <c>member</c>.</param>
    public static Task AddMemberAsync(WriteSession write, Guid workspace, Guid user, string role, DateTimeOffset now) =>
        write.ExecuteAsync(UpsertMember, new { workspace, user, role, now });

    private const string Select = """
        SELECT w.id, w.kind = 'team' AS is_team, w.slug AS username, COALESCE(u.display_name, w.name) AS display_name, u.nickname, u.account_id,
            COALESCE(u.account_status, 'active') AS account_status, COALESCE(u.is_staff, FALSE) AS is_staff, COALESCE(u.created_on, w.created_on) AS created_on,
            NULL AS token_kind
        FROM workspaces w LEFT JOIN users u ON u.id = w.id
        """;

    private const string SelectToken = """
        SELECT c.id, FALSE, '', c.name, NULL, NULL, 'active', FALSE, c.created_on, c.kind FROM credentials c
        """;

    private const string Find = $"{Select} WHERE w.id = @id";

    private sealed record AccountOrToken : Account
    {
        /// <summary>The kind of a token by its name on the wire.</summary>
        public AccountOrToken Named() => TokenKind is null ? this : this with { TokenKind = AppUserJson.KindOf(Enum.Parse<Credentials>(TokenKind)) };
    }

    private sealed record AccountOfEmail : Account
    {
        public string Email { get; init; } = "";
    }

    private const string InsertWorkspace = """
        INSERT INTO workspaces (id, slug, name, kind, is_private, created_on, updated_on) VALUES (@id, @slug, @name, @kind, @isPrivate, @now, @now)
        """;

    private const string InsertProject = """
        INSERT INTO projects (workspace_id, id, key, name, description, is_private, created_on, updated_on)
        VALUES (@workspace, @id, 'PROJ', 'Untitled project', '', FALSE, @now, @now)
        """;

    private const string UpsertMember = """
        INSERT INTO workspace_members (workspace_id, user_id, role, added_on) VALUES (@workspace, @user, @role, @now)
        ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role
        """;
}
