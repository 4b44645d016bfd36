using Mortise.Query.Filtering;

namespace Mortise.Server.Features.CommitStatuses;

/// <summary>What <c>q</c> and <c>sort</c> may name of statuses.</summary>
internal static class CommitStatusQuery
{
    public static readonly SqlFields Fields = new SqlFields()
        .Text("key", "s.key", isRequired: true)
        .Text("name", "s.name", isRequired: true)
        .Text("description", "s.description", isRequired: true)
        .Text("url", "s.url", isRequired: true)
        .Text("refname", "s.refname")
        .Choice("state", "s.state", CommitStatus.States)
        .Text("commit.hash", "s.commit_hash", isRequired: true)
        .Instant("created_on", "s.created_on", isRequired: true)
        .Instant("updated_on", "s.updated_on", isRequired: true);
}
