using Mortise.Connect.Scopes;

namespace Mortise.Connect.Conditions;

/// <summary>The app that a page asks about, as far as its conditions depend on it.</summary>
/// <param name="Key">The app key, <c>app.key</c> in expressions.</param>
/// <param name="Name">The app's name, <c>app.name</c>.</param>
/// <param name="Granted">Its scopes as granted; their closure counts.</param>
public sealed record AskingApp(string Key, string Name, ScopeSet Granted);

/// <summary>Decides whether conditions hold for an app on a page.</summary>
/// <remarks>
/// A condition on what is not there is false, and true when turned round. A condition that the app has no scope for, or that is written unsoundly, is
/// <see cref="ConditionValue.Closed"/>, turned round or not: <c>and</c>, <c>or</c> and <c>invert</c> treat it as an unknown third value, and only
/// <see cref="ConditionValue.True"/> shows a module. Everything is evaluated, so that the trace is whole. Source: <c>connect.md</c> 4.
/// </remarks>
public sealed class ConditionEvaluator(AskingApp app, PageFacts facts)
{
    private readonly SimpleConditions simple = new(new ExpressionValues(app, facts));

    /// <summary>Whether all of a module's conditions hold; no conditions hold.</summary>
    public bool Shows(IReadOnlyList<Condition> conditions)
    {
        var shows = true;
        foreach (var condition in conditions)
            shows &= Evaluate(condition).Value == ConditionValue.True;

        return shows;
    }

    /// <summary>What one condition comes to, with all of its parts.</summary>
    public ConditionTrace Evaluate(Condition condition)
    {
        if (condition is not CompositeCondition composite)
        {
            var (value, reason) = this.simple.Evaluate((SimpleCondition)condition);
            return new(condition, Turned(value, condition.Invert), reason, []);
        }

        var parts = composite.Conditions.Select(Evaluate).ToArray();
        var combined = composite.IsAnd ? All(parts) : Any(parts);
        return new(condition, Turned(combined, condition.Invert), composite.IsAnd ? "all of these" : "any of these", parts);
    }

    private static ConditionValue All(ConditionTrace[] parts) =>
        Has(parts, ConditionValue.False) ? ConditionValue.False : Has(parts, ConditionValue.Closed) ? ConditionValue.Closed : ConditionValue.True;

    private static ConditionValue Any(ConditionTrace[] parts) =>
        Has(parts, ConditionValue.True) ? ConditionValue.True : Has(parts, ConditionValue.Closed) ? ConditionValue.Closed : ConditionValue.False;

    private static bool Has(ConditionTrace[] parts, ConditionValue value) => Array.Exists(parts, part => part.Value == value);

    private static ConditionValue Turned(ConditionValue value, bool invert) => (value, invert) switch
    {
        (ConditionValue.True, true) => ConditionValue.False,
        (ConditionValue.False, true) => ConditionValue.True,
        _ => value,
    };
}
