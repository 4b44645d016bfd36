using System.Diagnostics.CodeAnalysis;

namespace Mortise.Query.Filtering;

/// <summary>The field on the left of a comparison: one, or the several keys of an object, any of which may match.</summary>
/// <param name="Name">As the query writes it.</param>
/// <param name="Keys">At least one.</param>
internal sealed record ComparedField(string Name, IReadOnlyList<QueryField> Keys)
{
    public int MostListed => Keys.Min(key => key.MostListed);

    private bool IsObject => Keys.Count > 1;

    /// <summary>Why this operator does not go with the field; null when it does.</summary>
    public string? Refuse(string sign)
    {
        var kind = Keys[0].Kind;
        return sign switch
        {
            "=" or "!=" => null,
            "IN" => kind == QueryKind.Flag ? $"{Name} is true or false, and is compared by = and != alone" : null,
            "~" or "!~" => kind == QueryKind.Text && !IsObject ? null : $"{Name} is {Describe()}, and {sign} looks within text",
            _ => IsObject || kind is QueryKind.Flag or QueryKind.Id || (kind == QueryKind.Choice && !Keys[0].IsRanked)
                ? $"{Name} is {Describe()}, which has no order"
                : null,
        };
    }

    /// <summary>The comparison by one operator; null with <paramref name="problem"/> when the value does not go with it.</summary>
    public Filter? Compare(string sign, FilterLiteral literal, out string? problem)
    {
        problem = null;
        var isNegated = sign[0] == '!';
        if (literal.Kind == LiteralKind.Null)
        {
            if (sign is "=" or "!=")
                return new Filter.Present(Keys[0], IsNegated: !isNegated);

            problem = "null is compared by = and != alone";
            return null;
        }

        if (sign is "=" or "!=")
            return Among([literal], isNegated, out _, out problem);

        if (sign is not ("~" or "!~"))
            return CompareOrder(sign, literal, out problem);

        if (literal.Kind == LiteralKind.Text)
            return new Filter.Holding(Keys[0], CodePoints.Fold(literal.Text), isNegated);

        problem = $"{Name} is text; expected a value in double quotes";
        return null;
    }

    /// <summary>The comparison with a list of values, of which null is none.</summary>
    public Filter? Among(IReadOnlyList<FilterLiteral> literals, bool isNegated, out int position, out string? problem)
    {
        var parts = new List<Filter>(Keys.Count);
        foreach (var key in Keys)
        {
            var values = new List<QueryValue>(literals.Count);
            foreach (var literal in literals)
            {
                position = literal.Position;
                if (!TryRead(key, literal, out var value, out problem))
                    return null;

                if (!value.IsNull)
                    values.Add(value);
            }

            parts.Add(new Filter.Among(key, values, isNegated));
        }

        (position, problem) = (0, null);
        if (parts.Count == 1)
            return parts[0];

        return isNegated ? new Filter.Every(parts) : new Filter.Some(parts);
    }

    private Filter? CompareOrder(string sign, FilterLiteral literal, out string? problem)
    {
        var field = Keys[0];
        var comparison = sign switch
        {
            "<" => Comparison.Less,
            "<=" => Comparison.AtMost,
            ">" => Comparison.More,
            _ => Comparison.AtLeast,
        };
        if (field.Kind == QueryKind.Number)
        {
            if (!literal.TryNumber(out var floor, out var isFraction, out problem))
                return null;

            // Between two whole numbers, both signs of a side ask for the same ones.
            var whole = isFraction ? (comparison is Comparison.Less or Comparison.AtMost ? Comparison.AtMost : Comparison.More) : comparison;
            return new Filter.Ordered(field, whole, QueryValue.Of(floor));
        }

        if (!TryRead(field, literal, out var value, out problem))
            return null;

        return field.IsRanked ? AmongRanks(field, comparison, value) : new Filter.Ordered(field, comparison, value);
    }

    private static Filter.Among AmongRanks(QueryField field, Comparison comparison, QueryValue value)
    {
        var rank = field.Choices.ToList().IndexOf(value.Text!);
        var names = field.Choices.Where((_, at) => comparison switch
        {
            Comparison.Less => at < rank,
            Comparison.AtMost => at <= rank,
            Comparison.More => at > rank,
            _ => at >= rank,
        });
        return new Filter.Among(field, [.. names.Select(QueryValue.Of)], IsNegated: false);
    }

    /// <summary>The value in the type of a field; null for one that no item can have.</summary>
    private bool TryRead(QueryField field, FilterLiteral literal, out QueryValue value, [NotNullWhen(false)] out string? problem)
    {
        (value, problem) = (QueryValue.Null, null);
        switch (field.Kind)
        {
            case QueryKind.Text when literal.Kind == LiteralKind.Text:
                value = QueryValue.Of(literal.Text);
                break;
            case QueryKind.Id when literal.Kind == LiteralKind.Text:
                value = QueryValue.Of(Guid.TryParse(literal.Text, out var id) ? id : (Guid?)null);
                break;
            case QueryKind.Choice when literal.Kind == LiteralKind.Text:
                value = QueryValue.Of(field.Choices.FirstOrDefault(name => name.Equals(literal.Text, StringComparison.OrdinalIgnoreCase)));
                problem = value.IsNull ? $"{Name} is one of {string.Join(", ", field.Choices)}" : null;
                break;
            case QueryKind.Flag when literal.Kind == LiteralKind.Flag:
                value = QueryValue.Of(literal.Text == "true");
                break;
            case QueryKind.Instant when literal.TryInstant(out var instant):
                value = instant;
                break;
            case QueryKind.Number:
                if (literal.TryNumber(out var floor, out var isFraction, out problem) && !isFraction)
                    value = QueryValue.Of(floor);
                break;
            default:
                problem = $"{Name} is {Describe()}; expected {Expected(field.Kind)}";
                break;
        }

        return problem is null;
    }

    private string Describe() => IsObject ? "an object" : Keys[0].Kind switch
    {
        QueryKind.Text => "text",
        QueryKind.Number => "a number",
        QueryKind.Instant => "a date",
        QueryKind.Flag => "true or false",
        QueryKind.Choice => "a name out of a list",
        _ => "an id",
    };

    private static string Expected(QueryKind kind) => kind switch
    {
        QueryKind.Instant => "one such as 2026-01-31 or 2026-01-31T12:00:00.5+02:00",
        QueryKind.Flag => "true or false",
        _ => "a value in double quotes",
    };
}
