using Mortise.Server.Features.Users;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces.Groups;

/// <summary>The <c>workspace_groups</c> and <c>workspace_group_members</c> tables.</summary>
internal sealed class GroupStore(Database database, IdSource ids, TimeProvider clock)
{
    /// <summary>Groups of one workspace; what they hold is looked up by their people with each request.</summary>
    public const int MostGroups = 1000;

    /// <summary>By slug; null when the workspace has none of it.</summary>
    public Task<Group?> FindAsync(Guid workspace, string slug, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.FindAsync<Group>($"SELECT {Columns} FROM workspace_groups g WHERE g.workspace_id = @workspace AND g.slug = @slug", new { workspace, slug = slug.ToLowerInvariant() }),
            cancellation);

    /// <summary>All of a workspace, by slug, each with its size.</summary>
    public Task<IReadOnlyList<Group>> ListAsync(Guid workspace, CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<Group>(List, new { workspace }), cancellation);

    /// <summary>The people of a group, by username.</summary>
    public Task<IReadOnlyList<Account>> ListMembersAsync(Guid workspace, Guid group, CancellationToken cancellation) =>
        database.ReadAsync(session => session.ListAsync<Account>(Members, new { workspace, group }), cancellation);

    /// <summary>Makes a group; its slug must be free.</summary>
    /// <returns>Exactly one of the two.</returns>
    public async Task<(Group? Group, ApiError? Refusal)> AddAsync(Guid workspace, string name, string? slug, CancellationToken cancellation)
    {
        if (!GroupSlug.TryFromName(slug ?? name, out var sound, out var problem))
            return (null, ApiError.InvalidField(slug is null ? "name" : "slug", problem));

        var group = new Group { Id = ids.New(), Slug = sound.Text, Name = name, CreatedOn = clock.GetUtcNow() };
        var refusal = await database.WriteAsync(
            async write =>
            {
                await write.LockAsync($"groups/{workspace:D}");
                if (await write.ScalarAsync<long>("SELECT COUNT(*) FROM workspace_groups WHERE workspace_id = @workspace", new { workspace }) >= MostGroups)
                    return ApiError.BadRequest($"A workspace has at most {MostGroups} groups.");

                return await write.ExecuteAsync(Insert, new { workspace, group.Id, group.Slug, group.Name, group.CreatedOn }) == 1
                    ? null
                    : ApiError.InvalidField("slug", $"The workspace already has a group '{group.Slug}'.");
            },
            cancellation);
        return refusal is null ? (group, null) : (null, refusal);
    }

    /// <summary>Removes a group and all that was granted to it; false when it is not there.</summary>
    public Task<bool> RemoveAsync(Guid workspace, Guid group, CancellationToken cancellation) =>
        database.WriteAsync(
            async write => await write.ExecuteAsync("DELETE FROM workspace_groups WHERE workspace_id = @workspace AND id = @group", new { workspace, group }) > 0, cancellation);

    /// <summary>Puts a member of the workspace into the group; who is in it stays. False: the person is no member of the workspace.</summary>
    public Task<bool> AddMemberAsync(Guid workspace, Guid group, Guid user, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await write.ScalarAsync<long>("SELECT COUNT(*) FROM workspace_members WHERE workspace_id = @workspace AND user_id = @user", new { workspace, user }) == 0)
                    return false;

                await write.ExecuteAsync(InsertMember, new { workspace, group, user, now = clock.GetUtcNow() });
                return true;
            },
            cancellation);

    /// <summary>False when the person is not in the group.</summary>
    public Task<bool> RemoveMemberAsync(Guid workspace, Guid group, Guid user, CancellationToken cancellation) =>
        database.WriteAsync(
            async write => await write.ExecuteAsync(
                "DELETE FROM workspace_group_members WHERE workspace_id = @workspace AND user_id = @user AND group_id = @group", new { workspace, group, user }) > 0,
            cancellation);

    public static ApiError NotFound(string slug) => ApiError.NotFound($"No group with the slug '{slug}' in this workspace.");

    private const string Columns = "g.id, g.slug, g.name, g.created_on";

    private const string List = $"""
        SELECT {Columns}, (SELECT COUNT(*) FROM workspace_group_members m WHERE m.workspace_id = g.workspace_id AND m.group_id = g.id) AS size
        FROM workspace_groups g WHERE g.workspace_id = @workspace ORDER BY g.slug
        """;

    private const string Members = """
        SELECT u.id, u.username, u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on
        FROM workspace_group_members m JOIN users u ON u.id = m.user_id
        WHERE m.workspace_id = @workspace AND m.group_id = @group AND u.account_status <> 'closed' ORDER BY u.username
        """;

    private const string Insert = """
        INSERT INTO workspace_groups (workspace_id, id, slug, name, created_on) VALUES (@workspace, @Id, @Slug, @Name, @CreatedOn)
        ON CONFLICT (workspace_id, slug) DO NOTHING
        """;

    private const string InsertMember = """
        INSERT INTO workspace_group_members (workspace_id, user_id, group_id, added_on) VALUES (@workspace, @user, @group, @now)
        ON CONFLICT (workspace_id, user_id, group_id) DO NOTHING
        """;
}
