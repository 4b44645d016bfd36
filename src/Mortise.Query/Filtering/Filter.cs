namespace Mortise.Query.Filtering;

/// <summary>A parsed <c>q</c>: every comparison bound to its field, its value of the field's kind. True or false for every item, never unknown.</summary>
/// <remarks>
/// A negation is the exact opposite of what it negates: <c>x != "a"</c> also holds where x is null, and for an array where no element equals.
/// </remarks>
internal abstract record Filter
{
    /// <summary>Whether every part holds.</summary>
    public sealed record Every(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>Whether a part holds.</summary>
    public sealed record Some(IReadOnlyList<Filter> Parts) : Filter;

    /// <summary>One comparison of a field.</summary>
    public abstract record Term(QueryField Field, bool IsNegated) : Filter;

    /// <summary>There is a value: <c>!= null</c>.</summary>
    public sealed record Present(QueryField Field, bool IsNegated) : Term(Field, IsNegated);

    /// <summary>The value is one of <paramref name="Values"/>: <c>=</c>, <c>IN</c>, and ranked comparisons of choices.</summary>
    public sealed record Among(QueryField Field, IReadOnlyList<QueryValue> Values, bool IsNegated) : Term(Field, IsNegated);

    /// <summary>The folded value holds <paramref name="Folded"/>: <c>~</c>.</summary>
    public sealed record Holding(QueryField Field, string Folded, bool IsNegated) : Term(Field, IsNegated);

    /// <summary>The value stands before or after another.</summary>
    public sealed record Ordered(QueryField Field, Comparison Comparison, QueryValue Value) : Term(Field, IsNegated: false);
}

/// <summary>A comparison that needs an order.</summary>
internal enum Comparison
{
    Less,
    AtMost,
    More,
    AtLeast,
}
