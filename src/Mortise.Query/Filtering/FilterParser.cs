using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Mortise.Query.Filtering;

/// <summary>Reads <c>q</c> in one pass: words to comparisons bound to their fields, comparisons to a tree.</summary>
/// <remarks>
/// <c>or := and *("OR" and)</c>, <c>and := one *("AND" one)</c>, <c>one := "(" or ")" | field op value | field ["NOT"] "IN" "(" value *("," value) ")"</c>.
/// Keywords in any case. Source: Bitbucket Cloud REST intro, "Filtering and sorting results".
/// </remarks>
internal ref struct FilterParser
{
    private readonly QueryFields fields;
    private FilterScanner scanner;
    private string? problem;
    private int depth;
    private int terms;

    private FilterParser(string text, QueryFields fields)
    {
        scanner = new FilterScanner(text);
        this.fields = fields;
    }

    public static bool TryParse(string text, QueryFields fields, [NotNullWhen(true)] out Filter? filter, [NotNullWhen(false)] out QueryProblem? problem)
    {
        filter = null;
        if (text.Length > QueryLimits.MaxLength)
        {
            problem = new QueryProblem("Invalid query", $"It has {text.Length} characters; at most {QueryLimits.MaxLength} are read.");
            return false;
        }

        var parser = new FilterParser(text, fields);
        filter = parser.ReadSome();
        if (filter is not null && !parser.scanner.IsAtEnd)
            filter = parser.Expect("AND, OR or the end");

        problem = filter is null ? new QueryProblem("Invalid query", parser.problem!) : null;
        return filter is not null;
    }

    private Filter? ReadSome()
    {
        var parts = new List<Filter>();
        do
        {
            if (ReadEvery() is not { } part)
                return null;

            parts.Add(part);
        }
        while (scanner.TryTake("OR"));

        return parts.Count == 1 ? parts[0] : new Filter.Some(parts);
    }

    private Filter? ReadEvery()
    {
        var parts = new List<Filter>();
        do
        {
            if (ReadOne() is not { } part)
                return null;

            parts.Add(part);
        }
        while (scanner.TryTake("AND"));

        return parts.Count == 1 ? parts[0] : new Filter.Every(parts);
    }

    private Filter? ReadOne()
    {
        if (!scanner.TryTake('('))
            return ReadComparison();

        if (++depth > QueryLimits.MaxDepth)
            return Fail(scanner.Position - 1, $"parentheses stand within each other at most {QueryLimits.MaxDepth} deep");

        if (ReadSome() is not { } inside)
            return null;

        depth--;
        return scanner.TryTake(')') ? inside : Expect("AND, OR or a closing parenthesis");
    }

    private Filter? ReadComparison()
    {
        var start = scanner.Position;
        var found = scanner.Found;
        var name = scanner.TakeWord();
        if (name.Length == 0 || !(char.IsAsciiLetter(name[0]) || name[0] == '_'))
            return Fail(start, $"expected a field or an opening parenthesis, found {found}");

        var keys = fields.Find(name);
        if (keys.Count == 0)
            return Fail(start, $"there is no field {found} here; there are {fields.Describe()}");

        if (++terms > QueryLimits.MaxTerms)
            return Fail(start, $"a query has at most {QueryLimits.MaxTerms} comparisons");

        return ReadOperator(new ComparedField(name, keys));
    }

    private Filter? ReadOperator(ComparedField compared)
    {
        var start = scanner.Position;
        if (scanner.TryTake("IN"))
            return ReadList(compared, start, isNegated: false);

        if (scanner.TryTake("NOT"))
            return scanner.TryTake("IN") ? ReadList(compared, start, isNegated: true) : Expect("IN after NOT");

        var sign = scanner.TakeOperator();
        if (sign.Length == 0)
            return Expect("one of =, !=, ~, !~, <, <=, >, >=, IN, NOT IN");

        if (compared.Refuse(sign) is { } refusal)
            return Fail(start, refusal);

        if (ReadLiteral() is not { } literal)
            return null;

        return compared.Compare(sign, literal, out var wrong) ?? Fail(literal.Position, wrong!);
    }

    private Filter? ReadList(ComparedField compared, int start, bool isNegated)
    {
        if (compared.Refuse("IN") is { } refusal)
            return Fail(start, refusal);

        if (!scanner.TryTake('('))
            return Expect("a list of values in parentheses");

        var literals = new List<FilterLiteral>();
        do
        {
            if (ReadLiteral() is not { } literal)
                return null;

            literals.Add(literal);
            if (literals.Count > compared.MostListed)
                return Fail(literal.Position, $"a list of {compared.Name} has at most {compared.MostListed} values");
        }
        while (scanner.TryTake(','));

        if (!scanner.TryTake(')'))
            return Expect("a comma or a closing parenthesis");

        return compared.Among(literals, isNegated, out var at, out var wrong) ?? Fail(at, wrong!);
    }

    private FilterLiteral? ReadLiteral()
    {
        var start = scanner.Position;
        if (scanner.TryTake("null"))
            return new FilterLiteral(start, LiteralKind.Null, "null");

        if (scanner.TryTake("true"))
            return new FilterLiteral(start, LiteralKind.Flag, "true");

        if (scanner.TryTake("false"))
            return new FilterLiteral(start, LiteralKind.Flag, "false");

        if (scanner.Found.StartsWith("'\"", StringComparison.Ordinal))
        {
            var text = scanner.TakeQuoted(out var wrong);
            return text is null ? Fail<FilterLiteral>(scanner.Position, wrong) : new FilterLiteral(start, LiteralKind.Text, text);
        }

        var found = scanner.Found;
        var literal = scanner.TakeLiteral();
        if (literal.Length > 0 && (char.IsAsciiDigit(literal[0]) || literal[0] == '-'))
            return new FilterLiteral(start, LiteralKind.Plain, literal);

        return Fail<FilterLiteral>(start, $"expected a value such as \"text\", 12, 2026-01-31T12:00:00Z, true or null, found {found}");
    }

    private Filter? Expect(string what) => Fail(scanner.Position, $"expected {what}, found {scanner.Found}");

    private Filter? Fail(int position, string reason) => Fail<Filter>(position, reason);

    private T? Fail<T>(int position, string reason)
        where T : class
    {
        problem ??= string.Create(CultureInfo.InvariantCulture, $"At character {position + 1}: {reason}.");
        return null;
    }
}
