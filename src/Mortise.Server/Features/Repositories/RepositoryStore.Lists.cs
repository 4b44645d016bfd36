using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.Repositories;

internal sealed partial class RepositoryStore
{
    /// <summary>The visible repositories of a page, in the order of their ids, which is that of their making and needs no sorting.</summary>
    public async Task<Slice<Repository>> ListAsync(RepositoryFilter filter, CollectionQuery query, Caller caller, PageRequest page, CancellationToken cancellation)
    {
        var parameters = With(caller, new { workspace = filter.WorkspaceId, after = filter.CreatedAfter, parent = filter.ParentId });
        var rows = await database.ReadAsync(
            session => session.SliceAsync<Row>(new SliceSource(Columns, From, Condition(filter), "r.id", "r.id"), query, parameters, page), cancellation);
        return rows.Select(row => row.ToRepository());
    }

    /// <summary>What a person effectively holds on the repositories of one workspace, or of all, as far as the caller sees them.</summary>
    public async Task<Slice<RepositoryGrant>> ListOwnGrantsAsync(
        Guid user, Guid? workspace, CollectionQuery query, Caller caller, PageRequest page, CancellationToken cancellation) =>
        await ListGrantsAsync(
            "held.user_id = @user" + (workspace is null ? "" : " AND held.workspace_id = @workspace"), $"{AccessStore.Granted} > 0", new { user, workspace }, query, caller, page,
            cancellation);

    /// <summary>What every person effectively holds on the repositories of a workspace, or on one of them.</summary>
    public async Task<Slice<RepositoryGrant>> ListGrantsAsync(
        Guid workspace, Guid? repository, CollectionQuery query, Caller caller, PageRequest page, CancellationToken cancellation) =>
        await ListGrantsAsync(
            "held.workspace_id = @workspace" + (repository is null ? "" : " AND held.repository_id = @repository"), "held.permission > 0", new { workspace, repository }, query,
            caller, page, cancellation);

    private async Task<Slice<RepositoryGrant>> ListGrantsAsync(
        string held, string where, object parameters, CollectionQuery query, Caller caller, PageRequest page, CancellationToken cancellation)
    {
        var all = With(caller, parameters);
        var from = $"""
            {From} JOIN ({AccessStore.Held(held)}) held ON held.workspace_id = r.workspace_id AND held.repository_id = r.id
            JOIN users grantee ON grantee.id = held.user_id AND grantee.account_status <> 'closed'
            """;
        var source = new SliceSource($"{Columns}, {GranteeColumns}", from, where, "r.created_on, r.id, grantee.id", "r.id, grantee.id");
        var rows = await database.ReadAsync(session => session.SliceAsync<GrantRow>(source, query, all, page), cancellation);
        return rows.Select(row => row.ToGrant());
    }

    private static string Condition(RepositoryFilter filter)
    {
        var role = filter.Role switch
        {
            null => AccessStore.Visible,
            RepositoryRole.Member => $"{AccessStore.Granted} >= 1",
            RepositoryRole.Contributor => $"{AccessStore.Granted} >= 2",
            RepositoryRole.Admin => $"{AccessStore.Granted} >= 3",
            _ => "(r.workspace_id = @AccessWorkspace OR (access_member.role IS NOT NULL AND access_member.role = 'owner'))",
        };
        return role
            + (filter.WorkspaceId is null ? "" : " AND r.workspace_id = @workspace")
            + (filter.ParentId is null ? "" : " AND r.parent_id = @parent")
            + (filter.OnlyPublic ? " AND NOT r.is_private" : "")
            + (filter.CreatedAfter is null ? "" : " AND r.created_on > @after");
    }

    private const string GranteeColumns = """
        held.permission AS held, grantee.id AS grantee_id, grantee.username AS grantee_username, grantee.account_id AS grantee_account_id,
        grantee.nickname AS grantee_nickname, grantee.display_name AS grantee_display_name, grantee.account_status AS grantee_account_status,
        grantee.is_staff AS grantee_is_staff, grantee.created_on AS grantee_created_on
        """;

    private sealed record GrantRow : Row
    {
        public int Held { get; init; }
        public Guid GranteeId { get; init; }
        public string GranteeUsername { get; init; } = "";
        public string GranteeAccountId { get; init; } = "";
        public string GranteeNickname { get; init; } = "";
        public string GranteeDisplayName { get; init; } = "";
        public string GranteeAccountStatus { get; init; } = "";
        public bool GranteeIsStaff { get; init; }
        public DateTimeOffset GranteeCreatedOn { get; init; }

        public RepositoryGrant ToGrant()
        {
            var grantee = new Account
            {
                Id = GranteeId,
                Username = GranteeUsername,
                AccountId = GranteeAccountId,
                Nickname = GranteeNickname,
                DisplayName = GranteeDisplayName,
                AccountStatus = GranteeAccountStatus,
                IsStaff = GranteeIsStaff,
                CreatedOn = GranteeCreatedOn,
            };
            return new RepositoryGrant(grantee, ToRepository(), (RepositoryPermission)Held);
        }
    }
}

/// <summary>What a person effectively holds on a repository.</summary>
internal sealed record RepositoryGrant(Account User, Repository Repository, RepositoryPermission Permission);
