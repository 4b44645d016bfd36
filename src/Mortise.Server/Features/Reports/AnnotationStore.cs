using Dapper;
using Mortise.Query;
using Mortise.Query.Paging;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports;

/// <summary>The <c>report_annotations</c> table. An annotation is found by the id of its tool, or by its <c>{uuid}</c>.</summary>
internal sealed class AnnotationStore(Database database, IdSource ids, TimeProvider clock)
{
    public Task<Annotation?> FindAsync(Repository repository, Report report, string key, CancellationToken cancellation) =>
        database.ReadAsync(session => session.FindAsync<Annotation>(One, Addressed(repository, report, key)), cancellation);

    /// <summary>The annotations of a report, in the order they were first made.</summary>
    public Task<Slice<Annotation>> ListAsync(Repository repository, Report report, CollectionQuery query, PageRequest page, CancellationToken cancellation)
    {
        var parameters = new DynamicParameters(new { workspace = repository.WorkspaceId, report = report.Id });
        var source = new SliceSource(Columns, "FROM report_annotations a", OfReport, "a.number, a.id", "a.id");
        return database.ReadAsync(session => session.SliceAsync<Annotation>(source, query, parameters, page), cancellation);
    }

    /// <summary>Makes the annotations, or overwrites those that have their ids: all of them in one transaction, or none.</summary>
    /// <returns>The annotations as they are now, in the order given; a refusal when the report would hold too many, or is gone.</returns>
    public Task<(IReadOnlyList<Annotation>? Annotations, ApiError? Refusal)> PutAsync(
        Repository repository, Report report, IReadOnlyList<Annotation> annotations, CancellationToken cancellation) =>
        database.WriteAsync<(IReadOnlyList<Annotation>?, ApiError?)>(
            async write =>
            {
                if (await write.ScalarAsync<string>(Lock + write.ForUpdate, new { report = report.Id }) is null)
                    return (null, ReportAnswers.NotFound(report.ExternalId));

                var known = await write.ListAsync<Annotation>(
                    $"SELECT {Columns} FROM report_annotations a WHERE {OfReport}", new { workspace = repository.WorkspaceId, report = report.Id });
                var byId = known.ToDictionary(annotation => annotation.ExternalId, StringComparer.Ordinal);
                var many = byId.Keys.Union(annotations.Select(annotation => annotation.ExternalId), StringComparer.Ordinal).Count();
                if (many > Report.MostAnnotations)
                    return (null, ApiError.BadRequest($"A report holds at most {Report.MostAnnotations} annotations; with these it would have {many}."));

                var last = known.Count == 0 ? 0 : known.Max(annotation => annotation.Number);
                var now = clock.GetUtcNow();
                var written = new List<Annotation>(annotations.Count);
                foreach (var annotation in annotations)
                {
                    var stored = byId.GetValueOrDefault(annotation.ExternalId);
                    var row = annotation with { Id = stored?.Id ?? ids.New(), Number = stored?.Number ?? ++last, CreatedOn = stored?.CreatedOn ?? now, UpdatedOn = now };
                    await write.ExecuteAsync(Upsert, Values(repository, report, row));
                    written.Add(row);
                }

                return (written, null);
            },
            cancellation);

    /// <returns>False when there is none.</returns>
    public Task<bool> DeleteAsync(Repository repository, Report report, string key, CancellationToken cancellation) =>
        database.WriteAsync(
            async write => await write.FindAsync<Annotation>(One, Addressed(repository, report, key)) is { } stored
                && await write.ExecuteAsync(Delete, new { workspace = repository.WorkspaceId, report = report.Id, external = stored.ExternalId }) > 0,
            cancellation);

    private static object Addressed(Repository repository, Report report, string key) =>
        new { workspace = repository.WorkspaceId, report = report.Id, key, uuid = Identifier.TryParseBraced(key, out var id) ? id.ToString("D") : "" };

    private static object?[] Values(Repository repository, Report report, Annotation row) =>
    [
        repository.WorkspaceId.ToString("D"), report.Id.ToString("D"), row.ExternalId, row.Id.ToString("D"), row.Number, row.AnnotationType, row.Path, row.Line, row.Summary,
        row.Details, row.Result, row.Severity, row.Link, Instants.ToMicroseconds(row.CreatedOn), Instants.ToMicroseconds(row.UpdatedOn),
    ];

    private const string Columns = """
        a.id, a.number, a.external_id, a.annotation_type, a.path, a.line, a.summary, a.details, a.result, a.severity, a.link, a.created_on, a.updated_on
        """;

    private const string OfReport = "a.workspace_id = @workspace AND a.report_id = @report";

    /// <summary>Other writes to the same report wait, so that its bound holds.</summary>
    private const string Lock = "SELECT id FROM reports WHERE id = @report";

    private const string One = $"""
        SELECT {Columns} FROM report_annotations a WHERE {OfReport} AND (a.external_id = @key OR a.id = @uuid)
        ORDER BY CASE WHEN a.external_id = @key THEN 0 ELSE 1 END LIMIT 1
        """;

    private static readonly KeptChange Upsert = new(
        """
        INSERT INTO report_annotations (
            workspace_id, report_id, external_id, id, number, annotation_type, path, line, summary, details, result, severity, link, created_on, updated_on)
        VALUES (@workspace, @report, @external, @id, @number, @type, @path, @line, @summary, @details, @result, @severity, @link, @created, @updated)
        ON CONFLICT (workspace_id, report_id, external_id)
        DO UPDATE SET annotation_type = excluded.annotation_type, path = excluded.path, line = excluded.line, summary = excluded.summary,
            details = excluded.details, result = excluded.result, severity = excluded.severity, link = excluded.link, updated_on = excluded.updated_on
        """,
        ["workspace", "report", "external", "id", "number", "type", "path", "line", "summary", "details", "result", "severity", "link", "created", "updated"]);

    private const string Delete = "DELETE FROM report_annotations WHERE workspace_id = @workspace AND report_id = @report AND external_id = @external";
}
