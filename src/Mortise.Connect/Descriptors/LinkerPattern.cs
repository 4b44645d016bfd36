using System.Text;
using System.Text.RegularExpressions;

namespace Mortise.Connect.Descriptors;

/// <summary>Checks a linker's regex and URL as far as a descriptor needs: that the one can be built, and the other names its groups.</summary>
/// <remarks>
/// Only what .NET spells otherwise is translated here: <c>(?K)</c>, <c>(?P&lt;name&gt;…)</c> and <c>(?P=name)</c>. The linker engine
/// translates the whole dialect. Source: <c>connect.md</c> 13.
/// </remarks>
internal static class LinkerPattern
{
    /// <summary>The longest regex, in characters.</summary>
    public const int MaxLength = 2048;

    private const string Placeholder = "(?K)";
    private const string Values = @"([\w\-]+)";

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(50);

    /// <summary>Counts the groups, <c>(?K)</c> among them; answers null and what was expected when the regex cannot be built.</summary>
    public static int? CountGroups(string pattern, out bool takesValues, out string? problem)
    {
        var translated = Translate(pattern, out takesValues);
        try
        {
            problem = null;
            return new Regex(translated, RegexOptions.CultureInvariant, Timeout).GetGroupNumbers().Length - 1;
        }
        catch (ArgumentException error)
        {
            problem = $"a regular expression; {error.Message}";
            return null;
        }
    }

    /// <summary>What is wrong with the back-references of a URL, as a text of what was expected; null when they are sound.</summary>
    public static string? FaultOfUrl(string url, int groups)
    {
        for (var at = url.IndexOf('\\'); at >= 0 && at + 1 < url.Length; at = url.IndexOf('\\', at + 2))
        {
            var next = url[at + 1];
            if (next is '0' or 'g')
                return @"back-references written \1 to \9";

            if (char.IsAsciiDigit(next) && next - '0' > groups)
                return groups == 0 ? "no back-reference, since the regex has no group" : $@"back-references up to \{Math.Min(groups, 9)}, the groups of the regex";
        }

        return null;
    }

    private static string Translate(string pattern, out bool takesValues)
    {
        takesValues = false;
        var translated = new StringBuilder(pattern.Length + 16);
        var at = 0;
        while (at < pattern.Length)
        {
            var rest = pattern.AsSpan(at);
            if (rest is ['\\', _, ..])
            {
                translated.Append(rest[..2]);
                at += 2;
            }
            else if (rest[0] == '[')
            {
                var length = LengthOfClass(rest);
                translated.Append(rest[..length]);
                at += length;
            }
            else if (rest.StartsWith(Placeholder))
            {
                translated.Append(Values);
                takesValues = true;
                at += Placeholder.Length;
            }
            else if (rest.StartsWith("(?P<"))
            {
                translated.Append("(?<");
                at += 4;
            }
            else if (rest.StartsWith("(?P=") && rest.IndexOf(')') is var end and > 4)
            {
                translated.Append(@"\k<").Append(rest[4..end]).Append('>');
                at += end + 1;
            }
            else
            {
                translated.Append(rest[0]);
                at++;
            }
        }

        return translated.ToString();
    }

    /// <summary>From the opening bracket to the closing one; a bracket right after the opening one (and <c>^</c>) is a member.</summary>
    private static int LengthOfClass(ReadOnlySpan<char> rest)
    {
        var at = rest is ['[', '^', ..] ? 2 : 1;
        for (var first = true; at < rest.Length; at++, first = false)
        {
            if (rest[at] == '\\')
                at++;
            else if (rest[at] == ']' && !first)
                return at + 1;
        }

        return rest.Length;
    }
}
