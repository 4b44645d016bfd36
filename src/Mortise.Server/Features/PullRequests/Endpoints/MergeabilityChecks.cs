using Mortise.Git.Merging;
using Mortise.Git.Objects;
using Mortise.Query.Fields;
using Mortise.Server.Features.PullRequests.Merging;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.PullRequests.Endpoints;

/// <summary>GET of <c>mergeability/checks</c> below a pull request: what stands in the way of a merge, without merging.</summary>
internal sealed class MergeabilityChecks(PullRequestFinder finder, PullRequestGit disk)
{
    private const string WithoutGit = "type!=\"git_mergeability_check\"";
    private const string WithoutBehind = "check.kind!=\"maximum_commits_behind\"";

    /// <param name="Message">Why it blocks; null when it does not.</param>
    private sealed record Check(string Type, string? Message);

    public static Task<IResult> GetAsync([AsParameters] PullRequestPath path, string? q, Caller caller, MergeabilityChecks checks, HttpContext context) =>
        checks.GetAsync(path, q, caller, context.RequestAborted);

    private async Task<IResult> GetAsync(PullRequestPath path, string? q, Caller caller, CancellationToken cancellation)
    {
        var (found, refusal) = await finder.FindAsync(path, caller, cancellation);
        if (found is null)
            return refusal!;

        if (!TryFilter(q, out var withGit))
            return ApiError.BadRequest("Invalid q", $"These checks are filtered by {WithoutGit} and {WithoutBehind} alone, joined by AND.");

        var may = found.Repository.Allows(RepositoryPermission.Write);
        List<Check> checks =
        [
            new("pullrequest_state_check", PullRequestMerger.WhyNot(found.PullRequest)?.Message),
            new("current_user_permission_check", may ? null : $"Only those who may write to {found.Repository.FullName} merge its pull requests."),
        ];
        if (withGit && found.PullRequest.IsOpen)
            checks.Add(new("git_mergeability_check", await WhyNotMergeAsync(found.PullRequest, cancellation)));

        return ApiAnswer.Ok(checks, Write);
    }

    private async Task<string?> WhyNotMergeAsync(PullRequest request, CancellationToken cancellation)
    {
        var standing = disk.Stand(request);
        if (standing.Destination is not { } destination)
            return $"The branch '{request.DestinationBranch}' is gone.";

        var conflicts = await Merger.FindConflictsAsync(standing.DestinationGit, destination, ObjectId.Parse(request.SourceHash), cancellation);
        return conflicts is null ? "The branches have no commit in common."
            : conflicts.Count == 0 ? null
            : $"The branches are in conflict: {string.Join(", ", conflicts.Take(20).Select(conflict => conflict.Path))}.";
    }

    private static bool TryFilter(string? q, out bool withGit)
    {
        var terms = (q ?? "").Split(" AND ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(term => term.Replace(" ", "", StringComparison.Ordinal)).ToArray();
        withGit = !terms.Contains(WithoutGit, StringComparer.Ordinal);
        return terms.All(term => term is WithoutGit or WithoutBehind);
    }

    private static void Write(ObjectWriter o, List<Check> checks)
    {
        o.Write("size", checks.Count);
        o.Array("values", checks, static (value, check) =>
        {
            value.Write("type", check.Type);
            value.Write("blocking", check.Message is not null);
            if (check.Message is not null)
                value.Write("message", check.Message);
        });
    }
}
