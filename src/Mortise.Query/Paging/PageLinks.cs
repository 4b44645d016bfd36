using System.Text;

namespace Mortise.Query.Paging;

/// <summary>Query strings of <c>next</c> and <c>previous</c>.</summary>
public static class PageLinks
{
    /// <summary>Repeats a query string with one parameter replaced where it first stands, or added at the end.</summary>
    /// <remarks>
    /// Every other parameter keeps its place and is encoded anew, a blank as <c>%20</c>; a parameter without <c>=</c> stays one. Of a percent sign
    /// that begins no byte, only the percent sign is encoded.
    /// </remarks>
    /// <param name="queryString">As it was sent, with or without its <c>?</c>; may be empty.</param>
    /// <param name="name">Name of the parameter, not encoded.</param>
    /// <param name="value">Its new value, not encoded.</param>
    /// <returns>The query string without <c>?</c>.</returns>
    public static string Replace(string queryString, string name, string value)
    {
        var result = new StringBuilder(queryString.Length + name.Length + value.Length + 2);
        var isReplaced = false;
        foreach (var parameter in queryString.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var given = Decode(equals < 0 ? parameter : parameter[..equals]);
            if (given != name)
                Append(result, given, equals < 0 ? null : Decode(parameter[(equals + 1)..]));
            else if (!isReplaced)
                Append(result, name, value);
            isReplaced |= given == name;
        }

        if (!isReplaced)
            Append(result, name, value);
        return result.ToString();
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static void Append(StringBuilder result, string name, string? value)
    {
        if (result.Length > 0)
            result.Append('&');
        result.Append(Uri.EscapeDataString(name));
        if (value is not null)
            result.Append('=').Append(Uri.EscapeDataString(value));
    }
}
