using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Mortise.Server.Platform.Http;

/// <summary>Strong entity tags: 32 hex digits of SHA-256 over the bytes of the representation, in quotes.</summary>
internal static class EntityTag
{
    public static string Of(ReadOnlySpan<byte> representation)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(representation, hash);
        Span<char> tag = stackalloc char[34];
        tag[0] = tag[33] = '"';
        Convert.TryToHexStringLower(hash[..16], tag[1..33], out _);
        return new string(tag);
    }

    /// <summary>True when an <c>If-None-Match</c> or <c>If-Match</c> header names <paramref name="tag"/> or <c>*</c>; weak marks are ignored.</summary>
    public static bool IsNamedBy(StringValues header, string tag)
    {
        foreach (var line in header)
        {
            foreach (var part in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (part == "*" || part.AsSpan(part.StartsWith("W/", StringComparison.Ordinal) ? 2 : 0).SequenceEqual(tag))
                    return true;
            }
        }

        return false;
    }
}
