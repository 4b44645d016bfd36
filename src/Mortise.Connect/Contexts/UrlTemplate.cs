using System.Buffers;
using System.Text;
using System.Text.Json;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Contexts;

/// <summary>The URL of a module with its context parameters, such as <c>/panel?repo={repository.uuid}</c>. Immutable.</summary>
/// <remarks>
/// A parameter becomes the scalar at that path in the API's representation of the object, percent-encoded as one component. It becomes the empty text
/// where the object or the member is not there. It stays as it is, with its braces encoded, where no object has that name, the app lacks the scope, or
/// the path ends at an object or an array. A value of more than <see cref="MaxValueLength"/> characters counts as not there. Source: <c>connect.md</c> 5.
/// </remarks>
public sealed class UrlTemplate
{
    private static readonly SearchValues<char> Unsafe = SearchValues.Create("{}\"<>\\^`|");

    /// <summary>The longest text that stands in for a parameter, in characters before encoding.</summary>
    public const int MaxValueLength = 2048;

    private readonly (string Text, string[]? Path)[] parts;

    private UrlTemplate((string Text, string[]? Path)[] parts) =>
        (this.parts, Roots) = (parts, [.. parts.Where(part => part.Path is not null).Select(part => part.Path![0]).Distinct(StringComparer.Ordinal)]);

    /// <summary>The first names of all parameters, such as <c>repository</c>, older names replaced by today's.</summary>
    public IReadOnlyList<string> Roots { get; }

    /// <summary>Reads a URL; every text is one, since what is no parameter is kept.</summary>
    public static UrlTemplate Parse(string url)
    {
        var read = new List<(string, string[]?)>();
        var literal = 0;
        for (var open = url.IndexOf('{'); open >= 0; open = url.IndexOf('{', open + 1))
        {
            var close = url.IndexOf('}', open);
            if (close < 0)
                break;

            var name = url[(open + 1)..close];
            if (!IsPath(name))
                continue;

            read.Add((Escape(url[literal..open]), null));
            read.Add((Escape(url[open..(close + 1)]), ContextRoots.Path(name)));
            literal = close + 1;
        }

        read.Add((Escape(url[literal..]), null));
        return new([.. read]);
    }

    /// <summary>Fills in the parameters.</summary>
    /// <param name="objects">What the page is about, by root.</param>
    /// <param name="granted">The app's scopes as granted; their closure counts.</param>
    public string Expand(IReadOnlyDictionary<string, JsonElement> objects, ScopeSet granted)
    {
        var closure = granted.Closure();
        var url = new StringBuilder();
        foreach (var (text, path) in this.parts)
            url.Append(path is null ? text : Value(path, objects, closure) ?? text);

        return url.ToString();
    }

    /// <summary>The encoded value; null where the parameter stays as it is.</summary>
    private static string? Value(string[] path, IReadOnlyDictionary<string, JsonElement> objects, ScopeSet closure)
    {
        if (!ContextRoots.TryGetScope(path[0], out var scope) || !closure.Contains(scope))
            return null;

        var found = objects.TryGetValue(path[0], out var json);
        foreach (var name in path.AsSpan(1))
            found = found && json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out json);

        if (!found || json.ValueKind == JsonValueKind.Null)
            return "";

        return ScalarText.Of(json) is not { } text ? null : text.Length <= MaxValueLength ? Uri.EscapeDataString(text) : "";
    }

    private static bool IsPath(string text)
    {
        foreach (var range in text.AsSpan().Split('.'))
        {
            var segment = text.AsSpan()[range];
            if (segment.IsEmpty || !(char.IsAsciiLetter(segment[0]) || segment[0] == '_'))
                return false;

            foreach (var letter in segment)
            {
                if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-'))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Encodes what may stand in no URL; all else stays as the app wrote it.</summary>
    private static string Escape(string literal)
    {
        if (!literal.AsSpan().ContainsAnyExceptInRange('!', '~') && !literal.AsSpan().ContainsAny(Unsafe))
            return literal;

        var text = new StringBuilder();
        foreach (var rune in literal.EnumerateRunes())
        {
            var isPlain = rune.Value is >= '!' and <= '~' && !Unsafe.Contains((char)rune.Value);
            text.Append(isPlain ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }

        return text.ToString();
    }
}
