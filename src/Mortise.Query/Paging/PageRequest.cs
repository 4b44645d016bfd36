using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Mortise.Query.Paging;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Page">From 1.</param>
/// <param name="PageLen">Items on a page, at least 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PageRequest(int Page, int PageLen)
{
    /// <summary>Items before the page.</summary>
    public long Offset => (Page - 1L) * PageLen;

    /// <summary>Reads the parameters <c>page</c> and <c>pagelen</c>, null where absent: digits only, both at least 1.</summary>
    /// <param name="page">Default 1.</param>
    /// <param name="pagelen">Default and maximum as in <paramref name="limits"/>.</param>
    /// <param name="limits">The bounds of the collection.</param>
    /// <param name="request">The request; the default value when there is a problem.</param>
    /// <param name="problem"><c>Invalid pagelen</c> or <c>Invalid page</c>, both for a 400. Source: answers of Bitbucket Cloud, which also gives 404.</param>
    public static bool TryParse(
        string? page, string? pagelen, PageLimits limits, out PageRequest request, [NotNullWhen(false)] out string? problem)
    {
        request = default;
        if (!TryParse(pagelen, limits.Default, limits.Max, out var length))
            problem = "Invalid pagelen";
        else if (!TryParse(page, 1, int.MaxValue, out var number))
            problem = "Invalid page";
        else
            (request, problem) = (new(number, length), null);
        return problem is null;
    }

    private static bool TryParse(string? text, int absent, int max, out int value)
    {
        value = absent;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= max);
    }
}
