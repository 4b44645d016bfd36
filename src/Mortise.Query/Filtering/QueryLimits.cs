namespace Mortise.Query.Filtering;

/// <summary>Bounds of <c>q</c>; a query beyond one is refused with a text that names it.</summary>
public static class QueryLimits
{
    /// <summary>Characters of the query.</summary>
    public const int MaxLength = 8_192;

    /// <summary>Parentheses within parentheses.</summary>
    public const int MaxDepth = 32;

    /// <summary>Comparisons in the query.</summary>
    public const int MaxTerms = 100;

    /// <summary>Values in an <c>IN</c> list, unless its field takes fewer.</summary>
    public const int MostListed = 100;

    /// <summary>Digits of a number, before and after the point each.</summary>
    public const int MaxDigits = 18;
}
