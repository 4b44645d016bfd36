using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports;

/// <summary>The <c>reports</c> table. A report is found by the id of its tool, or by its <c>{uuid}</c>.</summary>
internal sealed class ReportStore(Database database, IdSource ids, TimeProvider clock)
{
    public Task<Report?> FindAsync(Repository repository, string hash, string key, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<Report>(One, Addressed(repository, hash, key)), cancellation);

    /// <summary>The reports on a commit, oldest first.</summary>
    public Task<Slice<Report>> ListAsync(Repository repository, string hash, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var parameters = new DynamicParameters(new { workspace = repository.WorkspaceId, repository = repository.Id, hash });
        var source = new SliceSource(Columns, "FROM reports r", OfCommit, "r.created_on, r.id", "r.id");
        return database.ReadAsync(session => session.SliceAsync<Report>(source, query, parameters, page), cancellation);
    }

    /// <summary>Makes the report under <paramref name="key"/>, or overwrites the one that has it; its annotations stay.</summary>
    public Task<Report> PutAsync(Repository repository, string key, Report report, CancellationToken cancellation) =>
        database.WriteAsync(
            async write =>
            {
                var stored = await write.FindAsync<Report>(One, Addressed(repository, report.CommitHash, key));
                var externalId = stored?.ExternalId ?? key;
                await write.ExecuteAsync(Upsert, Row(repository, report with { Id = ids.New(), ExternalId = externalId }, clock.GetUtcNow()));
                return (await write.FindAsync<Report>(One, Addressed(repository, report.CommitHash, externalId)))!;
            },
            cancellation);

    /// <summary>Removes the report with its annotations.</summary>
    /// <returns>False when there is none.</returns>
    public Task<bool> DeleteAsync(Repository repository, string hash, string key, CancellationToken cancellation) =>
        database.WriteAsync(
            async write => await write.FindAsync<Report>(One, Addressed(repository, hash, key)) is { } stored
                && await write.ExecuteAsync(Delete, new { workspace = repository.WorkspaceId, repository = repository.Id, hash, external = stored.ExternalId }) > 0,
            cancellation);

    private static object Addressed(Repository repository, string hash, string key) =>
        new { workspace = repository.WorkspaceId, repository = repository.Id, hash, key, uuid = Identifier.TryParseBraced(key, out var id) ? id.ToString("D") : "" };

    private static object Row(Repository repository, Report report, DateTimeOffset now) => new
    {
        workspace = repository.WorkspaceId,
        repository = repository.Id,
        hash = report.CommitHash,
        external = report.ExternalId,
        id = report.Id,
        report.Title,
        report.Details,
        report.Reporter,
        report.Link,
        report.LogoUrl,
        report.RemoteLinkEnabled,
        report.ReportType,
        report.Result,
        report.Data,
        account = report.AccountId,
        now,
    };

    private const string Columns = """
        r.id, r.commit_hash, r.external_id, r.title, r.details, r.reporter, r.link, r.logo_url, r.remote_link_enabled, r.report_type, r.result, r.data,
        r.account_id, r.created_on, r.updated_on
        """;

    private const string OfCommit = "r.workspace_id = @workspace AND r.repository_id = @repository AND r.commit_hash = @hash";

    /// <summary>A tool's own id goes first, should it look like another report's.</summary>
    private const string One = $"""
        SELECT {Columns} FROM reports r WHERE {OfCommit} AND (r.external_id = @key OR r.id = @uuid)
        ORDER BY CASE WHEN r.external_id = @key THEN 0 ELSE 1 END LIMIT 1
        """;

    private const string Upsert = """
        INSERT INTO reports (
            workspace_id, repository_id, commit_hash, external_id, id, title, details, reporter, link, logo_url, remote_link_enabled, report_type, result,
            data, account_id, created_on, updated_on)
        VALUES (
            @workspace, @repository, @hash, @external, @id, @Title, @Details, @Reporter, @Link, @LogoUrl, @RemoteLinkEnabled, @ReportType, @Result,
            @Data, @account, @now, @now)
        ON CONFLICT (workspace_id, repository_id, commit_hash, external_id)
        DO UPDATE SET title = excluded.title, details = excluded.details, reporter = excluded.reporter, link = excluded.link, logo_url = excluded.logo_url,
            remote_link_enabled = excluded.remote_link_enabled, report_type = excluded.report_type, result = excluded.result, data = excluded.data,
            account_id = excluded.account_id, updated_on = excluded.updated_on
        """;

    private const string Delete = """
        DELETE FROM reports WHERE workspace_id = @workspace AND repository_id = @repository AND commit_hash = @hash AND external_id = @external
        """;
}
