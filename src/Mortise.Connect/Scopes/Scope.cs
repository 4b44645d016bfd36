namespace Mortise.Connect.Scopes;

/// <summary>One classic scope: what a descriptor, an OAuth token or an access token may ask for. The order is the order of the published table.</summary>
/// <remarks>Source: Bitbucket Cloud docs, "Bitbucket OAuth 2.0 scopes". The wire names are in <see cref="ScopeNames"/>.</remarks>
public enum Scope
{
    /// <summary><c>project</c>: read projects and their repositories.</summary>
    Project,

    /// <summary><c>project:write</c>: retired, replaced by <see cref="ProjectAdmin"/>.</summary>
    ProjectWrite,

    /// <summary><c>project:admin</c>: create, change and delete projects; gives no content.</summary>
    ProjectAdmin,

    /// <summary><c>repository</c>: read source, clone, browse; not pull requests.</summary>
    Repository,

    /// <summary><c>repository:write</c>: push and fork; not pull requests.</summary>
    RepositoryWrite,

    /// <summary><c>repository:admin</c>: settings; gives no content.</summary>
    RepositoryAdmin,

    /// <summary><c>repository:delete</c>: delete repositories, and nothing else.</summary>
    RepositoryDelete,

    /// <summary><c>pullrequest</c>: read and comment.</summary>
    PullRequest,

    /// <summary><c>pullrequest:write</c>: create, merge, decline, approve.</summary>
    PullRequestWrite,

    /// <summary><c>issue</c>: read, create, comment, watch, vote.</summary>
    Issue,

    /// <summary><c>issue:write</c>: transition and delete.</summary>
    IssueWrite,

    /// <summary><c>wiki</c>: read and write.</summary>
    Wiki,

    /// <summary><c>webhook</c>: all operations on webhooks.</summary>
    Webhook,

    /// <summary><c>snippet</c>: read and comment.</summary>
    Snippet,

    /// <summary><c>snippet:write</c>: create, change, delete.</summary>
    SnippetWrite,

    /// <summary><c>email</c>: the primary address.</summary>
    Email,

    /// <summary><c>account</c>: read account data, and members, permissions and projects of a workspace.</summary>
    Account,

    /// <summary><c>account:write</c>: change an account.</summary>
    AccountWrite,

    /// <summary><c>team</c>: the older name of <see cref="Account"/>.</summary>
    Team,

    /// <summary><c>team:write</c>: the older name of <see cref="AccountWrite"/>.</summary>
    TeamWrite,

    /// <summary><c>pipeline</c>: read pipelines, environments, variables.</summary>
    Pipeline,

    /// <summary><c>pipeline:write</c>: stop, rerun, resume, trigger.</summary>
    PipelineWrite,

    /// <summary><c>pipeline:variable</c>: write variables.</summary>
    PipelineVariable,

    /// <summary><c>runner</c>: read runners.</summary>
    Runner,

    /// <summary><c>runner:write</c>: manage runners.</summary>
    RunnerWrite,
}
