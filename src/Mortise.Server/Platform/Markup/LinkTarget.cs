namespace Mortise.Server.Platform.Markup;

/// <summary>Where a link in somebody's text may lead, and where an image may come from.</summary>
internal static class LinkTarget
{
    private static readonly string[] Schemes = ["http:", "https:", "mailto:"];

    /// <summary>http, https, mailto, or an address relative to the page.</summary>
    public static bool MayLead(string url) => IsClean(url) && (!HasScheme(url) || Array.Exists(Schemes, scheme => Has(url, scheme)));

    /// <summary>http or https alone: the page's own origin has nothing to show by a relative address.</summary>
    public static bool MayShow(string url) => IsClean(url) && (Has(url, "http://") || Has(url, "https://"));

    /// <summary>A colon before the path begins; browsers pass over blanks and control characters there, which <see cref="IsClean"/> keeps out.</summary>
    private static bool HasScheme(string url)
    {
        var end = url.AsSpan().IndexOfAny(':', '/', '?') is var at && at >= 0 ? at : url.Length;
        return end < url.Length && url[end] == ':' && !url.AsSpan(0, end).Contains('#');
    }

    private static bool IsClean(string url) => !url.Any(static letter => char.IsControl(letter) || (char.IsWhiteSpace(letter) && letter != ' ') || letter is '\uFFFD') && !url.StartsWith(' ');

    private static bool Has(string url, string scheme) => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);
}
