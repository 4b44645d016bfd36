using System.Security.Cryptography;
using System.Text;

namespace Mortise.Connect.Jwt;

/// <summary>Finds out what an app hashed when its qsh does not match: a hash cannot be undone, but known mistakes can be made again.</summary>
/// <remarks>
/// One mistake, or two of the method's, the path's and the query's together: a few hundred hashes. This runs only for tokens whose signature is
/// right.
/// </remarks>
internal static class QshDiagnosis
{
    private const int LongestTarget = 4096;

    private static readonly string[] KnownMethods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

    /// <summary>The literal that another product's apps send instead of a hash; it binds a token to nothing.</summary>
    public static ReadOnlySpan<byte> ContextQsh => "context-qsh"u8;

    public static JwtProblem Explain(in SignedRequest request, string tokenQsh)
    {
        var expected = Qsh.AcceptedCanonicalRequests(request)[0];
        var found = Find(request, expected, tokenQsh);
        var advice = found is var (canonical, mistake)
            ? $"the token was signed for '{canonical}' ({mistake})"
            : tokenQsh == "context-qsh" ? "'context-qsh' binds a token to no request and is not accepted here"
            : "no common mistake gives the token's hash; print the canonical request before hashing it, and make a token for each request";

        return new(JwtStep.Qsh, $"'qsh' is {Shown(tokenQsh)}; this request is '{expected}', whose SHA-256 is {HashOf(expected)}; {advice}")
        {
            TokenQsh = tokenQsh,
            TokenCanonicalRequest = found?.Canonical,
            TokenMistake = found?.Mistake,
            ExpectedQsh = HashOf(expected),
            ExpectedCanonicalRequest = expected,
        };
    }

    private static (string Canonical, string Mistake)? Find(in SignedRequest request, string expected, string tokenQsh)
    {
        if (tokenQsh.Length != CanonicalRequest.HashLength || request.RawPathAndQuery.Length > LongestTarget)
            return null;

        var paths = QshMistakes.OfPath(request, expected.Split('&')[1]);
        var queries = QshMistakes.OfQuery(request, expected[(expected.IndexOf('&', expected.IndexOf('&') + 1) + 1)..]);
        foreach (var (method, methodMistake) in Methods(request.Method))
        {
            foreach (var (path, pathMistake) in paths)
            {
                foreach (var (query, queryMistake) in queries)
                {
                    if (methodMistake.Length > 0 && pathMistake.Length > 0 && queryMistake.Length > 0)
                        continue;

                    var canonical = $"{method}&{path}{query}";
                    if (HashOf(canonical).Equals(tokenQsh, StringComparison.OrdinalIgnoreCase))
                        return (canonical, Joined(methodMistake, pathMistake, queryMistake));
                }
            }
        }

        return null;
    }

    private static IEnumerable<(string Method, string Mistake)> Methods(string method)
    {
        var upper = method.ToUpperInvariant();
        yield return (upper, "");
        foreach (var other in KnownMethods.Where(other => other != upper))
            yield return (other, $"its method is {other}, the request's is {upper}");

        yield return (method.ToLowerInvariant(), "the method must be in upper case");
    }

    private static string Joined(params string[] mistakes)
    {
        var told = string.Join(", and ", mistakes.Where(mistake => mistake.Length > 0));
        return told.Length > 0 ? told : "its digits must be in lower case";
    }

    private static string HashOf(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));

    private static string Shown(string qsh) => $"\"{(qsh.Length > 128 ? qsh[..128] : qsh)}\"";
}
