using Mortise.Query.Paging;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Repositories;

internal sealed partial class RepositoryStore
{
    /// <summary>The people who watch a repository, the first one first; who closed their account is not among them.</summary>
    public Task<Slice<Account>> ListWatchersAsync(Repository repository, PageRequest page, CancellationToken cancellation) =>
        database.ReadAsync(
            session => session.SliceAsync<Account>(
                "u.id, u.username, u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on",
                """
                FROM repository_watchers watched JOIN users u ON u.id = watched.user_id AND u.account_status <> 'closed'
                WHERE watched.workspace_id = @WorkspaceId AND watched.repository_id = @Id
                """,
                "watched.watched_on, u.id",
                new Dapper.DynamicParameters(new { repository.WorkspaceId, repository.Id }),
                page),
            cancellation);

    /// <summary>Whether a fork must stay private: a private repository that it comes from, over private ones alone, allows no public forks.</summary>
    public async Task<bool> ForbidsPublicForkAsync(Guid parent, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.ScalarAsync<long>(CountForbidding, new { parent, MostGenerations }), cancellation) > 0;

    /// <summary>Keeps what a repository has for itself.</summary>
    /// <param name="change">From what is stored to what shall be, or a refusal; asked inside the write.</param>
    public Task<ApiError?> ChangeOverridesAsync(
        Guid id, Caller caller, Func<Repository, (RepositoryOverrides? Overrides, ApiError? Refusal)> change, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await LockAsync(write, id, caller) is not { } stored)
                    return ApiError.RepositoryNotFound();

                var (overrides, refusal) = change(stored);
                if (overrides is not null)
                    await write.ExecuteAsync(UpdateOverrides, new { stored.WorkspaceId, id, overrides.DefaultMergeStrategy, overrides.BranchingModel, now = clock.GetUtcNow() });

                return refusal;
            },
            cancellation);

    /// <summary>What is further away is not looked at, and so it counts as forbidding.</summary>
    private const int MostGenerations = 100;

    private const string CountForbidding = """
        WITH RECURSIVE lineage (id, parent_id, is_private, fork_policy, generation) AS (
            SELECT id, parent_id, is_private, fork_policy, 1 FROM repositories WHERE id = @parent
            UNION ALL
            SELECT r.id, r.parent_id, r.is_private, r.fork_policy, child.generation + 1
            FROM lineage child JOIN repositories r ON r.id = child.parent_id
            WHERE child.is_private AND child.generation < @MostGenerations)
        SELECT COUNT(*) FROM lineage WHERE is_private AND (fork_policy <> 'allow_forks' OR generation = @MostGenerations)
        """;

    private const string UpdateOverrides = """
        UPDATE repositories SET overrides_merge_strategy = @DefaultMergeStrategy, overrides_branching_model = @BranchingModel, updated_on = @now
        WHERE workspace_id = @WorkspaceId AND id = @id
        """;
}
