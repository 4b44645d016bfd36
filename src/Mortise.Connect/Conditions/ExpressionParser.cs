using System.Text.Json;

namespace Mortise.Connect.Conditions;

/// <summary>Reads one <see cref="Expression"/>, left to right.</summary>
internal sealed class ExpressionParser(string text)
{
    private int at;
    private int segments;
    private string? problem;

    public (Expression? Expression, string? Problem) Parse()
    {
        if (text.Length > Expression.MaxLength)
            return (null, $"an expression of at most {Expression.MaxLength} characters");

        var expression = ReadExpression(depth: 0);
        SkipBlanks();
        if (this.problem is null && this.at < text.Length)
            Expect("a dot or the end");

        return this.problem is null ? (expression, null) : (null, this.problem);
    }

    private Expression? ReadExpression(int depth)
    {
        var read = new List<Expression.Segment>();
        do
        {
            if (ReadSegment(depth) is not { } segment)
                return null;

            read.Add(segment);
        }
        while (Take('.'));

        return new(read);
    }

    private Expression.Segment? ReadSegment(int depth)
    {
        if (++this.segments > Expression.MaxSegments)
            return Expect<Expression.Segment>($"at most {Expression.MaxSegments} names");

        if (ReadName() is not { } name)
            return null;

        if (!Take('('))
            return new(name, null);

        if (depth == Expression.MaxDepth)
            return Expect<Expression.Segment>($"arguments at most {Expression.MaxDepth} deep");

        var arguments = new List<Expression.Argument>();
        if (Take(')'))
            return new(name, arguments);

        do
        {
            if (ReadArgument(depth + 1) is not { } argument)
                return null;

            arguments.Add(argument);
        }
        while (Take(','));

        return Take(')') ? new(name, arguments) : Expect<Expression.Segment>("a comma or a closing parenthesis");
    }

    private Expression.Argument? ReadArgument(int depth)
    {
        if (ReadName() is not { } name)
            return null;

        if (!Take('='))
            return Expect<Expression.Argument>("an equals sign");

        SkipBlanks();
        var next = this.at < text.Length ? text[this.at] : '\0';
        if (next is '\'' or '"')
            return ReadString(next) is { } value ? new(name, null, Json(value)) : null;

        if (next == '-' || char.IsAsciiDigit(next))
            return ReadNumber() is { } number ? new(name, null, number) : null;

        var start = this.at;
        if (ReadExpression(depth) is not { } expression)
            return null;

        return text[start..this.at].Trim() switch
        {
            "true" => new(name, null, JsonElement.Parse("true")),
            "false" => new(name, null, JsonElement.Parse("false")),
            "null" => new(name, null, JsonElement.Parse("null")),
            _ => new(name, expression, default),
        };
    }

    private string? ReadName()
    {
        SkipBlanks();
        var start = this.at;
        while (this.at < text.Length && (char.IsAsciiLetter(text[this.at]) || text[this.at] == '_' || (this.at > start && (char.IsAsciiDigit(text[this.at]) || text[this.at] == '-'))))
            this.at++;

        return this.at > start ? text[start..this.at] : Expect<string>("a name");
    }

    private string? ReadString(char quote)
    {
        var end = text.IndexOf(quote, this.at + 1);
        if (end < 0)
            return Expect<string>("a string that ends with the quote that it begins with");

        var value = text[(this.at + 1)..end];
        this.at = end + 1;
        return value;
    }

    private JsonElement? ReadNumber()
    {
        var start = this.at;
        while (this.at < text.Length && (char.IsAsciiLetterOrDigit(text[this.at]) || text[this.at] is '-' or '+' or '.'))
            this.at++;

        try
        {
            return JsonElement.Parse(text[start..this.at]);
        }
        catch (JsonException)
        {
            this.at = start;
            Expect("a number");
            return null;
        }
    }

    private static JsonElement Json(string value) => JsonElement.Parse(JsonSerializer.Serialize(value));

    private bool Take(char letter)
    {
        SkipBlanks();
        if (this.at >= text.Length || text[this.at] != letter)
            return false;

        this.at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (this.at < text.Length && text[this.at] == ' ')
            this.at++;
    }

    private T? Expect<T>(string expected)
        where T : class
    {
        Expect(expected);
        return null;
    }

    private void Expect(string expected) => this.problem ??= $"{expected} at character {this.at + 1}";
}
