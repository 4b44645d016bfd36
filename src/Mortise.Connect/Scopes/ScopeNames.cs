using System.Collections.Frozen;

namespace Mortise.Connect.Scopes;

/// <summary>The scopes' names on the wire, for example <c>repository:write</c>.</summary>
public static class ScopeNames
{
    /// <summary>How many scopes there are; the values of <see cref="Scope"/> run from 0 to one less.</summary>
    internal const int Count = (int)Scope.RunnerWrite + 1;

    private static readonly string[] Names =
    [
        "project", "project:write", "project:admin",
        "repository", "repository:write", "repository:admin", "repository:delete",
        "pullrequest", "pullrequest:write",
        "issue", "issue:write", "wiki", "webhook", "snippet", "snippet:write",
        "email", "account", "account:write", "team", "team:write",
        "pipeline", "pipeline:write", "pipeline:variable", "runner", "runner:write",
    ];

    private static readonly FrozenDictionary<string, Scope> AllScopes =
        Enum.GetValues<Scope>().ToFrozenDictionary(scope => Names[(int)scope], StringComparer.Ordinal);

    /// <summary>The name on the wire.</summary>
    public static string ToWireName(this Scope scope) => Names[(int)scope];

    /// <summary>Finds the scope of a wire name; letter case matters.</summary>
    public static bool TryParseWireName(ReadOnlySpan<char> name, out Scope scope) =>
        AllScopes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out scope);
}
