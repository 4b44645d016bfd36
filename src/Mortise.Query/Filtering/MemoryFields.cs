using Mortise.Query.Sorting;

namespace Mortise.Query.Filtering;

/// <summary>The field map of a collection that the program holds: each name with how it is read from an item.</summary>
/// <remarks>
/// <code>
/// public static readonly MemoryFields&lt;Branch&gt; Fields = new MemoryFields&lt;Branch&gt;()
///     .Natural("name", b => b.Name).Embed("target", b => b.Target, CommitQuery.Fields);
/// …
/// var page = Slice.Of(Fields.Apply(context.Api().Query, branches), PageAnswers.Asked(context));
/// </code>
/// A getter answers null where the item has no such value. It is called once for each comparison and item.
/// </remarks>
public sealed class MemoryFields<T> : QueryFields
{
    public MemoryFields<T> Text(string name, Func<T, string?> get) => With(name, QueryKind.Text, item => QueryValue.Of(get(item)));

    /// <summary>Text that <c>sort</c> orders with its numbers as numbers: <c>v2</c> before <c>v10</c>.</summary>
    public MemoryFields<T> Natural(string name, Func<T, string?> get)
    {
        Add(new MemoryField<T>(name, QueryKind.Text, item => QueryValue.Of(get(item)), null) { Order = NaturalOrder.Instance });
        return this;
    }

    public MemoryFields<T> Number(string name, Func<T, long?> get) => With(name, QueryKind.Number, item => QueryValue.Of(get(item)));

    public MemoryFields<T> Instant(string name, Func<T, DateTimeOffset?> get) => With(name, QueryKind.Instant, item => QueryValue.Of(get(item)));

    public MemoryFields<T> Flag(string name, Func<T, bool?> get) => With(name, QueryKind.Flag, item => QueryValue.Of(get(item)));

    public MemoryFields<T> Id(string name, Func<T, Guid?> get) => With(name, QueryKind.Id, item => QueryValue.Of(get(item)));

    /// <param name="name">Its name.</param>
    /// <param name="get">Gives the names as spelled here.</param>
    /// <param name="names">All of them, in no order.</param>
    public MemoryFields<T> Choice(string name, Func<T, string?> get, params string[] names)
    {
        Add(new MemoryField<T>(name, QueryKind.Choice, item => QueryValue.Of(get(item)), null) { Choices = names });
        return this;
    }

    /// <summary>As <see cref="Choice"/>, lowest rank first.</summary>
    public MemoryFields<T> Ranked(string name, Func<T, string?> get, params string[] names)
    {
        Add(new MemoryField<T>(name, QueryKind.Choice, item => QueryValue.Of(get(item)), null) { Choices = names, IsRanked = true });
        return this;
    }

    /// <summary>An array of texts.</summary>
    public MemoryFields<T> Texts(string name, Func<T, IEnumerable<string>> get)
    {
        Add(new MemoryField<T>(name, QueryKind.Text, null, item => get(item).Select(QueryValue.Of)) { IsMany = true });
        return this;
    }

    /// <summary>An object that is compared by its natural key, or by the one of several that fits.</summary>
    public MemoryFields<T> Object(string name, params string[] keys)
    {
        AddObject(name, keys);
        return this;
    }

    /// <summary>Every field of <paramref name="inner"/> under the name of an embedded object; an object that is null has no values.</summary>
    public MemoryFields<T> Embed<TInner>(string name, Func<T, TInner?> get, MemoryFields<TInner> inner)
        where TInner : class =>
        Take(name, inner, field => field.Under(name, get));

    /// <summary>Every field of the elements of an array.</summary>
    public MemoryFields<T> Many<TElement>(string name, Func<T, IEnumerable<TElement>> get, MemoryFields<TElement> element)
        where TElement : class =>
        Take(name, element, field => field.Among(name, get));

    /// <summary>The items that a query asks for, in the order it asks for; without <c>sort</c>, and among equals, they keep the order they came in.</summary>
    /// <exception cref="ArgumentException">The query was read with another map.</exception>
    public IReadOnlyList<T> Apply(CollectionQuery query, IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check(this);
        var wanted = query.Filter is null ? items : items.Where(item => MemoryFilter.Holds(query.Filter, item));
        return query.Sort is null ? [.. wanted] : query.Sort.Order(wanted);
    }

    /// <summary>Whether a query asks for this item, for collections that are read as a stream.</summary>
    public bool Matches(CollectionQuery query, T item)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check(this);
        return query.Filter is null || MemoryFilter.Holds(query.Filter, item);
    }

    private MemoryFields<T> With(string name, QueryKind kind, Func<T, QueryValue> get)
    {
        Add(new MemoryField<T>(name, kind, get, null));
        return this;
    }

    private MemoryFields<T> Take<TInner>(string name, MemoryFields<TInner> inner, Func<MemoryField<TInner>, MemoryField<T>> convert)
    {
        foreach (var field in inner.All.Cast<MemoryField<TInner>>())
            Add(convert(field));

        foreach (var (key, keys) in inner.Objects)
            AddObject($"{name}.{key}", [.. keys.Select(inside => $"{name}.{inside}")]);

        return this;
    }
}
