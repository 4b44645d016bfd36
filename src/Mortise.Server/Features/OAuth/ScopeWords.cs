using Mortise.Connect.Scopes;

namespace Mortise.Server.Features.OAuth;

/// <summary>What each scope allows, in the words of the people who are asked for it.</summary>
internal static class ScopeWords
{
    /// <summary>As <see cref="Of"/>, of an app: it acts for the account that it is installed on, not for the person.</summary>
    public static string OfApp(Scope scope) =>
        Of(scope).Replace("your account", "the account", StringComparison.Ordinal).Replace("your ", "the account's ", StringComparison.Ordinal);

    public static string Of(Scope scope) => scope switch
    {
        Scope.Project => "See your projects and read their repositories",
        Scope.ProjectWrite => "See your projects and read their repositories",
        Scope.ProjectAdmin => "Create, change and delete your projects",
        Scope.Repository => "Read your repositories",
        Scope.RepositoryWrite => "Read your repositories and push to them",
        Scope.RepositoryAdmin => "Change the settings of your repositories and create new ones",
        Scope.RepositoryDelete => "Delete your repositories",
        Scope.PullRequest => "Read and comment on your pull requests, and read their repositories",
        Scope.PullRequestWrite => "Create, approve, merge and decline pull requests, and push to your repositories",
        Scope.Issue => "Read, open and comment on issues",
        Scope.IssueWrite => "Read, change and delete issues",
        Scope.Wiki => "Read and change wikis",
        Scope.Webhook => "See, create, change and delete webhooks",
        Scope.Snippet => "Read and comment on your snippets",
        Scope.SnippetWrite => "Create, change and delete your snippets",
        Scope.Email => "See your primary e-mail address",
        Scope.Account or Scope.Team => "See your account, your e-mail addresses, and the members of your workspaces",
        Scope.AccountWrite or Scope.TeamWrite => "See and change your account and your workspaces",
        Scope.Pipeline => "See your pipelines",
        Scope.PipelineWrite => "See, start and stop your pipelines",
        Scope.PipelineVariable => "See your pipelines and change their variables",
        Scope.Runner => "See your runners",
        Scope.RunnerWrite => "See and manage your runners",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "No words for it"),
    };
}
