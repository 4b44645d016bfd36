using System.Text;

namespace Mortise.Server.Features.Source.Uploads;

/// <summary>The parameters of a <c>Content-Disposition</c> header, read as leniently as the reference's own example needs: it writes <c>x-attributes:"link"</c>.</summary>
internal static class Disposition
{
    /// <summary>Names in lower case, each with its value without quotes; a backslash keeps the character after it.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string? header)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Split(header ?? ""))
        {
            var sign = part.AsSpan().IndexOfAny('=', ':');
            if (sign > 0)
                found.TryAdd(part[..sign].Trim().ToLowerInvariant(), Unquote(part[(sign + 1)..].Trim()));
        }

        return found;
    }

    private static List<string> Split(string header)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var at = 0; at < header.Length; at++)
        {
            if (header[at] == '\\' && quoted)
                at++;
            else if (header[at] == '"')
                quoted = !quoted;
            else if (header[at] == ';' && !quoted)
            {
                parts.Add(header[start..at]);
                start = at + 1;
            }
        }

        parts.Add(header[Math.Min(start, header.Length)..]);
        return parts;
    }

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
            return value;

        var text = new StringBuilder(value.Length);
        for (var at = 1; at < value.Length - 1; at++)
        {
            if (value[at] == '\\' && at + 1 < value.Length - 1)
                at++;
            text.Append(value[at]);
        }

        return text.ToString();
    }
}
