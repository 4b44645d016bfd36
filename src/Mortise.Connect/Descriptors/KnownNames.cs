using System.Collections.Frozen;

namespace Mortise.Connect.Descriptors;

/// <summary>The locations and the events that descriptors name. Others are taken with a warning, and nothing comes of them.</summary>
/// <remarks>Source: <c>connect.md</c> 3 and 17.</remarks>
public static class KnownNames
{
    public static FrozenSet<string> WebItemLocations { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "org.bitbucket.account.admin.mirror.config.actions", "org.bitbucket.addon.management",
        "org.bitbucket.branch.list.actions", "org.bitbucket.branch.summary.actions", "org.bitbucket.branch.summary.info",
        "org.bitbucket.commit.summary.actions", "org.bitbucket.commit.summary.info",
        "org.bitbucket.pullrequest.summary.actions", "org.bitbucket.pullrequest.summary.info",
        "org.bitbucket.repository.actions", "org.bitbucket.repository.navigation");

    public static FrozenSet<string> WebPanelLocations { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "org.bitbucket.account.admin.mirror.config", "org.bitbucket.pullrequest.overview.informationPanel",
        "org.bitbucket.repository.overview.informationPanel");

    public static FrozenSet<string> RepoPageLocations { get; } = FrozenSet.Create(StringComparer.Ordinal, "org.bitbucket.repository.navigation");

    public static FrozenSet<string> AdminPageLocations { get; } = FrozenSet.Create(
        StringComparer.Ordinal, "org.bitbucket.repository.admin", "org.bitbucket.account.admin");

    /// <summary>The keys of the events that webhooks may name, besides <c>*</c>.</summary>
    public static FrozenSet<string> Events { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "issue:comment_created", "issue:created", "issue:updated", "project:updated",
        "pullrequest:approved", "pullrequest:changes_request_created", "pullrequest:changes_request_removed",
        "pullrequest:comment_created", "pullrequest:comment_deleted", "pullrequest:comment_reopened", "pullrequest:comment_resolved",
        "pullrequest:comment_updated", "pullrequest:created", "pullrequest:fulfilled", "pullrequest:push", "pullrequest:rejected",
        "pullrequest:unapproved", "pullrequest:updated",
        "repo:commit_comment_created", "repo:commit_status_created", "repo:commit_status_updated", "repo:created", "repo:deleted",
        "repo:fork", "repo:imported", "repo:push", "repo:transfer", "repo:updated");
}
