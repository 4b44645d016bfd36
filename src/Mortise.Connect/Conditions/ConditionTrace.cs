namespace Mortise.Connect.Conditions;

/// <summary>What a condition comes to.</summary>
public enum ConditionValue
{
    False,
    True,

    /// <summary>It cannot be decided for this app, since a scope is missing or it is written unsoundly. Turned round it stays so; it never shows a module.</summary>
    Closed,
}

/// <summary>What a condition came to, and why.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Value">After <c>invert</c>.</param>
/// <param name="Reason">In one line and without the values of application properties, which are their app's own.</param>
/// <param name="Parts">Of a composition, its conditions in their order.</param>
public sealed record ConditionTrace(Condition Condition, ConditionValue Value, string Reason, IReadOnlyList<ConditionTrace> Parts);
