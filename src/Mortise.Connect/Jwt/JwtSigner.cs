using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mortise.Connect.Jwt;

/// <summary>The claims of a token to be signed. Times are written as whole seconds since 1970; what is null is left out.</summary>
public sealed record JwtClaims(
    string Issuer, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string? Subject = null, string? Audience = null, string? Qsh = null);

/// <summary>Makes tokens: HS256 over a secret whose UTF-8 bytes are the key.</summary>
public static class JwtSigner
{
    /// <summary>base64url of <c>{"alg":"HS256","typ":"JWT"}</c>: the order that Bitbucket writes.</summary>
    private static readonly string s_header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Signs the claims: <c>header.claims.signature</c>.</summary>
    /// <exception cref="ArgumentException">The secret is empty.</exception>
    public static string Sign(JwtClaims claims, string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json, s_plain))
            Write(writer, claims);

        var input = $"{s_header}.{Base64Url.EncodeToString(json.WrittenSpan)}";
        Span<byte> signature = stackalloc byte[JwtReader.SignatureLength];
        WriteSignature(Encoding.ASCII.GetBytes(input), secret, signature);
        return $"{input}.{Encoding.ASCII.GetString(signature)}";
    }

    /// <summary>Writes the 43 characters of the signature. Allocates nothing for secrets of up to 128 characters, or while the pool is warm.</summary>
    internal static void WriteSignature(ReadOnlySpan<byte> signingInput, string secret, Span<byte> signature)
    {
        const int ShortSecret = 128;
        var most = Encoding.UTF8.GetMaxByteCount(secret.Length);
        byte[]? rented = null;
        var key = secret.Length <= ShortSecret ? stackalloc byte[3 * (ShortSecret + 1)] : rented = ArrayPool<byte>.Shared.Rent(most);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(secret, key);
        HMACSHA256.HashData(key[..length], signingInput, mac);
        Base64Url.EncodeToUtf8(mac, signature);
        CryptographicOperations.ZeroMemory(key[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    private static void Write(Utf8JsonWriter json, JwtClaims claims)
    {
        json.WriteStartObject();
        json.WriteString("iss", claims.Issuer);
        if (claims.Subject is not null)
            json.WriteString("sub", claims.Subject);

        json.WriteNumber("iat", claims.IssuedAt.ToUnixTimeSeconds());
        if (claims.Qsh is not null)
            json.WriteString("qsh", claims.Qsh);

        if (claims.Audience is not null)
            json.WriteString("aud", claims.Audience);

        json.WriteNumber("exp", claims.ExpiresAt.ToUnixTimeSeconds());
        json.WriteEndObject();
    }
}
