using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Projects.DefaultReviewers;

/// <summary>What default reviewers are of: a project, or a repository in one.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="RepositoryId">Null: of the project itself.</param>
internal sealed record ReviewedHost(Guid WorkspaceId, Guid ProjectId, Guid? RepositoryId);

/// <summary>The <c>project_default_reviewers</c> and <c>repository_default_reviewers</c> tables.</summary>
internal sealed class DefaultReviewerStore(Database database, TimeProvider clock)
{
    /// <summary>Those added to the host itself, in the order they were.</summary>
    public Task<Slice<DefaultReviewer>> ListAsync(ReviewedHost host, CollectionQuery query, PageRequest page, CancellationToken cancellation) =>
        ListAsync($"({(host.RepositoryId is null ? OfProject : OfRepository)})", host, query, page, cancellation);

    /// <summary>Those of a repository, then those of its project who are not among them.</summary>
    public Task<Slice<DefaultReviewer>> ListEffectiveAsync(ReviewedHost host, CollectionQuery query, PageRequest page, CancellationToken cancellation) =>
        ListAsync($"({OfRepository} UNION ALL {OfProject} AND NOT EXISTS ({SameInRepository}))", host, query, page, cancellation);

    public async Task<bool> HasAsync(ReviewedHost host, Guid user, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.ScalarAsync<long>($"SELECT COUNT(*) FROM ({Of(host)}) d WHERE d.user_id = @user", Key(host, user)), cancellation) > 0;

    /// <summary>Adds somebody; once more changes nothing.</summary>
    /// <returns>A refusal when the host has as many as it may.</returns>
    public Task<ApiError?> AddAsync(ReviewedHost host, Guid user, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                await write.LockAsync($"default reviewers/{host.RepositoryId ?? host.ProjectId:D}");
                var others = await write.ScalarAsync<long>($"SELECT COUNT(*) FROM ({Of(host)}) d WHERE d.user_id <> @user", Key(host, user));
                if (others >= DefaultReviewer.Most)
                    return ApiError.BadRequest($"There are at most {DefaultReviewer.Most} default reviewers.");

                await write.ExecuteAsync(host.RepositoryId is null ? AddToProject : AddToRepository, Key(host, user));
                return null;
            },
            cancellation);

    /// <returns>False when they are not one.</returns>
    public Task<bool> RemoveAsync(ReviewedHost host, Guid user, CancellationToken cancellation) =>
        database.WriteAsync(
            async write => await write.ExecuteAsync(host.RepositoryId is null ? RemoveFromProject : RemoveFromRepository, Key(host, user)) > 0, cancellation);

    private Task<Slice<DefaultReviewer>> ListAsync(string rows, ReviewedHost host, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var parameters = new DynamicParameters(new { workspace = host.WorkspaceId, project = host.ProjectId, repository = host.RepositoryId });
        var source = new SliceSource(
            Columns, $"FROM {rows} d JOIN users u ON u.id = d.user_id", "u.account_status <> 'closed'", "d.reviewer_type DESC, d.added_on, u.id", "u.id");
        return database.ReadAsync(session => session.SliceAsync<DefaultReviewer>(source, query, parameters, page), cancellation);
    }

    private object Key(ReviewedHost host, Guid user) =>
        new { workspace = host.WorkspaceId, project = host.ProjectId, repository = host.RepositoryId, user, now = clock.GetUtcNow() };

    private static string Of(ReviewedHost host) => host.RepositoryId is null ? OfProject : OfRepository;

    private const string Columns =
        "d.reviewer_type, u.id, u.username, u.account_id, u.nickname, u.display_name, u.account_status, u.is_staff, u.created_on";

    private const string OfRepository = """
        SELECT r.user_id, r.added_on, 'repository' AS reviewer_type FROM repository_default_reviewers r
        WHERE r.workspace_id = @workspace AND r.repository_id = @repository
        """;

    private const string OfProject = """
        SELECT p.user_id, p.added_on, 'project' AS reviewer_type FROM project_default_reviewers p
        WHERE p.workspace_id = @workspace AND p.project_id = @project
        """;

    private const string SameInRepository = """
        SELECT 1 FROM repository_default_reviewers same
        WHERE same.workspace_id = @workspace AND same.repository_id = @repository AND same.user_id = p.user_id
        """;

    private const string AddToRepository = """
        INSERT INTO repository_default_reviewers (workspace_id, repository_id, user_id, added_on) VALUES (@workspace, @repository, @user, @now)
        ON CONFLICT (workspace_id, repository_id, user_id) DO NOTHING
        """;

    private const string AddToProject = """
        INSERT INTO project_default_reviewers (workspace_id, project_id, user_id, added_on) VALUES (@workspace, @project, @user, @now)
        ON CONFLICT (workspace_id, project_id, user_id) DO NOTHING
        """;

    private const string RemoveFromRepository =
        "DELETE FROM repository_default_reviewers WHERE workspace_id = @workspace AND repository_id = @repository AND user_id = @user";

    private const string RemoveFromProject =
        "DELETE FROM project_default_reviewers WHERE workspace_id = @workspace AND project_id = @project AND user_id = @user";
}
