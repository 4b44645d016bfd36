using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mortise.Server.Platform.Http;

/// <summary>Marks a route that answers one form of <c>q</c>: <paramref name="Member"/> equal to a text, as our own links ask.</summary>
/// <remarks>Source: Bitbucket Cloud REST intro, "Filtering and sorting results"; the rest of that grammar is refused until it is read.</remarks>
/// <param name="Member">For example <c>project.key</c>.</param>
internal sealed record FilteredRoute(string Member)
{
    /// <summary>Reads <c>member = "value"</c>; blanks around the sign do not matter, quote and backslash are escaped by a backslash.</summary>
    public bool TryParse(string query, [NotNullWhen(true)] out string? value)
    {
        value = null;
        var rest = query.AsSpan().Trim();
        if (!TryPass(ref rest, Member) || !TryPass(ref rest, "=") || rest.Length < 2 || rest[0] != '"' || rest[^1] != '"')
            return false;

        rest = rest[1..^1];
        var text = new StringBuilder(rest.Length);
        for (var at = 0; at < rest.Length; at++)
        {
            var isEscape = rest[at] == '\\';
            if (isEscape)
                at++;

            if (at == rest.Length || (rest[at] is '"' or '\\') != isEscape)
                return false;

            text.Append(rest[at]);
        }

        value = text.ToString();
        return true;
    }

    private static bool TryPass(ref ReadOnlySpan<char> rest, string expected)
    {
        if (!rest.StartsWith(expected, StringComparison.Ordinal))
            return false;

        rest = rest[expected.Length..].TrimStart();
        return true;
    }
}

/// <summary>How a collection says which filter it answers.</summary>
internal static class FilteredRouteDeclaration
{
    /// <summary><c>q</c> may ask for the items whose <paramref name="member"/> equals a text (<see cref="ApiRequest.Filter"/>).</summary>
    public static RouteHandlerBuilder Filters(this RouteHandlerBuilder route, string member) => route.WithMetadata(new FilteredRoute(member));
}
