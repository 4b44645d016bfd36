using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Web.Pages;

/// <summary>Links to the pages before and after one of a list (<c>_Pager.cshtml</c>); they repeat the address of this one.</summary>
/// <param name="Page">From 1.</param>
/// <param name="HasNext">Whether there is a page after it.</param>
/// <param name="Request">The page's own.</param>
internal sealed record Pager(int Page, bool HasNext, HttpRequest Request)
{
    /// <summary>Highest page number that is looked at.</summary>
    private const int Most = 1_000_000;

    /// <summary>The page that a request asks for by <c>page</c>; what is no number is the first.</summary>
    public static PageRequest Asked(HttpRequest request, int length) =>
        new(int.TryParse(request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, Most) : 1, length);

    public static Pager Of<T>(HttpRequest request, PageRequest page, Slice<T> slice) => new(page.Page, page.Offset + page.PageLen < slice.Size, request);

    /// <summary>The address of another page.</summary>
    public string To(int page)
    {
        var query = Request.Query.Where(static one => one.Key != "page").SelectMany(static one => one.Value, static (one, value) => KeyValuePair.Create(one.Key, value));
        return QueryHelpers.AddQueryString(Request.Path.ToUriComponent(), [.. query, new("page", page.ToString(CultureInfo.InvariantCulture))]);
    }
}
