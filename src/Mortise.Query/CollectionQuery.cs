using System.Diagnostics.CodeAnalysis;
using Mortise.Query.Filtering;
using Mortise.Query.Sorting;

namespace Mortise.Query;

/// <summary>What a request asks of a collection with <c>q</c> and <c>sort</c>, bound to the collection's field map.</summary>
/// <remarks>
/// A database gets it as text (<see cref="ToSql"/>), a list in memory is put through it (<see cref="MemoryFields{T}.Apply"/>), and both answer the same.
/// Immutable. Source: Bitbucket Cloud REST intro, "Filtering and sorting results".
/// </remarks>
public sealed class CollectionQuery
{
    private readonly QueryFields? fields;

    private CollectionQuery(QueryFields? fields, Filter? filter, QuerySort? sort) => (this.fields, Filter, Sort) = (fields, filter, sort);

    /// <summary>Everything, in the collection's own order.</summary>
    public static CollectionQuery None { get; } = new(null, null, null);

    /// <summary>Whether <c>q</c> is there: some collections drop a filter of their own then.</summary>
    public bool HasFilter => Filter is not null;

    public bool HasSort => Sort is not null;

    internal Filter? Filter { get; }

    internal QuerySort? Sort { get; }

    /// <summary>Reads the two parameters, null or blank where absent.</summary>
    public static bool TryParse(
        string? q, string? sort, QueryFields fields, [NotNullWhen(true)] out CollectionQuery? query, [NotNullWhen(false)] out QueryProblem? problem)
    {
        (query, problem) = (null, null);
        Filter? filter = null;
        if (!string.IsNullOrWhiteSpace(q) && !FilterParser.TryParse(q, fields, out filter, out problem))
            return false;

        QuerySort? order = null;
        if (!string.IsNullOrWhiteSpace(sort) && !QuerySort.TryParse(sort.Trim(), fields, out order, out problem))
            return false;

        query = filter is null && order is null ? None : new CollectionQuery(fields, filter, order);
        return true;
    }

    /// <summary>Whether <c>q</c> compares or <c>sort</c> names the field, for the few that not every caller may use.</summary>
    public bool Names(string field) => Sort?.Field.Name == field || (Filter is not null && Names(Filter, field));

    /// <summary>The query for a database; its map is a <see cref="SqlFields"/>.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public SqlQuery ToSql(SqlDialect dialect)
    {
        if (fields is not (null or SqlFields))
            throw new InvalidOperationException("The query was read for a collection in memory");

        var (condition, parameters) = Filter is null ? ("1 = 1", []) : SqlFilter.Write(Filter, dialect);
        return new SqlQuery(condition, Sort?.ToSql(dialect), parameters);
    }

    internal void Check(QueryFields map)
    {
        if (fields is not null && !ReferenceEquals(fields, map))
            throw new ArgumentException("The query was read with another field map", nameof(map));
    }

    private static bool Names(Filter filter, string field) => filter switch
    {
        Filter.Every every => every.Parts.Any(part => Names(part, field)),
        Filter.Some some => some.Parts.Any(part => Names(part, field)),
        _ => ((Filter.Term)filter).Field.Name == field,
    };
}
