using Mortise.Query.Filtering;
using Mortise.Server.Features.Users;

namespace Mortise.Server.Features.PullRequests.Tasks;

/// <summary>What <c>q</c> and <c>sort</c> may name of tasks.</summary>
internal static class PullRequestTaskQuery
{
    public static readonly SqlFields Fields = new SqlFields()
        .Number("id", "t.id", isRequired: true)
        .Choice("state", "t.state", PullRequestTask.Resolved, PullRequestTask.Unresolved)
        .Text("content.raw", "t.content", isRequired: true)
        .Flag("pending", "t.is_pending")
        .Number("comment.id", "t.comment_id").Object("comment", "comment.id")
        .Embed("creator", AccountQuery.Of("u")).Object("creator", "creator.uuid", "creator.account_id")
        .Instant("resolved_on", "t.resolved_on")
        .Instant("created_on", "t.created_on", isRequired: true)
        .Instant("updated_on", "t.updated_on", isRequired: true);
}
