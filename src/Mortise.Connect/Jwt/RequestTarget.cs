namespace Mortise.Connect.Jwt;

/// <summary>The path and the query of a request's target, cut out of it without copying: no origin, no fragment, no base path.</summary>
internal readonly ref struct RequestTarget
{
    private RequestTarget(ReadOnlySpan<char> origin, ReadOnlySpan<char> path, ReadOnlySpan<char> query, int basePathLength)
    {
        Origin = origin;
        FullPath = path;
        Query = query;
        Path = path[basePathLength..];
    }

    /// <summary>For example <c>https://host:8080</c>; empty when the target was not absolute.</summary>
    public ReadOnlySpan<char> Origin { get; }

    /// <summary>The path as it came, with the base path.</summary>
    public ReadOnlySpan<char> FullPath { get; }

    /// <summary>The path without the base path; may be empty.</summary>
    public ReadOnlySpan<char> Path { get; }

    /// <summary>What stands after the first question mark.</summary>
    public ReadOnlySpan<char> Query { get; }

    /// <summary>
    /// Reads a target: a path with a query, or an absolute URL. <paramref name="baseUrl"/> is a path or an absolute URL; its path is cut
    /// off where a segment ends, unless both are absolute and of different origins.
    /// </summary>
    public static RequestTarget Parse(ReadOnlySpan<char> target, ReadOnlySpan<char> baseUrl)
    {
        Split(target, out var origin, out var path, out var query);
        Split(baseUrl, out var baseOrigin, out var basePath, out _);
        basePath = basePath.TrimEnd('/');
        var foreign = !origin.IsEmpty && !baseOrigin.IsEmpty && !SameOrigin(origin, baseOrigin);
        var cut = !foreign && path.StartsWith(basePath) && (path.Length == basePath.Length || path[basePath.Length] == '/');
        return new(origin, path, query, cut ? basePath.Length : 0);
    }

    /// <summary>Whether two absolute URLs have the same scheme, host and port.</summary>
    public static bool SameOrigin(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        WithoutDefaultPort(left).Equals(WithoutDefaultPort(right), StringComparison.OrdinalIgnoreCase);

    /// <summary>The length of <c>scheme://authority</c> at the start of a URL, or 0 for one that is not absolute.</summary>
    public static int OriginLength(ReadOnlySpan<char> url)
    {
        var scheme = url.IndexOf("://");
        if (scheme <= 0 || !char.IsAsciiLetter(url[0]) || url[..scheme].ContainsAnyExcept(UrlCharacters.Scheme))
            return 0;

        var end = url[(scheme + 3)..].IndexOfAny('/', '?', '#');
        return end < 0 ? url.Length : scheme + 3 + end;
    }

    private static void Split(ReadOnlySpan<char> url, out ReadOnlySpan<char> origin, out ReadOnlySpan<char> path, out ReadOnlySpan<char> query)
    {
        var fragment = url.IndexOf('#');
        if (fragment >= 0)
            url = url[..fragment];

        var length = OriginLength(url);
        origin = url[..length];
        path = url[length..];
        query = default;
        var mark = path.IndexOf('?');
        if (mark >= 0)
        {
            query = path[(mark + 1)..];
            path = path[..mark];
        }
    }

    private static ReadOnlySpan<char> WithoutDefaultPort(ReadOnlySpan<char> origin) =>
        origin.StartsWith("https:", StringComparison.OrdinalIgnoreCase) && origin.EndsWith(":443") ? origin[..^4]
        : origin.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && origin.EndsWith(":80") ? origin[..^3]
        : origin;
}
