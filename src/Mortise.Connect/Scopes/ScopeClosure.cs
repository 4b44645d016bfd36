namespace Mortise.Connect.Scopes;

/// <summary>What each scope implies: the direct implications as a table, and their closure, made once.</summary>
internal static class ScopeClosure
{
    /// <summary>
    /// The rows marked D are decisions of ours, where the published table says nothing: writing implies reading,
    /// <c>account</c> shows the address, and the two <c>team</c> scopes are older names of the two <c>account</c> scopes.
    /// </summary>
    private static ScopeSet Direct(Scope scope) => scope switch
    {
        Scope.Project => ScopeSet.Of(Scope.Repository),
        Scope.ProjectWrite => ScopeSet.Of(Scope.Project),                                  // D
        Scope.RepositoryWrite => ScopeSet.Of(Scope.Repository),
        Scope.PullRequest => ScopeSet.Of(Scope.Repository),
        Scope.PullRequestWrite => ScopeSet.Of(Scope.PullRequest, Scope.RepositoryWrite),
        Scope.IssueWrite => ScopeSet.Of(Scope.Issue),
        Scope.SnippetWrite => ScopeSet.Of(Scope.Snippet),
        Scope.Account => ScopeSet.Of(Scope.Email),                                         // D
        Scope.AccountWrite => ScopeSet.Of(Scope.Account),                                  // D
        Scope.Team => ScopeSet.Of(Scope.Account),                                          // D
        Scope.TeamWrite => ScopeSet.Of(Scope.Team, Scope.AccountWrite),                    // D
        Scope.PipelineWrite => ScopeSet.Of(Scope.Pipeline),
        Scope.PipelineVariable => ScopeSet.Of(Scope.Pipeline),                             // D
        Scope.RunnerWrite => ScopeSet.Of(Scope.Runner),
        _ => ScopeSet.None,
    };

    private static readonly ScopeSet[] Closures = [.. Enum.GetValues<Scope>().Select(Close)];

    /// <summary>The scope and all that it implies.</summary>
    public static ScopeSet Of(Scope scope) => Closures[(int)scope];

    private static ScopeSet Close(Scope scope)
    {
        var closed = ScopeSet.Of(scope);
        foreach (var implied in Direct(scope))
            closed |= Close(implied);

        return closed;
    }
}
