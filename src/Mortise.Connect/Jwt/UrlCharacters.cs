using System.Buffers;

namespace Mortise.Connect.Jwt;

/// <summary>Sets of characters that URLs and tokens are made of.</summary>
internal static class UrlCharacters
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>What a scheme has. Source: RFC 3986, 3.1.</summary>
    public static SearchValues<char> Scheme { get; } = SearchValues.Create(LettersAndDigits + "+.-");

    /// <summary>What a segment of a path shows as itself, but <c>&amp;</c>, which a canonical request escapes. Source: RFC 3986, 3.3.</summary>
    public static SearchValues<byte> PathSegment { get; } = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,;=:@"u8);

    /// <summary>The alphabet of base64url and the dots between a token's segments.</summary>
    public static SearchValues<char> Token { get; } = SearchValues.Create(LettersAndDigits + "-_.");
}
