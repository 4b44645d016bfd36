using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Workspaces;

internal sealed partial class WorkspaceStore
{
    /// <summary>Workspaces the caller may see, ordered by slug.</summary>
    /// <param name="role">Only those where the caller is at least <c>member</c>, <c>collaborator</c> or <c>owner</c>; null: all.</param>
    public Task<Slice<Workspace>> ListAsync(Caller caller, string? role, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var condition = role switch
        {
            null => AccessStore.WorkspaceVisible,
            "owner" => IsOwner,
            "collaborator" => $"({IsOwner} OR (access_member.role IS NOT NULL AND {AccessStore.WritesSomewhere("w.id", "@AccessUser")}))",
            _ => $"({IsOwner} OR access_member.role IS NOT NULL)",
        };
        var parameters = new DynamicParameters(AccessStore.Parameters(caller.Access));
        var source = new SliceSource(Columns, $"FROM workspaces w {AccessStore.WorkspaceJoins}", condition, "w.slug", "w.id");
        return database.ReadAsync(session => session.SliceAsync<Workspace>(source, query, parameters, page), cancellation);
    }

    /// <summary>Workspaces the caller belongs to, ordered by slug.</summary>
    /// <param name="administrator">Only those the caller owns, or does not own; null: all.</param>
    public async Task<Slice<WorkspaceAccess>> ListAccessAsync(
        Caller caller, bool? administrator, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var condition = administrator switch
        {
            null => "",
            true => $" AND {IsOwner}",
            false => $" AND NOT {IsOwner}",
        };
        var parameters = new DynamicParameters(AccessStore.Parameters(caller.Access));
        var source = new SliceSource(
            $"{Columns}, {IsOwner} AS is_owner", $"FROM workspaces w {AccessStore.WorkspaceJoins}", $"{AccessStore.WorkspaceOwn}{condition}", "w.slug", "w.id");
        var rows = await database.ReadAsync(session => session.SliceAsync<AccessRow>(source, query, parameters, page), cancellation);
        return rows.Select(row => new WorkspaceAccess(row.ToWorkspace(), row.IsOwner));
    }

    /// <summary>The members of a workspace in the order they joined.</summary>
    public Task<Slice<Membership>> ListMembersAsync(Guid workspace, CollectionQuery query, PageRequest page, CancellationToken cancellation) =>
        ListMembershipsAsync("m.workspace_id = @workspace", "m.added_on, m.user_id", query, new DynamicParameters(new { workspace }), page, cancellation);

    /// <summary>The workspaces that a person is a member of, ordered by slug.</summary>
    /// <param name="within">This one alone; null: all.</param>
    public Task<Slice<Membership>> ListMembershipsAsync(Guid user, Guid? within, CollectionQuery query, PageRequest page, CancellationToken cancellation) =>
        ListMembershipsAsync(
            "m.user_id = @user" + (within is null ? "" : " AND m.workspace_id = @within"), "w.slug, w.id", query, new DynamicParameters(new { user, within }), page, cancellation);

    /// <summary>The person as a member; null when they are none.</summary>
    public async Task<Membership?> FindMemberAsync(Guid workspace, Guid user, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(
            session => session.FindAsync<MembershipRow>($"SELECT {MembershipColumns} {MembershipFrom} WHERE m.workspace_id = @workspace AND m.user_id = @user", new { workspace, user }),
            cancellation);
        return row?.ToMembership();
    }

    private async Task<Slice<Membership>> ListMembershipsAsync(
        string where, string order, CollectionQuery query, DynamicParameters parameters, PageRequest page, CancellationToken cancellation)
    {
        var source = new SliceSource(MembershipColumns, MembershipFrom, where, order, "m.workspace_id, m.user_id");
        var rows = await database.ReadAsync(session => session.SliceAsync<MembershipRow>(source, query, parameters, page), cancellation);
        return rows.Select(row => row.ToMembership());
    }

    private const string IsOwner = "(w.id = @AccessWorkspace OR (access_member.role IS NOT NULL AND access_member.role = 'owner'))";

    /// <summary>What the member <c>m</c> is in their workspace.</summary>
    public static readonly string Permission = $"""
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
