using System.Globalization;

namespace Mortise.Query.Paging;

/// <summary>Where a collection was read: what <c>next</c> and <c>previous</c> are made of.</summary>
/// <param name="Url">Absolute, without a query string.</param>
/// <param name="QueryString">As it was sent, with or without its <c>?</c>.</param>
public readonly record struct PageAddress(string Url, string QueryString)
{
    /// <summary>The same collection at another page, every other parameter repeated.</summary>
    public string At(int page) => $"{Url}?{PageLinks.Replace(QueryString, "page", page.ToString(CultureInfo.InvariantCulture))}";
}
