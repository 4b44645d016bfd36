using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Workspaces;

internal sealed partial class WorkspaceStore
{
    /// <summary>Characters of a name.</summary>
    public const int LongestName = 255;

    /// <summary>Changes name and privacy of a team's workspace. That of a person is named after them, and only its privacy changes.</summary>
    public Task UpdateAsync(Guid workspace, string name, bool isPrivate, CancellationToken cancellation) =>
        database.WriteAsync(
            write => write.ExecuteAsync(
                """
                UPDATE workspaces SET name = CASE WHEN kind = 'team' THEN @name ELSE name END, is_private = @isPrivate, updated_on = @now
                WHERE id = @workspace
                """,
                new { workspace, name, isPrivate, now = clock.GetUtcNow() }),
            cancellation);

    /// <summary>Makes a team's workspace, with what the writer has begun; its slug was looked at before.</summary>
    public async Task AddAsync(WriteSession write, AccountName slug, string name, Guid owner)
    {
        var (id, now) = (ids.New(), clock.GetUtcNow());
        await accounts.AddWorkspaceAsync(write, id, slug, name, "team", isPrivate: true, now);
        await AccountStore.AddMemberAsync(write, id, owner, "owner", now);
    }

    /// <summary>Changes what a member is in the workspace; the last owner stays one.</summary>
    /// <returns>Why not; null when it is done.</returns>
    public Task<ApiError?> ChangeRoleAsync(Guid workspace, Guid user, WorkspaceRole role, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await WhyNotLessAsync(write, workspace, user, staysOwner: role == WorkspaceRole.Owner) is { } refusal)
                    return refusal;

                await AccountStore.AddMemberAsync(write, workspace, user, role == WorkspaceRole.Owner ? "owner" : "member", clock.GetUtcNow());
                return null;
            },
            cancellation);

    /// <summary>Takes a member out of the workspace, with the groups and grants they had there; the last owner stays.</summary>
    /// <returns>Why not; null when it is done.</returns>
    public Task<ApiError?> RemoveMemberAsync(Guid workspace, Guid user, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await WhyNotLessAsync(write, workspace, user, staysOwner: false) is { } refusal)
                    return refusal;

                // Groups and grants on projects go with the membership, by the tables' own rule.
                await write.ExecuteAsync("DELETE FROM repository_permissions WHERE workspace_id = @workspace AND user_id = @user", new { workspace, user });
                await write.ExecuteAsync("DELETE FROM workspace_members WHERE workspace_id = @workspace AND user_id = @user", new { workspace, user });
                return null;
            },
            cancellation);

    private static async Task<ApiError?> WhyNotLessAsync(WriteSession write, Guid workspace, Guid user, bool staysOwner)
    {
        await write.LockAsync($"members/{workspace:D}");
        var role = await write.ScalarAsync<string>("SELECT role FROM workspace_members WHERE workspace_id = @workspace AND user_id = @user", new { workspace, user });
        if (role is null)
            return ApiError.NotFound("They are not a member of the workspace.");

        if (workspace == user && !staysOwner)
            return ApiError.BadRequest("A person owns their own workspace.");

        var isLast = role == "owner" && !staysOwner
            && await write.ScalarAsync<long>("SELECT COUNT(*) FROM workspace_members WHERE workspace_id = @workspace AND role = 'owner'", new { workspace }) == 1;
        return isLast ? ApiError.BadRequest("A workspace has at least one owner. Make somebody else an owner first.") : null;
    }
}
