using Dapper;
using Mortise.Query.Paging;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Workspaces.Groups;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Grants;

/// <summary>The four tables of explicit grants: to people and to groups, on repositories and on projects. What they come to is <see cref="Platform.Auth.AccessStore"/>'s.</summary>
internal sealed class GrantStore(Database database)
{
    /// <summary>What people were granted, by username; or groups, by slug.</summary>
    public Task<Slice<Grant>> ListAsync(GrantSubject on, GranteeKind kind, PageRequest page, CancellationToken cancellation) =>
        kind == GranteeKind.User ? ListUsersAsync(on, page, cancellation) : ListGroupsAsync(on, page, cancellation);

    /// <summary>The level granted to one of them; null when there is no grant.</summary>
    public Task<int?> FindAsync(GrantSubject on, GranteeKind kind, Guid grantee, CancellationToken cancellation) =>
        database.ReadAsync(session => FindAsync(session, on, kind, grantee), cancellation);

    /// <summary>Grants a level in place of the one before.</summary>
    /// <param name="precondition">Says of the present level, null where there is none, why it must stay; asked inside the write.</param>
    public Task<ApiError?> PutAsync(
        GrantSubject on, GranteeKind kind, Guid grantee, int level, Func<int?, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync($"grants/{on.Id:D}");
                if (precondition(await FindAsync(write, on, kind, grantee)) is { } stale)
                    return stale;

                var (table, subject, holder) = Names(on, kind);
                await write.ExecuteAsync(
                    $"""
                    INSERT INTO {table} (workspace_id, {subject}, {holder}, permission) VALUES (@workspace, @subject, @grantee, @level)
                    ON CONFLICT (workspace_id, {subject}, {holder}) DO UPDATE SET permission = excluded.permission
                    """,
                    new { workspace = on.WorkspaceId, subject = on.Id, grantee, level });
                return null;
            },
            cancellation);

    /// <summary>Takes a grant away.</summary>
    /// <param name="precondition">As of <see cref="PutAsync"/>.</param>
    public Task<ApiError?> RemoveAsync(GrantSubject on, GranteeKind kind, Guid grantee, Func<int?, ApiError?> precondition, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync($"grants/{on.Id:D}");
                if (precondition(await FindAsync(write, on, kind, grantee)) is { } refusal)
                    return refusal;

                var (table, subject, holder) = Names(on, kind);
                await write.ExecuteAsync(
                    $"DELETE FROM {table} WHERE workspace_id = @workspace AND {subject} = @subject AND {holder} = @grantee", new { workspace = on.WorkspaceId, subject = on.Id, grantee });
                return null;
            },
            cancellation);

    private static Task<int?> FindAsync(Session session, GrantSubject on, GranteeKind kind, Guid grantee)
    {
        var (table, subject, holder) = Names(on, kind);
        return session.ScalarAsync<int?>(
            $"SELECT permission FROM {table} WHERE workspace_id = @workspace AND {subject} = @subject AND {holder} = @grantee", new { workspace = on.WorkspaceId, subject = on.Id, grantee });
    }

    private async Task<Slice<Grant>> ListUsersAsync(GrantSubject on, PageRequest page, CancellationToken cancellation)
    {
        var (table, subject, _) = Names(on, GranteeKind.User);
        var rows = await database.ReadAsync(
            session => session.SliceAsync<UserRow>(
                "u.id, u.username, u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on, held.permission",
                $"FROM {table} held JOIN users u ON u.id = held.user_id AND u.account_status <> 'closed' WHERE held.workspace_id = @workspace AND held.{subject} = @subject",
                "u.username", Of(on), page),
            cancellation);
        return rows.Select(row => new Grant(row, null, row.Permission));
    }

    private async Task<Slice<Grant>> ListGroupsAsync(GrantSubject on, PageRequest page, CancellationToken cancellation)
    {
        var (table, subject, _) = Names(on, GranteeKind.Group);
        var rows = await database.ReadAsync(
            session => session.SliceAsync<GroupRow>(
                "g.id, g.slug, g.name, g.created_on, held.permission",
                $"FROM {table} held JOIN workspace_groups g ON g.workspace_id = held.workspace_id AND g.id = held.group_id WHERE held.workspace_id = @workspace AND held.{subject} = @subject",
                "g.slug", Of(on), page),
            cancellation);
        return rows.Select(row => new Grant(null, new Group { Id = row.Id, Slug = row.Slug, Name = row.Name, CreatedOn = row.CreatedOn }, row.Permission));
    }

    private static DynamicParameters Of(GrantSubject on) => new(new { workspace = on.WorkspaceId, subject = on.Id });

    private static (string Table, string Subject, string Holder) Names(GrantSubject on, GranteeKind kind) => (on.Kind, kind) switch
    {
        (GrantSubjectKind.Repository, GranteeKind.User) => ("repository_permissions", "repository_id", "user_id"),
        (GrantSubjectKind.Repository, _) => ("repository_group_permissions", "repository_id", "group_id"),
        (_, GranteeKind.User) => ("project_permissions", "project_id", "user_id"),
        _ => ("project_group_permissions", "project_id", "group_id"),
    };

    private sealed record UserRow : Account
    {
        public int Permission { get; init; }
    }

    private sealed record GroupRow
    {
        public Guid Id { get; init; }
        public string Slug { get; init; } = "";
        public string Name { get; init; } = "";
        public DateTimeOffset CreatedOn { get; init; }
        public int Permission { get; init; }
    }
}
