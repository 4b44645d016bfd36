namespace Mortise.Connect.Jwt;

/// <summary>The known wrong ways of writing the path and the query of a canonical request, each with what is wrong about it.</summary>
internal static class QshMistakes
{
    private const string ApiPrefix = "/2.0";

    /// <summary>Paths an app may have signed; the first is the right one.</summary>
    public static IReadOnlyList<(string Path, string Mistake)> OfPath(in SignedRequest request, string right)
    {
        var target = RequestTarget.Parse(request.RawPathAndQuery, request.BaseUrl);
        var baseTarget = RequestTarget.Parse(request.BaseUrl, default);
        var full = target.FullPath.ToString();
        var origin = (target.Origin.IsEmpty ? baseTarget.Origin : target.Origin).ToString();
        List<(string, string)> paths = [(right, "")];
        Add(right + "/", "the slash at the end must be left out");
        if (target.Path.Length < target.FullPath.Length)
            Add(full, "the path of the host's base URL must be left out");

        Add(target.Path.ToString(), "the slash at the end must be left out, or '&' in the path be %26");
        Add(right.TrimStart('/'), "the path must begin with a slash");
        Add("", "the path was left out");
        Add("/", "the path was left out");
        Add(Uri.UnescapeDataString(right), "the path must stay escaped");

        if (right.StartsWith(ApiPrefix, StringComparison.Ordinal))
            Add(right[ApiPrefix.Length..], "the path lacks /2.0");
        else
            Add(ApiPrefix + right, "the path has a /2.0 that the request has not");

        foreach (var alias in (string[])["/api", "/!api"])
        {
            Add(alias + right, $"the path has a {alias} that the request has not");
            if (right.StartsWith(alias + "/", StringComparison.Ordinal))
                Add(right[alias.Length..], $"the path lacks {alias}");
        }

        if (origin.Length > 0)
        {
            var host = origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..];
            foreach (var path in (string[])[full, baseTarget.FullPath.TrimEnd('/').ToString() + right])
            {
                Add(origin + path, "the scheme and the host must be left out");
                Add(host + path, "the host must be left out");
            }
        }

        return paths;

        void Add(string path, string mistake)
        {
            if (!paths.Exists(known => known.Item1 == path))
                paths.Add((path, mistake));
        }
    }

    /// <summary>What an app may have signed after the path, with the ampersand before it; the first is the right one.</summary>
    public static IReadOnlyList<(string Query, string Mistake)> OfQuery(in SignedRequest request, string right)
    {
        var raw = RequestTarget.Parse(request.RawPathAndQuery, request.BaseUrl).Query.ToString();
        var pairs = raw.Split('&', StringSplitOptions.RemoveEmptyEntries);
        var withoutJwt = pairs.Where(pair => !pair.StartsWith("jwt=", StringComparison.Ordinal)).ToArray();
        var encoded = withoutJwt.Select(Encoded).ToArray();
        List<(string, string)> queries = [("&" + right, "")];
        Add("&", "the query was left out");
        Add("", right.Length == 0 ? "the '&' before the empty query is missing" : "the query was left out");
        Add("&" + raw, pairs.Length == withoutJwt.Length ? "the query was neither sorted nor normalised" : "the parameter jwt must be left out");
        Add("&" + string.Join('&', withoutJwt), "the query was neither sorted nor normalised");
        Add("&" + string.Join('&', encoded), "the parameters must be sorted by name");
        Add("&" + string.Join('&', encoded.Order(StringComparer.Ordinal)), "values of one name must be joined by commas");
        Add("&" + string.Join('&', withoutJwt.Order(StringComparer.Ordinal)), "names and values must be escaped as in RFC 3986");
        Add("&" + string.Join('&', pairs.Select(Encoded).Order(StringComparer.Ordinal)), "the parameter jwt must be left out");
        Add("&" + right.Replace("%20", "+", StringComparison.Ordinal), "a space must be %20");
        Add("&" + right.Replace(",", "%2C", StringComparison.Ordinal), "the comma between values of one name must not be escaped");
        Add("&" + Uri.UnescapeDataString(right), "names and values must be escaped");
        Add("&" + Lowered(right), "escapes must be in upper case");
        Add("?" + raw, "the query must follow '&', not '?', and be sorted");
        Add("&?" + raw, "the '?' must be left out, and the query be sorted");
        return queries;

        void Add(string query, string mistake)
        {
            if (!queries.Exists(known => known.Item1 == query))
                queries.Add((query, mistake));
        }
    }

    private static string Encoded(string pair)
    {
        var equals = pair.IndexOf('=');
        return equals < 0 ? Recoded(pair) + "=" : $"{Recoded(pair[..equals])}={Recoded(pair[(equals + 1)..])}";
    }

    private static string Recoded(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part.Replace('+', ' ')));

    private static string Lowered(string escaped) => string.Create(escaped.Length, escaped, static (lowered, text) =>
    {
        for (var index = 0; index < text.Length; index++)
            lowered[index] = (index > 0 && text[index - 1] == '%') || (index > 1 && text[index - 2] == '%')
                ? char.ToLowerInvariant(text[index])
                : text[index];
    });
}
