using Mortise.Git;
using Mortise.Git.Refs;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Admin;

/// <summary>What the administrator of the host asks the tables beyond what the features offer: ids by name, whoever may see them.</summary>
internal sealed class AdminStore(Database database, TimeProvider clock)
{
    public Task<OwnerIds?> FindUserAsync(string username, CancellationToken cancellation) =>
        FindAsync("SELECT id AS user_id FROM users WHERE username = @name", username, "", cancellation);

    public Task<OwnerIds?> FindWorkspaceAsync(string slug, CancellationToken cancellation) =>
        FindAsync("SELECT id AS workspace_id FROM workspaces WHERE slug = @name", slug, "", cancellation);

    public Task<OwnerIds?> FindProjectAsync(string workspace, string key, CancellationToken cancellation) =>
        FindAsync(
            "SELECT w.id AS workspace_id, p.id AS project_id FROM projects p JOIN workspaces w ON w.id = p.workspace_id WHERE w.slug = @name AND p.key = @inside",
            workspace, key.ToUpperInvariant(), cancellation);

    public Task<OwnerIds?> FindRepositoryAsync(string workspace, string slug, CancellationToken cancellation) =>
        FindAsync(
            "SELECT w.id AS workspace_id, r.id AS repository_id FROM repositories r JOIN workspaces w ON w.id = r.workspace_id WHERE w.slug = @name AND r.slug = @inside",
            workspace, slug.ToLowerInvariant(), cancellation);

    /// <summary>All accounts of people, by username, each with its primary address.</summary>
    public Task<IReadOnlyList<UserRow>> ListUsersAsync(CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<UserRow>(Users), cancellation);

    /// <summary>Gives a permission where the person has none on the repository; what is there stays.</summary>
    public Task GrantAsync(Guid workspace, Guid repository, Guid user, RepositoryPermission permission, CancellationToken cancellation) =>
        database.WriteAsync(write => write.ExecuteAsync(InsertGrant, new { workspace, repository, user, permission = (int)permission }), cancellation);

    /// <summary>Makes a person a member of a workspace where they are none; what is there stays.</summary>
    public Task AddMemberAsync(Guid workspace, Guid user, WorkspaceRole role, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                InsertMember, new { workspace, user, role = role == WorkspaceRole.Owner ? "owner" : "member", now = clock.GetUtcNow() }),
            cancellation);

    /// <summary>Writes down the main branch and the size that a repository has on disk; a main branch that is known stays.</summary>
    public async Task KeepContentAsync(Guid workspace, Guid repository, GitRepository git, CancellationToken cancellation)
    {
        var head = await git.FindHeadAsync(cancellation);
        var branch = head is { Commit: not null } known && BranchName.TryFrom(known.Target, out var name) ? name.Value : null;
        var size = git.SizeOnDisk();
        await database.WriteAsync(
            write => write.ExecuteAsync(
                "UPDATE repositories SET main_branch = COALESCE(main_branch, @branch), size = @size WHERE workspace_id = @workspace AND id = @repository",
                new { workspace, repository, branch, size }),
            cancellation);
    }

    private Task<OwnerIds?> FindAsync(string sql, string name, string inside, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<OwnerIds>(sql, new { name = name.ToLowerInvariant(), inside }), cancellation);

    private const string Users = """
        SELECT u.id, u.username, u.display_name, u.account_id, u.account_status, e.email
        FROM users u LEFT JOIN user_emails e ON e.user_id = u.id AND e.is_primary
        ORDER BY u.username
        """;

    private const string InsertGrant = """
        INSERT INTO repository_permissions (workspace_id, repository_id, user_id, permission) VALUES (@workspace, @repository, @user, @permission)
        ON CONFLICT (workspace_id, repository_id, user_id) DO NOTHING
        """;

    private const string InsertMember = """
        INSERT INTO workspace_members (workspace_id, user_id, role, added_on) VALUES (@workspace, @user, @role, @now)
        ON CONFLICT (workspace_id, user_id) DO NOTHING
        """;

    /// <summary>The ids that a credential of the named owner is kept with.</summary>
    internal sealed record OwnerIds
    {
        public Guid? UserId { get; init; }
        public Guid? WorkspaceId { get; init; }
        public Guid? ProjectId { get; init; }
        public Guid? RepositoryId { get; init; }
    }

    /// <summary>A person in the administrator's list.</summary>
    internal sealed record UserRow
    {
        public Guid Id { get; init; }
        public string Username { get; init; } = "";
        public string DisplayName { get; init; } = "";
        public string AccountId { get; init; } = "";
        public string AccountStatus { get; init; } = "";
        public string? Email { get; init; }
    }
}
