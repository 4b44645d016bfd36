using Dapper;
using Mortise.Query.Paging;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Workspaces;

internal sealed partial class WorkspaceStore
{
    /// <summary>Workspaces the caller may see, ordered by slug.</summary>
    /// <param name="role">Only those where the caller is at least <c>member</c>, <c>collaborator</c> or <c>owner</c>; null: all.</param>
    public Task<Slice<Workspace>> ListAsync(Caller caller, string? role, PageRequest page, CancellationToken cancellation)
    {
        var condition = role switch
        {
            null => AccessStore.WorkspaceVisible,
            "owner" => IsOwner,
            "collaborator" => $"({IsOwner} OR (access_member.role IS NOT NULL AND {AccessStore.WritesSomewhere("w.id", "@AccessUser")}))",
            _ => $"({IsOwner} OR access_member.role IS NOT NULL)",
        };
        var parameters = new DynamicParameters(AccessStore.Parameters(caller.Access));
        return database.ReadAsync(
            session => session.SliceAsync<Workspace>(Columns, $"FROM workspaces w {AccessStore.WorkspaceJoins} WHERE {condition}", "w.slug", parameters, page), cancellation);
    }

    /// <summary>Workspaces the caller belongs to, ordered by slug.</summary>
    /// <param name="administrator">Only those the caller owns, or does not own; null: all.</param>
    public async Task<Slice<WorkspaceAccess>> ListAccessAsync(Caller caller, bool? administrator, PageRequest page, CancellationToken cancellation)
    {
        var condition = administrator switch
        {
            null => "",
            true => $" AND {IsOwner}",
            false => $" AND NOT {IsOwner}",
        };
        var parameters = new DynamicParameters(AccessStore.Parameters(caller.Access));
        var from = $"FROM workspaces w {AccessStore.WorkspaceJoins} WHERE {AccessStore.WorkspaceOwn}{condition}";
        var rows = await database.ReadAsync(
            session => session.SliceAsync<AccessRow>($"{Columns}, {IsOwner} AS is_owner", from, "w.slug", parameters, page), cancellation);
        return rows.Select(row => new WorkspaceAccess(row.ToWorkspace(), row.IsOwner));
    }

    /// <summary>The members of a workspace in the order they joined.</summary>
    /// <param name="permission">Only those with this permission; null: all.</param>
    public Task<Slice<Membership>> ListMembersAsync(Guid workspace, string? permission, PageRequest page, CancellationToken cancellation) =>
        ListMembershipsAsync(
            "m.workspace_id = @workspace" + (permission is null ? "" : $" AND {Permission} = @permission"),
            "m.added_on, m.user_id", new DynamicParameters(new { workspace, permission = permission?.ToLowerInvariant() }), page, cancellation);

    /// <summary>The workspaces that a person is a member of, ordered by slug.</summary>
    public Task<Slice<Membership>> ListMembershipsAsync(Guid user, PageRequest page, CancellationToken cancellation) =>
        ListMembershipsAsync("m.user_id = @user", "w.slug, w.id", new DynamicParameters(new { user }), page, cancellation);

    /// <summary>The person as a member; null when they are none.</summary>
    public async Task<Membership?> FindMemberAsync(Guid workspace, Guid user, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(
            session => session.FindAsync<MembershipRow>($"SELECT {MembershipColumns} {MembershipFrom} WHERE m.workspace_id = @workspace AND m.user_id = @user", new { workspace, user }),
            cancellation);
        return row?.ToMembership();
    }

    private async Task<Slice<Membership>> ListMembershipsAsync(
        string where, string order, DynamicParameters parameters, PageRequest page, CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(
            session => session.SliceAsync<MembershipRow>(MembershipColumns, $"{MembershipFrom} WHERE {where}", order, parameters, page), cancellation);
        return rows.Select(row => row.ToMembership());
    }

    private const string IsOwner = "(w.id = @AccessWorkspace OR (access_member.role IS NOT NULL AND access_member.role = 'owner'))";

    private static readonly string Permission = $"""
        CASE WHEN m.role = 'owner' THEN 'owner'
             WHEN {AccessStore.WritesSomewhere("m.workspace_id", "m.user_id")} THEN 'collaborator'
             ELSE 'member' END
        """;

    private static readonly string MembershipColumns = $"""
        {Columns}, m.added_on, u.id AS user_id, u.username, u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on AS user_created_on,
        {Permission} AS permission
        """;

    private const string MembershipFrom = """
        FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id JOIN users u ON u.id = m.user_id AND u.account_status <> 'closed'
        """;

    private record WorkspaceRow
    {
        public Guid Id { get; init; }
        public string Slug { get; init; } = "";
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
        public bool IsPrivate { get; init; }
        public DateTimeOffset CreatedOn { get; init; }
        public DateTimeOffset UpdatedOn { get; init; }

        public Workspace ToWorkspace() =>
            new() { Id = Id, Slug = Slug, Name = Name, Kind = Kind, IsPrivate = IsPrivate, CreatedOn = CreatedOn, UpdatedOn = UpdatedOn };
    }

    private sealed record AccessRow : WorkspaceRow
    {
        public bool IsOwner { get; init; }
    }

    private sealed record MembershipRow : WorkspaceRow
    {
        public DateTimeOffset AddedOn { get; init; }
        public Guid UserId { get; init; }
        public string Username { get; init; } = "";
        public string AccountId { get; init; } = "";
        public string Nickname { get; init; } = "";
        public string DisplayName { get; init; } = "";
        public string AccountStatus { get; init; } = "";
        public bool IsStaff { get; init; }
        public DateTimeOffset UserCreatedOn { get; init; }
        public string Permission { get; init; } = "";

        public Membership ToMembership()
        {
            var user = new Account
            {
                Id = UserId,
                Username = Username,
                AccountId = AccountId,
                Nickname = Nickname,
                DisplayName = DisplayName,
                AccountStatus = AccountStatus,
                IsStaff = IsStaff,
                CreatedOn = UserCreatedOn,
            };
            return new Membership(user, ToWorkspace(), Permission, AddedOn);
        }
    }
}
