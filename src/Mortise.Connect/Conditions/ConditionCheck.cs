using Mortise.Connect.Contexts;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Conditions;

/// <summary>What can be told of a condition before it is ever evaluated: why it can never hold.</summary>
internal static class ConditionCheck
{
    /// <summary>One line for each such reason, with the member that it is about.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="granted">The scopes that the descriptor asks for.</param>
    public static IEnumerable<(string Member, string Text)> Find(SimpleCondition condition, ScopeSet granted)
    {
        var held = granted.Closure();
        if (ConditionNames.ScopeOf(condition.Name) is { } scope && !held.Contains(scope))
            yield return ("condition", $"'{condition.Name}' needs the scope {scope.ToWireName()}, which the app does not ask for; it never holds");

        var asksScope = condition.Name is not ("is_repo_private" or "is_binary");
        if (condition.Target is { } target && Fault(target, held, asksScope) is { } fault)
            yield return ("target", fault);

        foreach (var name in Needed(condition.Name))
        {
            if (condition.Params is not { } all || !name.Any(alias => all.TryGetProperty(alias, out _)))
                yield return ("params", $"'{condition.Name}' needs params.{name[0]}; without it, it never holds");
        }

        if (condition.Params is not { } parameters)
            yield break;

        foreach (var member in parameters.EnumerateObject())
        {
            if (ConditionParameters.IsEval(member.Value, out var expression) && Fault(expression, held, asksScope: true) is { } wrong)
                yield return ("params", $"{ExpressionValues.Shortened(member.Name)}: {wrong}");
        }
    }

    private static string? Fault(string text, ScopeSet held, bool asksScope)
    {
        var shown = $"'{ExpressionValues.Shortened(text)}'";
        if (!Expression.TryParse(text, out var expression, out var problem))
            return $"{shown} is no expression: expected {problem}; the condition never holds";

        if (expression.Root == "app")
            return null;

        if (!ContextRoots.TryGetScope(expression.Root, out var scope))
            return $"{shown} begins with no known object; one of app, {string.Join(", ", ContextRoots.All.Order(StringComparer.Ordinal))} was expected";

        return asksScope && !held.Contains(scope) ? $"{shown} needs the scope {scope.ToWireName()}, which the app does not ask for; the condition never holds" : null;
    }

    /// <summary>The parameters that a condition must have, each with its aliases.</summary>
    private static string[][] Needed(string condition) => condition switch
    {
        "equals" or "contains" => [["value"]],
        "property_exists" => [["objectName"]],
        "has_permission" or "has_account_permission" or "has_workspace_permission" or "has_issue_permission" => [["permission", "value"]],
        "has_file" => [["path", "value"]],
        "scm" => [["value", "scm"]],
        "has_addon" => [["key", "value"]],
        "has_feature" => [["feature", "value"]],
        "flag_is_active" => [["flag", "value"]],
        _ => [],
    };
}
