using Mortise.Query.Fields;

namespace Mortise.Query.Paging;

/// <summary>One page of a list that is read forward only: where it goes on, the server alone can tell.</summary>
/// <param name="Values">The items of the page.</param>
/// <param name="PageLen">Items that a full page has.</param>
/// <param name="Next">Makes the address of the next page; null on the last.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Values, int PageLen, Func<string>? Next);

/// <summary>The object around the items of such a page.</summary>
public static class CursorEnvelope
{
    /// <summary>Writes <c>pagelen</c>, <c>values</c> and <c>next</c> (absent on the last page). Source: Bitbucket Cloud docs, "Pagination", iterator-based.</summary>
    public static void Write<T>(ObjectWriter writer, CursorPage<T> page, Action<ObjectWriter, T> write)
    {
        writer.Write("pagelen", page.PageLen);
        writer.Array("values", page.Values, write);
        if (page.Next is not null && writer.Wants("next"))
            writer.Write("next", page.Next());
    }
}
