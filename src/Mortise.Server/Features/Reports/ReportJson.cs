using System.Text;
using Mortise.Query.Fields;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports;

/// <summary>Reports and annotations on the wire: schemas <c>report</c> and <c>report_annotation</c>.</summary>
internal sealed class ReportJson(AccountJson accounts)
{
    /// <param name="By">Who made it or changed it last; null when that account is gone.</param>
    internal readonly record struct ReportView(Report Report, Account? By);

    public void Write(ObjectWriter o, ReportView view)
    {
        var report = view.Report;
        o.Write("type", "report");
        o.Write("uuid", PublicAddress.Braced(report.Id));
        o.Write("external_id", report.ExternalId);
        o.Write("title", report.Title);
        o.Write("details", report.Details);
        o.Write("reporter", report.Reporter);
        o.Embedded("created_by", view.By, accounts.Write);
        o.Write("link", report.Link);
        o.Write("logo_url", report.LogoUrl);
        o.Write("remote_link_enabled", report.RemoteLinkEnabled);
        o.Write("report_type", report.ReportType);
        o.Write("result", report.Result);
        o.Raw("data", Encoding.UTF8.GetBytes(report.Data));
        o.Write("created_on", Timestamp.Micro(report.CreatedOn));
        o.Write("updated_on", Timestamp.Micro(report.UpdatedOn));
    }

    public static void Write(ObjectWriter o, Annotation annotation)
    {
        o.Write("type", "report_annotation");
        o.Write("uuid", PublicAddress.Braced(annotation.Id));
        o.Write("external_id", annotation.ExternalId);
        o.Write("annotation_type", annotation.AnnotationType);
        o.Write("path", annotation.Path);
        o.Write("line", annotation.Line);
        o.Write("summary", annotation.Summary);
        o.Write("details", annotation.Details);
        o.Write("result", annotation.Result);
        o.Write("severity", annotation.Severity);
        o.Write("link", annotation.Link);
        o.Write("created_on", Timestamp.Micro(annotation.CreatedOn));
        o.Write("updated_on", Timestamp.Micro(annotation.UpdatedOn));
    }
}
