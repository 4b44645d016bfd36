using Mortise.Query.Filtering;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.PullRequests;

/// <summary>What <c>q</c> and <c>sort</c> may name of pull requests.</summary>
internal static class PullRequestQuery
{
    /// <summary>The tables that the map reads beside <c>pull_requests p</c>.</summary>
    public const string Joins = """

        JOIN repositories d ON d.workspace_id = p.workspace_id AND d.id = p.repository_id
        JOIN workspaces dw ON dw.id = d.workspace_id
        LEFT JOIN users author ON author.id = p.author_id
        LEFT JOIN users closer ON closer.id = p.closed_by
        """;

    private const string Taking = "pull_request_participants t JOIN users u ON u.id = t.account_id WHERE t.repository_id = p.repository_id AND t.number = p.number";

    public static readonly SqlFields Fields = new SqlFields()
        .Number("id", "p.number", isRequired: true)
        .Text("title", "p.title", isRequired: true)
        .Text("description", "p.description", isRequired: true)
        .Text("summary.raw", "p.description", isRequired: true)
        .Choice("state", "p.state", PullRequest.States)
        .Flag("draft", "p.draft")
        .Flag("close_source_branch", "p.close_source_branch")
        .Number("comment_count", "p.comment_count", isRequired: true)
        .Number("task_count", "p.task_count", isRequired: true)
        .Text("reason", "p.reason", isRequired: true)
        .Text("source.branch.name", "p.source_branch", isRequired: true)
        .Text("source.commit.hash", "substr(p.source_hash, 1, 12)", isRequired: true)
        .Id("source.repository.uuid", PullRequestStore.VisibleSource)
        .Text("destination.branch.name", "p.destination_branch", isRequired: true)
        .Text("destination.commit.hash", "substr(p.destination_hash, 1, 12)", isRequired: true)
        .Embed("destination.repository", RepositoryQuery.Of("d", "dw")).Object("destination.repository", "destination.repository.uuid", "destination.repository.full_name")
        .Text("merge_commit.hash", "substr(p.merge_hash, 1, 12)")
        .Embed("author", AccountQuery.Of("author")).Object("author", "author.uuid", "author.account_id")
        .Embed("closed_by", AccountQuery.Of("closer")).Object("closed_by", "closed_by.uuid", "closed_by.account_id")
        .Many("reviewers", $"FROM {Taking} AND t.is_reviewer", AccountQuery.Of("u"))
        .Many("participants", $"FROM {Taking}", new SqlFields().Choice("state", "t.state", Participant.Approved, Participant.ChangesRequested).Embed("user", AccountQuery.Of("u")))
        .Instant("created_on", "p.created_on", isRequired: true)
        .Instant("updated_on", "p.updated_on", isRequired: true);
}
