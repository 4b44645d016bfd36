using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Mortise.Connect.Conditions;

/// <summary>
/// A path into what a page is about, such as <c>repository.properties.get(attribute=app.key).myproperty.enabled</c>: the <c>target</c> of a condition,
/// or the <c>eval</c> of a parameter. It has no effects.
/// </summary>
/// <remarks>
/// <c>expr = segment ("." segment)*</c>; <c>segment = name ["(" [arg ("," arg)*] ")"]</c>; <c>arg = name "=" (expr | string | number | true | false | null)</c>;
/// <c>name = [A-Za-z_][A-Za-z0-9_-]*</c>; a string stands in single or double quotes and has no escapes. Blanks between them do not count.
/// Source: <c>connect.md</c> 4.2, which reads the documented examples.
/// </remarks>
public sealed class Expression
{
    /// <summary>The longest expression, in characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>How many segments an expression has, those of its arguments included.</summary>
    public const int MaxSegments = 64;

    /// <summary>How deep arguments stand in arguments.</summary>
    public const int MaxDepth = 4;

    internal Expression(IReadOnlyList<Segment> segments) => Segments = segments;

    /// <summary>The first segment's name: an object of the page, or <c>app</c>.</summary>
    public string Root => Segments[0].Name;

    internal IReadOnlyList<Segment> Segments { get; }

    /// <summary>Reads an expression, or says in <paramref name="problem"/> what was expected, and at which character (from 1).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out string? problem)
    {
        var parser = new ExpressionParser(text);
        (expression, problem) = parser.Parse();
        return expression is not null;
    }

    /// <summary>A name; with arguments, be they none, it is a call.</summary>
    internal sealed record Segment(string Name, IReadOnlyList<Argument>? Arguments);

    /// <summary>A named argument: another expression, or a literal.</summary>
    internal sealed record Argument(string Name, Expression? Expression, JsonElement Literal);
}
