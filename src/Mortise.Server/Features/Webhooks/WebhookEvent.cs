using Mortise.Connect.Scopes;

namespace Mortise.Server.Features.Webhooks;

/// <summary>An event that can be subscribed to: a row of the catalogue (rest.md 19.2).</summary>
/// <param name="Key">For example <c>repo:push</c>.</param>
/// <param name="Needs">What a subscriber must be allowed to read (rest.md 5.1, D-32).</param>
/// <param name="OfRepositories">False for what only subscriptions of a workspace hear of.</param>
internal sealed record WebhookEvent(string Key, string Category, string Label, string Description, Scope Needs, bool OfRepositories = true)
{
    public const string Push = "repo:push";

    /// <summary>The same, as API tokens name it.</summary>
    public string NeedsGranular => $"read:{Needs.ToWireName()}:bitbucket";

    /// <summary>Source: Bitbucket Cloud docs, "Event payloads", and the enumeration in the published document; the texts are ours.</summary>
    public static IReadOnlyList<WebhookEvent> All { get; } =
    [
        OfRepository(Push, "Push", "Branches or tags moved"),
        OfRepository("repo:fork", "Fork", "The repository was forked"),
        OfRepository("repo:updated", "Updated", "Name, description or another fact of the repository changed"),
        OfRepository("repo:transfer", "Transfer accepted", "The repository moved to another workspace"),
        OfRepository("repo:created", "Created", "The repository was made"),
        OfRepository("repo:deleted", "Deleted", "The repository was deleted"),
        OfRepository("repo:imported", "Import", "The repository was imported"),
        OfRepository("repo:commit_comment_created", "Commit comment created", "Somebody commented on a commit"),
        OfRepository("repo:commit_status_created", "Build status created", "A build reported on a commit for the first time"),
        OfRepository("repo:commit_status_updated", "Build status updated", "A build changed what it had reported"),
        OfIssues("issue:created", "Created", "An issue was made"),
        OfIssues("issue:updated", "Updated", "An issue changed"),
        OfIssues("issue:comment_created", "Comment created", "Somebody commented on an issue"),
        OfPullRequests("pullrequest:created", "Created", "A pull request was opened"),
        OfPullRequests("pullrequest:updated", "Updated", "A pull request or its source changed"),
        OfPullRequests("pullrequest:approved", "Approved", "Somebody approved a pull request"),
        OfPullRequests("pullrequest:unapproved", "Approval removed", "Somebody took an approval back"),
        OfPullRequests("pullrequest:changes_request_created", "Changes requested", "Somebody asked for changes"),
        OfPullRequests("pullrequest:changes_request_removed", "Changes request removed", "Somebody took a request for changes back"),
        OfPullRequests("pullrequest:fulfilled", "Merged", "A pull request was merged"),
        OfPullRequests("pullrequest:rejected", "Declined", "A pull request was declined"),
        OfPullRequests("pullrequest:comment_created", "Comment created", "Somebody commented on a pull request"),
        OfPullRequests("pullrequest:comment_updated", "Comment updated", "A comment on a pull request changed"),
        OfPullRequests("pullrequest:comment_deleted", "Comment deleted", "A comment on a pull request was deleted"),
        OfPullRequests("pullrequest:comment_resolved", "Comment resolved", "A comment on a pull request was resolved"),
        OfPullRequests("pullrequest:comment_reopened", "Comment reopened", "A comment on a pull request was reopened"),
        OfPullRequests("pullrequest:push", "Push", "Commits were pushed to the source of a pull request"),
        new("project:updated", "Project", "Updated", "A project changed", Scope.Project, OfRepositories: false),
        new("pipeline:span_created", "Pipeline", "Span created", "A pipeline reported a span of its work", Scope.Pipeline),
    ];

    private static readonly Dictionary<string, WebhookEvent> ByKey = All.ToDictionary(one => one.Key, StringComparer.Ordinal);

    /// <summary>Null when there is no such event.</summary>
    public static WebhookEvent? Find(string key) => ByKey.GetValueOrDefault(key);

    private static WebhookEvent OfRepository(string key, string label, string description) => new(key, "Repository", label, description, Scope.Repository);

    private static WebhookEvent OfIssues(string key, string label, string description) => new(key, "Issue", label, description, Scope.Issue);

    private static WebhookEvent OfPullRequests(string key, string label, string description) => new(key, "Pull Request", label, description, Scope.PullRequest);
}
