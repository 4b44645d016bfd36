using System.Buffers;
using System.Buffers.Text;
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
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Signs the claims: <c>header.claims.signature</c>.</summary>
    /// <exception cref="ArgumentException">The secret is empty.</exception>
    public static string Sign(JwtClaims claims, string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json, Plain))
            Write(writer, claims);

        var input = $"{Header}.{Base64Url.EncodeToString(json.WrittenSpan)}";
        Span<byte> signature = stackalloc byte[JwtReader.SignatureLength];
        new SharedSecret(secret).Sign(Encoding.ASCII.GetBytes(input), signature);
        return $"{input}.{Encoding.ASCII.GetString(signature)}";
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
