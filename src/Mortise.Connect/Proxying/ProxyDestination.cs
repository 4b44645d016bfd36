namespace Mortise.Connect.Proxying;

/// <summary>The address at the app that a proxied request goes to.</summary>
public static class ProxyDestination
{
    /// <summary>Appends the caller's parameters to those that the app wrote.</summary>
    /// <remarks>
    /// A parameter whose name the destination has itself is left out, and so is <c>jwt</c>: the app trusts what it finds there, as its own descriptor has it filled
    /// in by the host. Differs: Bitbucket's page says only that parameters are appended.
    /// </remarks>
    /// <param name="destination">Absolute, context parameters filled in; a fragment is cut off.</param>
    /// <param name="query">As it came, with or without its question mark.</param>
    public static string Append(string destination, string query)
    {
        var hash = destination.IndexOf('#');
        var url = hash < 0 ? destination : destination[..hash];
        var mark = url.IndexOf('?');
        var own = (mark < 0 ? "" : url[(mark + 1)..]).Split('&').Select(Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(part => !own.Contains(Name(part)) && !Name(part).Equals("jwt", StringComparison.OrdinalIgnoreCase));
        var more = string.Join('&', added);
        if (more.Length == 0)
            return url;

        return mark < 0 ? $"{url}?{more}" : url[^1] is '?' or '&' ? url + more : $"{url}&{more}";
    }

    /// <summary>The decoded name, without what some servers read as a list: <c>user[]</c> and <c>user[0]</c> are <c>user</c> to them.</summary>
    private static string Name(string part)
    {
        var name = Uri.UnescapeDataString(part.Split('=')[0].Replace('+', ' '));
        var bracket = name.IndexOf('[');
        return (bracket > 0 ? name[..bracket] : name).Trim();
    }
}
