using Mortise.Query.Filtering;

namespace Mortise.Server.Features.Reports;

/// <summary>What <c>q</c> and <c>sort</c> may name of reports and of annotations.</summary>
internal static class ReportQuery
{
    public static readonly SqlFields Fields = new SqlFields()
        .Id("uuid", "r.id")
        .Text("external_id", "r.external_id", isRequired: true)
        .Text("title", "r.title", isRequired: true)
        .Text("details", "r.details")
        .Text("reporter", "r.reporter")
        .Choice("report_type", "r.report_type", Report.Types)
        .Choice("result", "r.result", Report.Results)
        .Instant("created_on", "r.created_on", isRequired: true)
        .Instant("updated_on", "r.updated_on", isRequired: true);

    public static readonly SqlFields Annotations = new SqlFields()
        .Id("uuid", "a.id")
        .Text("external_id", "a.external_id", isRequired: true)
        .Text("summary", "a.summary", isRequired: true)
        .Text("details", "a.details")
        .Text("path", "a.path")
        .Number("line", "a.line")
        .Choice("annotation_type", "a.annotation_type", Annotation.Types)
        .Ranked("severity", "a.severity", "LOW", "MEDIUM", "HIGH", "CRITICAL")
        .Choice("result", "a.result", Annotation.Results)
        .Instant("created_on", "a.created_on", isRequired: true)
        .Instant("updated_on", "a.updated_on", isRequired: true);
}
