using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reports;

/// <summary>What a path of reports names: the repository, the full hash of the commit, and the report where it names one.</summary>
internal sealed record ReportPlace(Repository Repository, string Hash, Report? Report);

/// <summary>Finds what a path names, asks who may write there, and answers reports with the accounts that made them.</summary>
internal sealed class ReportAnswers(CommitFinder commits, ReportStore reports, AccountStore accounts, ReportJson json, PageAnswers pages)
{
    /// <summary>The commit; the report too where <paramref name="key"/> is given. Differs: reports can stop a merge, so that writing takes write access.</summary>
    public async Task<(ReportPlace? Place, ApiError? Refusal)> FindAsync(
        RepositoryPath path, string commit, string? key, Caller caller, RepositoryPermission needed, CancellationToken cancellation)
    {
        var (repository, id, refusal) = await commits.FindAsync(path, commit, caller, cancellation);
        if (repository is null)
            return (null, refusal);

        if (!repository.Allows(needed))
            return (null, ApiError.Forbidden("Reports are written by those who have write access to the repository."));

        var hash = id.ToString();
        if (key is null)
            return (new ReportPlace(repository, hash, null), null);

        return await reports.FindAsync(repository, hash, key, cancellation) is { } report
            ? (new ReportPlace(repository, hash, report), null)
            : (null, NotFound(key));
    }

    public async Task<IResult> OneAsync(Report report, CancellationToken cancellation)
    {
        var people = await accounts.ListAsync([report.AccountId], cancellation);
        return ApiAnswer.Ok(new ReportJson.ReportView(report, people.GetValueOrDefault(report.AccountId)), json.Write);
    }

    public async Task<IResult> PageAsync(HttpContext context, Slice<Report> slice)
    {
        var people = await accounts.ListAsync(slice.Items.Select(report => report.AccountId), context.RequestAborted);
        return pages.Of(context, slice.Select(report => new ReportJson.ReportView(report, people.GetValueOrDefault(report.AccountId))), json.Write);
    }

    public static ApiError NotFound(string key) => ApiError.NotFound($"The commit has no report '{key}'.");

    /// <summary>A slash in an id is the one character that routing leaves encoded.</summary>
    public static string Unescaped(string key) => key.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
