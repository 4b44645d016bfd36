namespace Mortise.Query.Sorting;

/// <summary>What stands after <c>ORDER BY</c>, and its exact opposite, so that a page near the end of a list can be read from there.</summary>
public sealed class SqlOrder
{
    private readonly IReadOnlyList<Term> terms;

    private SqlOrder(IReadOnlyList<Term> terms) => this.terms = terms;

    /// <summary>The same items from the last to the first.</summary>
    public SqlOrder Reversed => new([.. terms.Select(term => term with { IsDescending = !term.IsDescending, IsReversed = !term.IsReversed })]);

    /// <param name="columns">Columns that are never null, with <c>DESC</c> where it is meant: <c>p.created_on DESC, p.number</c>.</param>
    public static SqlOrder By(string columns) =>
        new([.. columns.Split(", ").Select(column => column.Split(' ') is [var name, "DESC"] ? new Term(name, true, true, false) : new Term(column, false, true, false))]);

    /// <summary>By <paramref name="then"/> where this leaves a tie.</summary>
    public SqlOrder ThenBy(SqlOrder then) => new([.. terms, .. then.terms]);

    /// <summary>The text, without <c>ORDER BY</c>.</summary>
    public override string ToString() => string.Join(", ", terms);

    /// <param name="expression">One expression, with its collation.</param>
    /// <param name="isDescending">From the greatest to the least.</param>
    /// <param name="isRequired">It is never null; nulls come last otherwise, whichever the direction.</param>
    internal static SqlOrder Of(string expression, bool isDescending, bool isRequired) => new([new Term(expression, isDescending, isRequired, false)]);

    private sealed record Term(string Expression, bool IsDescending, bool IsRequired, bool IsReversed)
    {
        public override string ToString() =>
            Expression + (IsDescending ? " DESC" : "") + (IsRequired ? "" : IsReversed ? " NULLS FIRST" : " NULLS LAST");
    }
}
