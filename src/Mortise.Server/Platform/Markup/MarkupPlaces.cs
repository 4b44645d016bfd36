namespace Mortise.Server.Platform.Markup;

/// <summary>Where a text stands among files, so that its relative addresses lead to those beside it.</summary>
/// <param name="Links">What links to files begin with: a path of this host that ends in a slash.</param>
/// <param name="Images">The same for images.</param>
/// <param name="Directory">The directory of the text, as part of an address: empty, or ending in a slash.</param>
internal sealed record MarkupPlaces(string Links, string Images, string Directory)
{
    /// <summary>The address on this host; null: the address is not relative to a file, and stays what it is.</summary>
    public string? Resolve(string url, bool isImage)
    {
        var end = url.AsSpan().IndexOfAny('?', '#') is var at && at >= 0 ? at : url.Length;
        var path = url[..end];
        if (path.Length == 0 || path[0] == '/' || path.Contains(':', StringComparison.Ordinal) || path.Contains('\\', StringComparison.Ordinal) || url.Any(char.IsControl))
            return null;

        var names = new List<string>();
        foreach (var name in (Directory + path).Split('/'))
        {
            if (name == "..")
                names.RemoveRange(Math.Max(0, names.Count - 1), Math.Min(1, names.Count));
            else if (name is not ("." or ""))
                names.Add(name);
        }

        return (isImage ? Images : Links) + string.Join('/', names) + url[end..];
    }
}
