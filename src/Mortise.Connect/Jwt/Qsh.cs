using System.Security.Cryptography;
using System.Text;

namespace Mortise.Connect.Jwt;

/// <summary>The query string hash: it binds a token to one method, path and query.</summary>
/// <remarks>
/// Signing uses one form. Libraries disagree on details (how names sort, how many slashes at the end go, what happens to blank values and to
/// escapes in the path), therefore <see cref="Matches"/> tries 24 forms, and each again with the form body where there is one.
/// All are bound to the same method, path and parameters. Source: <c>connect.md</c> 9.
/// </remarks>
public static class Qsh
{
    /// <summary>The qsh to sign with: 64 lower-case hexadecimal digits.</summary>
    /// <param name="method">The HTTP method, in any letter case.</param>
    /// <param name="pathAndQuery">A path with an optional query, or an absolute URL; a fragment and a parameter <c>jwt</c> are left out.</param>
    /// <param name="basePath">
    /// The path (or absolute URL) of which the rest of the path is signed. It is cut off only where a segment ends, and not at all when it
    /// is on another origin than an absolute <paramref name="pathAndQuery"/>.
    /// </param>
    public static string Compute(string method, string pathAndQuery, string? basePath = null)
    {
        var canonical = new CanonicalRequest(method, RequestTarget.Parse(pathAndQuery, basePath), stackalloc byte[Jwt.CanonicalRequest.MemoryLength]);
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(canonical.Write(default)));
        }
        finally
        {
            canonical.Dispose();
        }
    }

    /// <summary>The text whose SHA-256 <see cref="Compute"/> gives, for example <c>GET&amp;/2.0/addon&amp;</c>; same parameters.</summary>
    public static string CanonicalRequest(string method, string pathAndQuery, string? basePath = null)
    {
        var canonical = new CanonicalRequest(method, RequestTarget.Parse(pathAndQuery, basePath), stackalloc byte[Jwt.CanonicalRequest.MemoryLength]);
        try
        {
            return Encoding.UTF8.GetString(canonical.Write(default));
        }
        finally
        {
            canonical.Dispose();
        }
    }

    /// <summary>Whether a token's qsh is that of the request in one of the accepted forms. Allocates nothing while the pool is warm.</summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="qsh">The claim, as UTF-8. Compared in constant time.</param>
    public static bool Matches(in SignedRequest request, ReadOnlySpan<byte> qsh) =>
        qsh.Length == Jwt.CanonicalRequest.HashLength
        && (MatchesAnyForm(request, default, qsh) || (!string.IsNullOrEmpty(request.FormBody) && MatchesAnyForm(request, request.FormBody, qsh)));

    /// <summary>Every canonical request that is accepted, without repetitions, the one for signing first.</summary>
    public static IReadOnlyList<string> AcceptedCanonicalRequests(in SignedRequest request)
    {
        var accepted = new List<string>();
        AddAccepted(accepted, request, default);
        if (!string.IsNullOrEmpty(request.FormBody))
            AddAccepted(accepted, request, request.FormBody);

        return accepted;
    }

    private static bool MatchesAnyForm(in SignedRequest request, ReadOnlySpan<char> formBody, ReadOnlySpan<byte> qsh)
    {
        Span<byte> hash = stackalloc byte[Jwt.CanonicalRequest.HashLength];
        var canonical = new CanonicalRequest(request.Method, RequestTarget.Parse(request.RawPathAndQuery, request.BaseUrl), stackalloc byte[Jwt.CanonicalRequest.MemoryLength], formBody);
        try
        {
            foreach (var form in QshForm.All)
            {
                canonical.WriteHash(form, hash);
                if (CryptographicOperations.FixedTimeEquals(hash, qsh))
                    return true;
            }

            return false;
        }
        finally
        {
            canonical.Dispose();
        }
    }

    private static void AddAccepted(List<string> accepted, in SignedRequest request, ReadOnlySpan<char> formBody)
    {
        var canonical = new CanonicalRequest(request.Method, RequestTarget.Parse(request.RawPathAndQuery, request.BaseUrl), stackalloc byte[Jwt.CanonicalRequest.MemoryLength], formBody);
        try
        {
            foreach (var form in QshForm.All)
            {
                var text = Encoding.UTF8.GetString(canonical.Write(form));
                if (!accepted.Contains(text))
                    accepted.Add(text);
            }
        }
        finally
        {
            canonical.Dispose();
        }
    }
}
