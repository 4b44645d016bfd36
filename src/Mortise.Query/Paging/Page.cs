namespace Mortise.Query.Paging;

/// <summary>One page of a list that can be read at any place.</summary>
/// <param name="Values">The items of the page; none past the end.</param>
/// <param name="Request">The page that was asked for.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="Address">Where the page was read.</param>
/// <param name="Size">Items on all pages; null where counting is not cheap.</param>
public sealed record Page<T>(IReadOnlyList<T> Values, PageRequest Request, bool HasMore, PageAddress Address, long? Size = null);
