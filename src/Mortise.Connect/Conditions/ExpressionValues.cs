using System.Text.Json;
using Mortise.Connect.Contexts;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Conditions;

/// <summary>What an expression leads to.</summary>
internal abstract record ExpressionValue
{
    /// <summary>A JSON value. One with a root is a whole object of the page; one that an app keeps is not shown to others.</summary>
    public sealed record Json(JsonElement Element, string? Root = null, bool IsKept = false) : ExpressionValue;

    /// <summary><c>properties</c> of an object.</summary>
    public sealed record Properties(string Root) : ExpressionValue;

    /// <summary>What one app keeps on an object.</summary>
    public sealed record AppProperties(string Root, string AppKey) : ExpressionValue;

    /// <summary>Nothing is there.</summary>
    public sealed record Undefined(string Reason) : ExpressionValue;

    /// <summary>It cannot be looked for.</summary>
    public sealed record Closed(string Reason) : ExpressionValue;
}

/// <summary>Follows expressions through the objects of a page, for one app.</summary>
internal sealed class ExpressionValues(AskingApp app, PageFacts facts)
{
    private readonly ScopeSet held = app.Granted.Closure();

    public AskingApp App => app;
    public PageFacts Facts => facts;

    /// <summary>A reason when the app lacks the scope.</summary>
    public ExpressionValue.Closed? Lacks(Scope scope) =>
        this.held.Contains(scope) ? null : new($"the app lacks the scope {scope.ToWireName()}");

    /// <summary>Reads and follows an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="asksScope">Whether the app needs the scope of its root.</param>
    public ExpressionValue Follow(string text, bool asksScope = true) =>
        Expression.TryParse(text, out var expression, out var problem)
            ? Follow(expression, asksScope)
            : new ExpressionValue.Closed($"'{Shortened(text)}' is no expression: expected {problem}");

    /// <summary>A whole object of the page, without asking for its scope.</summary>
    public ExpressionValue Root(string root) => facts.Objects.TryGetValue(root, out var json)
        ? new ExpressionValue.Json(json, root)
        : new ExpressionValue.Undefined($"this page has no {root}");

    private ExpressionValue Follow(Expression expression, bool asksScope)
    {
        var value = Start(expression.Segments[0], asksScope);
        for (var i = 1; i < expression.Segments.Count && value is not (ExpressionValue.Undefined or ExpressionValue.Closed); i++)
        {
            var segment = expression.Segments[i];
            value = segment.Arguments is null ? Member(value, segment.Name) : Call(value, segment);
        }

        return value;
    }

    private ExpressionValue Start(Expression.Segment first, bool asksScope)
    {
        if (first.Arguments is not null)
            return new ExpressionValue.Undefined($"'{first.Name}(…)' is no object");

        if (first.Name == "app")
            return new ExpressionValue.Json(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["key"] = app.Key, ["name"] = app.Name }));

        if (!ContextRoots.TryGetScope(first.Name, out var scope))
            return new ExpressionValue.Undefined($"conditions know no object '{Shortened(first.Name)}'");

        return asksScope && Lacks(scope) is { } closed ? closed : Root(first.Name);
    }

    /// <summary><c>x.get(attribute=…)</c> looks up a member whose name has dots, or is only known when it is asked for.</summary>
    private ExpressionValue Call(ExpressionValue value, Expression.Segment call)
    {
        if (call is not { Name: "get", Arguments: [{ Name: "attribute" } argument] })
            return new ExpressionValue.Undefined($"'{Shortened(call.Name)}' is no call that takes these arguments; get(attribute=…) is one");

        var name = argument.Expression is { } inner ? Follow(inner, asksScope: true) : new ExpressionValue.Json(argument.Literal);
        return name switch
        {
            ExpressionValue.Json { Element: var json } when ScalarText.Of(json) is { } text => Member(value, text),
            ExpressionValue.Undefined or ExpressionValue.Closed => name,
            _ => new ExpressionValue.Undefined("the attribute of get(…) is no text"),
        };
    }

    private ExpressionValue Member(ExpressionValue value, string name)
    {
        switch (value)
        {
            case ExpressionValue.Json { Root: { } root } when name == "properties":
                return new ExpressionValue.Properties(root);
            case ExpressionValue.Properties { Root: var root }:
                return new ExpressionValue.AppProperties(root, name);
            case ExpressionValue.AppProperties kept:
                return Property(kept.Root, kept.AppKey, name);
            case ExpressionValue.Json { Element: { ValueKind: JsonValueKind.Object } json, IsKept: var isKept }:
                return json.TryGetProperty(name, out var member) ? new ExpressionValue.Json(member, IsKept: isKept) : NoMember(name);
            default:
                return NoMember(name);
        }
    }

    /// <summary>The value of an application property that this app may see.</summary>
    public ExpressionValue Property(string root, string appKey, string name)
    {
        if (!facts.TryFind(new Fact.Property(root, appKey, name, appKey == app.Key), out var value))
            return new ExpressionValue.Closed($"the property {Shortened(name)} was not looked up");

        return value is { } json
            ? new ExpressionValue.Json(json, IsKept: true)
            : new ExpressionValue.Undefined($"the property {Shortened(name)} of {Shortened(appKey)} is not set, or not for this app to see");
    }

    private static ExpressionValue.Undefined NoMember(string name) => new($"there is no member '{Shortened(name)}'");

    internal static string Shortened(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}
