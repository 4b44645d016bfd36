using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Mortise.Connect.Scopes;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.Admin;

/// <summary>A kind of credential that the administrator can make: its name, whose it is, which scopes it can have, how long it lives unless told.</summary>
/// <remarks>Source: the scopes by kind are those of Bitbucket Cloud's access tokens; API tokens and those of Forge apps have granular ones.</remarks>
internal sealed partial record TokenKind(string Name, Credentials Credential, ScopeSet Scopes, TimeSpan? Lifetime)
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static readonly ScopeSet OfRepository = ScopeSet.Of(
        Scope.Repository, Scope.RepositoryWrite, Scope.RepositoryAdmin, Scope.RepositoryDelete, Scope.PullRequest, Scope.PullRequestWrite, Scope.Webhook,
        Scope.Pipeline, Scope.PipelineWrite, Scope.PipelineVariable, Scope.Runner, Scope.RunnerWrite);

    private static readonly TokenKind[] All =
    [
        new("api_token", Credentials.ApiToken, ScopeSet.None, Year),
        new("app_password", Credentials.AppPassword, ScopeSet.All, null),
        new("repository", Credentials.RepositoryToken, OfRepository, Year),
        new("project", Credentials.ProjectToken, OfRepository | ScopeSet.Of(Scope.Project), Year),
        new("forge_app", Credentials.ForgeApp, ScopeSet.None, Year),
        new("workspace", Credentials.WorkspaceToken, OfRepository | ScopeSet.Of(Scope.Project, Scope.ProjectAdmin, Scope.Account), Year),
    ];

    /// <summary>What an API token can have; those of <see cref="GranularScope"/>, in the order in which people read them.</summary>
    private static readonly string[] Granular =
    [
        .. Named(["repository", "pipeline"], "read", "write", "admin"), "delete:repository:bitbucket",
        .. Named(["pullrequest", "user", "runner"], "read", "write"), .. Named(["project", "workspace"], "read", "admin"),
        .. Named(["webhook", "issue", "snippet", "permission", "ssh-key", "gpg-key"], "read", "write", "delete"),
    ];

    /// <summary>The scopes to choose from, by their names.</summary>
    public IReadOnlyList<string> Choices => Credential is Credentials.ApiToken or Credentials.ForgeApp ? Granular : [.. Scopes.Select(scope => scope.ToWireName())];

    private static IEnumerable<string> Named(string[] subjects, params string[] verbs) =>
        from subject in subjects from verb in verbs select $"{verb}:{subject}:bitbucket";

    public static TokenKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    public static string Names => string.Join(", ", All.Select(kind => kind.Name));

    /// <summary>The scopes as the credential keeps them; all that the kind can have where none is named.</summary>
    public bool TryScopes(IReadOnlyList<string> named, out string kept, [NotNullWhen(false)] out string? problem)
    {
        (kept, problem) = ("", null);
        if (Credential is Credentials.ApiToken or Credentials.ForgeApp)
        {
            kept = named.Count == 0 ? "*" : string.Join(' ', named);
            if (named.FirstOrDefault(scope => scope != "*" && !GranularScope().IsMatch(scope)) is { } odd)
                problem = $"{(Credential == Credentials.ApiToken ? "An API token" : "A token of this kind")} has scopes such as read:repository:bitbucket; '{odd}' is none.";

            return problem is null;
        }

        if (!ScopeSet.TryParse(string.Join(' ', named), out var scopes, out var unknown))
        {
            problem = $"There is no scope '{unknown}'.";
            return false;
        }

        kept = (named.Count == 0 ? Scopes : scopes).ToString();
        if (scopes.Except(Scopes) is { IsEmpty: false } refused)
            problem = $"A token of this kind cannot have the scope {refused}.";

        return problem is null;
    }

    [GeneratedRegex(
        "^((read|write|admin):(repository|pipeline)|(read|write|delete):(issue|webhook|snippet|ssh-key|gpg-key|permission)|(read|admin):(project|workspace)|(read|write):(pullrequest|user|runner)|delete:repository):bitbucket$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex GranularScope();
}
