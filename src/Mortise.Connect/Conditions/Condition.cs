using System.Text.Json;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Conditions;

/// <summary>When a module shows: a simple condition or a composition of others, of sound shape.</summary>
/// <param name="Invert">Whether the outcome is turned round.</param>
public abstract record Condition(bool Invert);

/// <summary>One question about the viewer, the host's objects or the app's properties.</summary>
/// <param name="Name">One of <see cref="ConditionNames.All"/>.</param>
/// <param name="Target">The expression to evaluate it against; null when absent.</param>
/// <param name="Params">The JSON object of parameters; null when absent.</param>
/// <param name="Invert">Whether the outcome is turned round.</param>
public sealed record SimpleCondition(string Name, string? Target, JsonElement? Params, bool Invert) : Condition(Invert);

/// <summary>All of some conditions, or any of them. All of none is true, any of none is false.</summary>
/// <param name="IsAnd">Whether all must hold, else any.</param>
/// <param name="Conditions">The parts, in the order of the descriptor.</param>
/// <param name="Invert">Whether the outcome is turned round.</param>
public sealed record CompositeCondition(bool IsAnd, IReadOnlyList<Condition> Conditions, bool Invert) : Condition(Invert);

/// <summary>The names of the simple conditions.</summary>
/// <remarks>Source: <c>connect.md</c> 4.3: sixteen of the documented list, and one of the table of scopes.</remarks>
public static class ConditionNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "equals", "contains", "property_exists", "has_permission", "has_account_permission", "has_workspace_permission", "has_issue_permission",
        "has_file", "scm", "is_repo_private", "is_binary", "user_is_logged_in", "user_has_premium", "has_addon", "has_feature", "flag_is_active",
        "meets_access_requirements",
    ];

    /// <summary>The scope that an app needs to use the condition at all; null when it needs none.</summary>
    public static Scope? ScopeOf(string name) => name switch
    {
        "property_exists" or "has_permission" or "has_issue_permission" or "has_file" or "scm" => Scope.Repository,
        "has_account_permission" or "has_workspace_permission" or "user_has_premium" or "has_addon" or "has_feature" or "flag_is_active"
            or "meets_access_requirements" => Scope.Account,
        _ => null,
    };
}
