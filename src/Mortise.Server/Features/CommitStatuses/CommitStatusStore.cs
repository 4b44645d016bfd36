using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Features.CommitStatuses;

/// <summary>The <c>commit_statuses</c> table.</summary>
internal sealed class CommitStatusStore(Database database, TimeProvider clock)
{
    public Task<CommitStatus?> FindAsync(Repository repository, string hash, string key, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<CommitStatus>(One, Key(repository, hash, key)), cancellation);

    /// <summary>The statuses of a commit, oldest first.</summary>
    /// <param name="refname">Only those of this branch and of none in particular; null: all.</param>
    public Task<Slice<CommitStatus>> ListAsync(
        Repository repository, string hash, string? refname, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var parameters = new DynamicParameters(new { workspace = repository.WorkspaceId, repository = repository.Id, hash, refname });
        var where = OfCommit + (refname is null ? "" : " AND (s.refname IS NULL OR s.refname = @refname)");
        var source = new SliceSource(Columns, From, where, "s.created_on, s.key", "s.key");
        return database.ReadAsync(session => session.SliceAsync<CommitStatus>(source, query, parameters, page), cancellation);
    }

    /// <summary>The statuses that several repositories have for one commit, for this branch or for none in particular, oldest first.</summary>
    public Task<Slice<CommitStatus>> ListAsync(
        IReadOnlyList<Repository> repositories, string hash, string refname, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var workspaces = repositories.Select(repository => repository.WorkspaceId.ToString("D")).Distinct(StringComparer.Ordinal).ToArray();
        var ids = repositories.Select(repository => repository.Id.ToString("D")).ToArray();
        var parameters = new DynamicParameters(new { workspaces, ids, hash, refname });
        return database.ReadAsync(
            session => session.SliceAsync<CommitStatus>(
                new SliceSource(
                    Columns, From,
                    $"s.workspace_id {session.In("workspaces")} AND s.repository_id {session.In("ids")} AND s.commit_hash = @hash AND (s.refname IS NULL OR s.refname = @refname)",
                    "s.created_on, s.key, s.repository_id", "s.key, s.repository_id"),
                query, parameters, page),
            cancellation);
    }

    /// <summary>Makes the status, or overwrites the one of that key whole.</summary>
    /// <returns>The status as it is now, and whether it is new.</returns>
    public Task<(CommitStatus Status, bool IsNew)> PutAsync(Repository repository, CommitStatus status, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var isNew = await write.ExecuteAsync(Insert, Row(repository, status, clock.GetUtcNow())) > 0;
                if (!isNew)
                    await write.ExecuteAsync(Update, Row(repository, status, clock.GetUtcNow()));

                return ((await write.FindAsync<CommitStatus>(One, Key(repository, status.CommitHash, status.Key)))!, isNew);
            },
            cancellation);

    /// <summary>Changes what <paramref name="change"/> says of the stored status.</summary>
    /// <returns>The status as it is now; null when there is none.</returns>
    public Task<CommitStatus?> UpdateAsync(Repository repository, string hash, string key, Func<CommitStatus, CommitStatus> change, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                if (await write.FindAsync<CommitStatus>(One + write.ForUpdate, Key(repository, hash, key)) is not { } stored)
                    return null;

                await write.ExecuteAsync(Update, Row(repository, change(stored), clock.GetUtcNow()));
                return await write.FindAsync<CommitStatus>(One, Key(repository, hash, key));
            },
            cancellation);

    private static object Key(Repository repository, string hash, string key) => new { workspace = repository.WorkspaceId, repository = repository.Id, hash, key };

    private static object Row(Repository repository, CommitStatus status, DateTimeOffset now) => new
    {
        workspace = repository.WorkspaceId,
        repository = repository.Id,
        hash = status.CommitHash,
        key = status.Key,
        status.Name,
        status.Description,
        status.Url,
        status.Refname,
        status.State,
        now,
    };

    private const string Columns = "s.repository_id, s.commit_hash, s.key, s.name, s.description, s.url, s.refname, s.state, s.created_on, s.updated_on";

    private const string From = "FROM commit_statuses s";

    private const string OfCommit = "s.workspace_id = @workspace AND s.repository_id = @repository AND s.commit_hash = @hash";

    private const string One = $"SELECT {Columns} {From} WHERE {OfCommit} AND s.key = @key";

    private const string Insert = """
        INSERT INTO commit_statuses (workspace_id, repository_id, commit_hash, key, name, description, url, refname, state, created_on, updated_on)
        VALUES (@workspace, @repository, @hash, @key, @Name, @Description, @Url, @Refname, @State, @now, @now)
        ON CONFLICT (workspace_id, repository_id, commit_hash, key) DO NOTHING
        """;

    private const string Update = """
        UPDATE commit_statuses SET name = @Name, description = @Description, url = @Url, refname = @Refname, state = @State, updated_on = @now
        WHERE workspace_id = @workspace AND repository_id = @repository AND commit_hash = @hash AND key = @key
        """;
}
