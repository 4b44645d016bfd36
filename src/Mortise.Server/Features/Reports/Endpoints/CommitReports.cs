using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports.Endpoints;

/// <summary>GET of …/commit/{commit}/reports, and GET, PUT and DELETE of …/reports/{reportId}</summary>
internal static class CommitReports
{
    public static async Task<IResult> ListAsync(
        [AsParameters] RepositoryPath path, string commit, Caller caller, ReportAnswers answers, ReportStore reports, HttpContext context)
    {
        var (place, refusal) = await answers.FindAsync(path, commit, null, caller, RepositoryPermission.Read, context.RequestAborted);
        return place is null
            ? refusal!
            : await answers.PageAsync(context, await reports.ListAsync(place.Repository, place.Hash, context.Api().Query, PageAnswers.Asked(context), context.RequestAborted));
    }

    public static async Task<IResult> GetAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, Caller caller, ReportAnswers answers, CancellationToken cancellation)
    {
        var (place, refusal) = await answers.FindAsync(path, commit, ReportAnswers.Unescaped(reportId), caller, RepositoryPermission.Read, cancellation);
        return place is null ? refusal! : await answers.OneAsync(place.Report!, cancellation);
    }

    /// <summary>Always 200 (rest.md 16.8).</summary>
    public static async Task<IResult> PutAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, Caller caller, ReportAnswers answers, ReportStore reports, HttpContext context)
    {
        var (place, refusal) = await answers.FindAsync(path, commit, null, caller, RepositoryPermission.Write, context.RequestAborted);
        if (place is null)
            return refusal!;

        var (report, problem) = await ReadAsync(context);
        if (report is null)
            return problem!;

        var key = ReportAnswers.Unescaped(reportId);
        if (key.Length > ReportText.Longest)
            return ApiError.InvalidField("external_id", $"The id of a report has at most {ReportText.Longest} characters.");

        var kept = await reports.PutAsync(
            place.Repository, key, report with { CommitHash = place.Hash, AccountId = ActingAccount.Of(caller)!.Value }, context.RequestAborted);
        return await answers.OneAsync(kept, context.RequestAborted);
    }

    public static async Task<IResult> DeleteAsync(
        [AsParameters] RepositoryPath path, string commit, string reportId, Caller caller, ReportAnswers answers, ReportStore reports, CancellationToken cancellation)
    {
        var (place, refusal) = await answers.FindAsync(path, commit, null, caller, RepositoryPermission.Write, cancellation);
        if (place is null)
            return refusal!;

        var key = ReportAnswers.Unescaped(reportId);
        return await reports.DeleteAsync(place.Repository, place.Hash, key, cancellation) ? TypedResults.NoContent() : ReportAnswers.NotFound(key);
    }

    private static async Task<(Report? Report, ApiError? Problem)> ReadAsync(HttpContext context)
    {
        var (json, problem) = await JsonBody.ReadAsync(context);
        if (json is null)
            return (null, problem);

        var members = new BodyMembers(json.Root);
        var report = new Report
        {
            Title = members.Required("title"),
            Details = members.Text("details", ReportText.LongestDetails, lines: true),
            Reporter = members.Text("reporter", ReportText.Longest),
            Link = members.Address("link"),
            LogoUrl = members.Address("logo_url"),
            RemoteLinkEnabled = members.Flag("remote_link_enabled") ?? false,
            ReportType = members.OneOf("report_type", Report.Types),
            Result = members.OneOf("result", Report.Results),
            Data = ReportData.Read(members),
        };
        return members.Problem is { } faults ? (null, faults) : (report, null);
    }
}
