namespace Mortise.Query.Filtering;

/// <summary>Evaluates a filter over an item in memory, with the answers that <see cref="SqlFilter"/> gets from a database.</summary>
internal static class MemoryFilter
{
    public static bool Holds<T>(Filter filter, T item) => filter switch
    {
        Filter.Every every => every.Parts.All(part => Holds(part, item)),
        Filter.Some some => some.Parts.Any(part => Holds(part, item)),
        Filter.Term term => HasMatch(term, (MemoryField<T>)term.Field, item) != term.IsNegated,
        _ => throw new InvalidOperationException($"No filter is a {filter.GetType().Name}"),
    };

    private static bool HasMatch<T>(Filter.Term term, MemoryField<T> field, T item) =>
        field.IsMany ? field.GetAll(item).Any(value => Matches(term, value)) : Matches(term, field.Get(item));

    private static bool Matches(Filter.Term term, QueryValue value)
    {
        if (value.IsNull)
            return false;

        return term switch
        {
            Filter.Present => true,
            Filter.Among among => among.Values.Contains(value),
            Filter.Holding holding => CodePoints.Fold(value.Text!).Contains(holding.Folded, StringComparison.Ordinal),
            Filter.Ordered ordered => Stands(ordered.Comparison, QueryValue.Compare(value, ordered.Value)),
            _ => throw new InvalidOperationException($"No comparison is a {term.GetType().Name}"),
        };
    }

    private static bool Stands(Comparison comparison, int sign) => comparison switch
    {
        Comparison.Less => sign < 0,
        Comparison.AtMost => sign <= 0,
        Comparison.More => sign > 0,
        _ => sign >= 0,
    };
}
