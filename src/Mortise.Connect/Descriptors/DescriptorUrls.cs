using Mortise.Connect.Jwt;

namespace Mortise.Connect.Descriptors;

/// <summary>How the URLs in a descriptor are read.</summary>
/// <remarks>Source: <c>connect.md</c> 2.2, from the forms that real descriptors have.</remarks>
public static class DescriptorUrls
{
    /// <summary>The longest URL of a module, in characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>
    /// Makes a URL of a descriptor absolute. An absolute one stays; one that begins with <c>?</c> or <c>#</c>, or is empty, is appended to the
    /// base; any other follows the base and exactly one slash.
    /// </summary>
    /// <param name="baseUrl">The descriptor's <c>baseUrl</c>; a slash at its end does not count.</param>
    /// <param name="url">A path with or without a slash, a query, or an absolute URL; may hold context parameters.</param>
    public static string Join(string baseUrl, string url)
    {
        if (IsAbsolute(url))
            return url;

        var start = baseUrl.EndsWith('/') ? baseUrl[..^1] : baseUrl;
        return url is "" or ['/' or '?' or '#', ..] ? start + url : $"{start}/{url}";
    }

    /// <summary>Whether the URL names its scheme and host.</summary>
    internal static bool IsAbsolute(string url) => RequestTarget.OriginLength(url) > 0;

    /// <summary>What is wrong with a URL, as a text of what was expected; null when it is sound.</summary>
    internal static string? Fault(string url, bool allowHttp, bool placeholdersInHost)
    {
        if (url.AsSpan().ContainsAnyInRange('\0', ' '))
            return "a URL without blanks and control characters";

        var origin = url.AsSpan(0, RequestTarget.OriginLength(url));
        if (origin.IsEmpty)
            return null;

        if (!origin.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            && !(allowHttp && origin.StartsWith("http://", StringComparison.OrdinalIgnoreCase)))
            return allowHttp ? "a URL of http or https, or one relative to baseUrl" : "a URL of https, or one relative to baseUrl";

        if (placeholdersInHost)
            return null;

        return origin.Contains('{') || !Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0
            ? "a URL with a fixed host, and without a user name"
            : null;
    }
}
