namespace Mortise.Query.Filtering;

/// <summary>A field that is read from an item: its one value, or the values of an array.</summary>
internal sealed class MemoryField<T>(string name, QueryKind kind, Func<T, QueryValue>? one, Func<T, IEnumerable<QueryValue>>? many) : QueryField(name, kind)
{
    /// <summary>How <c>sort</c> compares texts of it; null: by code point.</summary>
    public IComparer<string>? Order { get; init; }

    public QueryValue Get(T item) => one!(item);

    public IEnumerable<QueryValue> GetAll(T item) => many is null ? [one!(item)] : many(item);

    public MemoryField<TOuter> Under<TOuter>(string prefix, Func<TOuter, T?> get) =>
        many is null
            ? Copy<TOuter>(prefix, outer => get(outer) is { } item ? one!(item) : QueryValue.Null, null)
            : Copy<TOuter>(prefix, null, outer => get(outer) is { } item ? many(item) : []);

    public MemoryField<TOuter> Among<TOuter>(string prefix, Func<TOuter, IEnumerable<T>> get) =>
        Copy<TOuter>(prefix, null, outer => get(outer).SelectMany(GetAll));

    private MemoryField<TOuter> Copy<TOuter>(string prefix, Func<TOuter, QueryValue>? get, Func<TOuter, IEnumerable<QueryValue>>? getAll) =>
        new($"{prefix}.{Name}", Kind, get, getAll) { Choices = Choices, IsRanked = IsRanked, MostListed = MostListed, IsMany = getAll is not null, Order = Order };
}
