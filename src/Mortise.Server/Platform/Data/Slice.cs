using Dapper;
using Mortise.Query.Paging;

namespace Mortise.Server.Platform.Data;

/// <summary>The rows of one page, and how many there are on all pages.</summary>
internal sealed record Slice<T>(IReadOnlyList<T> Items, long Size)
{
    public Slice<TOther> Select<TOther>(Func<T, TOther> convert) => new([.. Items.Select(convert)], Size);
}

/// <summary>How stores read one page: a count and the page's rows, whatever the length of the list.</summary>
internal static class SliceReading
{
    /// <param name="from">From <c>FROM</c> to the end of <c>WHERE</c>.</param>
    /// <param name="order">A total order: its last term is unique.</param>
    public static async Task<Slice<T>> SliceAsync<T>(
        this Session session, string columns, string from, string order, DynamicParameters parameters, PageRequest page)
    {
        var size = await session.ScalarAsync<long>($"SELECT COUNT(*) {from}", parameters);
        if (size <= page.Offset)
            return new Slice<T>([], size);

        parameters.Add("PageLen", page.PageLen);
        parameters.Add("PageOffset", page.Offset);
        return new Slice<T>(await session.ListAsync<T>($"SELECT {columns} {from} ORDER BY {order} LIMIT @PageLen OFFSET @PageOffset", parameters), size);
    }
}
