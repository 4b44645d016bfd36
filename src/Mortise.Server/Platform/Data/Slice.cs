using Dapper;
using Mortise.Query;
using Mortise.Query.Filtering;
using Mortise.Query.Paging;
using Mortise.Query.Sorting;

namespace Mortise.Server.Platform.Data;

/// <summary>The rows of one page, and how many there are on all pages.</summary>
internal sealed record Slice<T>(IReadOnlyList<T> Items, long Size)
{
    public Slice<TOther> Select<TOther>(Func<T, TOther> convert) => new([.. Items.Select(convert)], Size);
}

/// <summary>Slices of lists in memory.</summary>
internal static class Slice
{
    /// <summary>The items of a page.</summary>
    public static Slice<T> Of<T>(IReadOnlyList<T> items, PageRequest page) =>
        new([.. items.Skip((int)Math.Min(page.Offset, items.Count)).Take(page.PageLen)], items.Count);
}

/// <summary>A collection as SQL, before <c>q</c> and <c>sort</c>.</summary>
/// <param name="Columns">What stands after <c>SELECT</c>.</param>
/// <param name="From">From <c>FROM</c> to the last join.</param>
/// <param name="Where">The condition that every item meets.</param>
/// <param name="Order">The order without <c>sort</c>, total: its last term is unique.</param>
/// <param name="Key">The primary key, which breaks ties of <c>sort</c>.</param>
internal sealed record SliceSource(string Columns, string From, string Where, string Order, string Key);

/// <summary>How stores read one page: a count and the page's rows, whatever the length of the list.</summary>
internal static class SliceReading
{
    /// <summary>The page of what <paramref name="query"/> asks for; its map reads the aliases of <paramref name="source"/>.</summary>
    public static Task<Slice<T>> SliceAsync<T>(
        this Session session, SliceSource source, CollectionQuery query, DynamicParameters parameters, PageRequest page)
    {
        var asked = query.ToSql(session.Kind == DatabaseKind.PostgreSql ? SqlDialect.PostgreSql : SqlDialect.Sqlite);
        foreach (var (name, value) in asked.Parameters)
            parameters.Add(name, value);

        var where = query.HasFilter ? $"({source.Where}) AND {asked.Condition}" : source.Where;
        var order = asked.Order is null ? SqlOrder.By(source.Order) : asked.Order.ThenBy(SqlOrder.By(source.Key));
        return session.SliceAsync<T>(source.Columns, $"{source.From} WHERE {where}", order, parameters, page);
    }

    /// <param name="from">From <c>FROM</c> to the end of <c>WHERE</c>.</param>
    /// <param name="order">A total order: its last term is unique. See <see cref="SqlOrder.By"/>.</param>
    public static Task<Slice<T>> SliceAsync<T>(
        this Session session, string columns, string from, string order, DynamicParameters parameters, PageRequest page) =>
        session.SliceAsync<T>(columns, from, SqlOrder.By(order), parameters, page);

    /// <summary>A database passes over each item before a page: a page is read from the nearer end of the list, and so the last one costs what the first one does.</summary>
    private static async Task<Slice<T>> SliceAsync<T>(
        this Session session, string columns, string from, SqlOrder order, DynamicParameters parameters, PageRequest page)
    {
        var size = await session.ScalarAsync<long>($"SELECT COUNT(*) {from}", parameters);
        if (size <= page.Offset)
            return new Slice<T>([], size);

        var length = Math.Min(page.PageLen, size - page.Offset);
        var behind = size - page.Offset - length;
        var isFromEnd = behind < page.Offset;
        parameters.Add("PageLen", length);
        parameters.Add("PageOffset", isFromEnd ? behind : page.Offset);
        var items = await session.ListAsync<T>(
            $"SELECT {columns} {from} ORDER BY {(isFromEnd ? order.Reversed : order)} LIMIT @PageLen OFFSET @PageOffset", parameters);
        return new Slice<T>(isFromEnd ? [.. items.Reverse()] : items, size);
    }
}
