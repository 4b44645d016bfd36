using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Mortise.Server.Features.OAuth;

/// <summary>The address that a consumer's codes and tokens are sent to, and the rule which addresses extend it.</summary>
/// <remarks>
/// Text is compared, not only what it means: whoever reads the address afterwards may read it another way than we do.
/// Source: rest.md 3.2; RFC 6749, 3.1.2 and 10.15.
/// </remarks>
internal static class CallbackUrl
{
    public const int MaxLength = 2000;

    /// <summary>What an answer adds to the address.</summary>
    private static readonly string[] Answers = ["code", "state", "error", "error_description"];

    /// <summary>True for an address that a consumer may register.</summary>
    /// <param name="text">An absolute address of https, or of http on this machine.</param>
    /// <param name="isDev">Takes http of any host.</param>
    public static bool TryParse(string text, bool isDev, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        problem = text.Length > MaxLength ? $"A callback URL has at most {MaxLength} characters."
            : !IsPlain(text) || !Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0
                ? "A callback URL is an absolute address such as https://app.example.com/callback, in ASCII and without '..' or '\\'."
            : url.UserInfo.Length > 0 ? "A callback URL holds no user name."
            : text.Contains('#', StringComparison.Ordinal) ? "A callback URL has no fragment."
            : url.Scheme == "http" && !isDev && !url.IsLoopback ? "A callback URL is of https, or of http on the machine of who is asked."
            : null;
        if (problem is not null)
            url = null;

        return problem is null;
    }

    /// <summary>True when codes for the consumer may go to <paramref name="asked"/>: the same scheme, host and port, and a path at or below the registered one.</summary>
    /// <param name="registered">As <see cref="TryParse"/> took it. A query in it must stand in <paramref name="asked"/> as well, at its beginning.</param>
    public static bool Extends(string asked, string registered) => Extends(asked, registered, Answers);

    /// <summary>As the other overload, for an answer with other members.</summary>
    /// <param name="answers">What the answer adds to the address, so that the address must not have it already.</param>
    public static bool Extends(string asked, string registered, IReadOnlyList<string> answers)
    {
        if (!TryParse(asked, isDev: true, out var url, out _) || !Uri.TryCreate(registered, UriKind.Absolute, out var known))
            return false;

        var sameOrigin = url.Scheme == known.Scheme && url.Host == known.Host && url.Port == known.Port;
        return sameOrigin && IsAtOrBelow(url.AbsolutePath, known.AbsolutePath)
            && (known.Query.Length == 0 || url.Query == known.Query || url.Query.StartsWith(known.Query + "&", StringComparison.Ordinal))
            && !HoldsAnswer(url.Query[known.Query.Length..], answers);
    }

    /// <summary>The address with more members in its query.</summary>
    public static string WithQuery(string url, IEnumerable<(string Name, string? Value)> members) =>
        url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + Encode(members);

    /// <summary>The address with members behind the sign that keeps them from its server.</summary>
    public static string WithFragment(string url, IEnumerable<(string Name, string? Value)> members) => $"{url}#{Encode(members)}";

    private static string Encode(IEnumerable<(string Name, string? Value)> members) =>
        string.Join('&', from member in members where member.Value is not null select $"{member.Name}={WebUtility.UrlEncode(member.Value)}");

    /// <summary>A member that the answer has too: of two codes many clients take the first, and that would be whoever made the link's.</summary>
    private static bool HoldsAnswer(string query, IReadOnlyList<string> answers) =>
        query.TrimStart('?').Split('&').Any(member => answers.Contains(WebUtility.UrlDecode(member.Split('=')[0]), StringComparer.OrdinalIgnoreCase));

    private static bool IsAtOrBelow(string path, string known) =>
        path == known || path.StartsWith(known.EndsWith('/') ? known : known + "/", StringComparison.Ordinal);

    /// <summary>Nothing in it that programs are known to read in different ways: backslashes, dot segments (also escaped), controls, letters beyond ASCII.</summary>
    private static bool IsPlain(string text)
    {
        if (text.Any(character => character is <= ' ' or >= '\x7f' or '\\' or '"' or '<' or '>'))
            return false;

        var path = text.Split('?', '#')[0];
        return !path.Contains("..", StringComparison.Ordinal)
            && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase) && !path.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            && !path.Contains("%5c", StringComparison.OrdinalIgnoreCase) && !path.Contains("%25", StringComparison.OrdinalIgnoreCase)
            && !path.Contains("/./", StringComparison.Ordinal) && !path.EndsWith("/.", StringComparison.Ordinal)
            && !path.Contains('@', StringComparison.Ordinal) && !path.Contains(';', StringComparison.Ordinal);
    }
}
