using Mortise.Connect.Contexts;

namespace Mortise.Connect.Conditions;

/// <summary>Which objects of a page conditions look at, so that a host reads only those.</summary>
public static class ConditionRoots
{
    /// <summary>Adds the roots that the conditions name, or mean where they name no target.</summary>
    public static void Add(IEnumerable<Condition> conditions, ISet<string> roots)
    {
        foreach (var condition in conditions)
        {
            if (condition is CompositeCondition composite)
                Add(composite.Conditions, roots);
            else
                Add((SimpleCondition)condition, roots);
        }
    }

    private static void Add(SimpleCondition condition, ISet<string> roots)
    {
        if (condition.Target is { } target)
            Add(target, roots);
        else
            roots.UnionWith(SimpleConditions.DefaultTargets(condition.Name));

        if (condition.Params is not { } parameters)
            return;

        foreach (var parameter in parameters.EnumerateObject())
        {
            if (ConditionParameters.IsEval(parameter.Value, out var expression))
                Add(expression, roots);
        }
    }

    private static void Add(string text, ISet<string> roots)
    {
        if (Expression.TryParse(text, out var expression, out _))
            Add(expression, roots);
    }

    private static void Add(Expression expression, ISet<string> roots)
    {
        if (ContextRoots.TryGetScope(expression.Root, out _))
            roots.Add(expression.Root);

        foreach (var argument in expression.Segments.SelectMany(segment => segment.Arguments ?? []))
        {
            if (argument.Expression is { } inner)
                Add(inner, roots);
        }
    }
}
