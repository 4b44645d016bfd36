using Mortise.Query.Fields;

namespace Mortise.Query.Paging;

/// <summary>The object around the items of a page.</summary>
public static class PageEnvelope
{
    /// <summary>
    /// Writes <c>pagelen</c>, <c>page</c>, <c>size</c> (if counted), <c>values</c>, <c>next</c> (absent on the last page) and <c>previous</c> (absent on
    /// the first). A link is made only if it is wanted. Source: Bitbucket Cloud docs, "Pagination".
    /// </summary>
    public static void Write<T>(ObjectWriter writer, Page<T> page, Action<ObjectWriter, T> write)
    {
        var number = page.Request.Page;
        writer.Write("pagelen", page.Request.PageLen);
        writer.Write("page", number);
        if (page.Size is { } size)
            writer.Write("size", size);
        writer.Array("values", page.Values, write);
        if (page.HasMore && writer.Wants("next"))
            writer.Write("next", page.Address.At(number + 1));
        if (number > 1 && writer.Wants("previous"))
            writer.Write("previous", page.Address.At(number - 1));
    }
}
