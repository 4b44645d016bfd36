using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mortise.Server.Tests.Platform.Auth;

/// <summary>Makes tokens that an honest library would not: each part is text of the test's choosing.</summary>
internal sealed record TokenForge(SigningApp App, DateTimeOffset Now, string Method, string Target)
{
    private const string Hs256 = """{"alg":"HS256","typ":"JWT"}""";

    /// <summary>The forge with the app's other companions of the test.</summary>
    public required IReadOnlyDictionary<string, SigningApp> Others { get; init; }

    public string Qsh => Connect.Jwt.Qsh.Compute(Method, Target);

    /// <summary>A number of seconds since 1970, as JSON.</summary>
    public string At(double secondsFromNow) => (Now.ToUnixTimeSeconds() + secondsFromNow).ToString(CultureInfo.InvariantCulture);

    /// <summary>The header value with a token that is right but for <paramref name="changes"/> of its claims.</summary>
    public string Claiming(params (string Name, string? Json)[] changes) => "JWT " + Token(claims: Claims(changes));

    /// <summary>The header value with a token whose header is that JSON, signed as HS256.</summary>
    public string Heading(string header) => "JWT " + Token(header: header);

    /// <summary>The header value with a token signed with another secret.</summary>
    public string Signing(string secret) => "JWT " + Token(secret: secret);

    /// <summary>The header value with a token whose hash is that of another request.</summary>
    public string Hashing(string method, string target) => Claiming(("qsh", Quoted(Connect.Jwt.Qsh.Compute(method, target))));

    /// <summary>The header value of a good token after a change of its text.</summary>
    public string Mangled(Func<string, string> change) => "JWT " + change(Token());

    /// <summary>The header value with a token of other segments, the last of them a good signature over the first two.</summary>
    public string Raw(string header, string claims) => "JWT " + Sign(header, claims, App.Secret);

    public string Token(string? header = null, string? claims = null, string? secret = null) =>
        Sign(Encode(header ?? Hs256), Encode(claims ?? Claims()), secret ?? App.Secret);

    /// <summary>Members in their order; a null removes one, and a name that is not there is added at the end.</summary>
    public string Claims(params (string Name, string? Json)[] changes)
    {
        List<(string Name, string? Json)> claims =
            [("iss", Quoted(App.Key)), ("sub", Quoted(App.ClientKey)), ("iat", At(0)), ("exp", At(180)), ("qsh", Quoted(Qsh))];
        foreach (var change in changes)
        {
            var index = claims.FindIndex(claim => claim.Name == change.Name);
            if (index < 0)
                claims.Add(change);
            else
                claims[index] = change;
        }

        return "{" + string.Join(',', claims.Where(claim => claim.Json is not null).Select(claim => $"\"{claim.Name}\":{claim.Json}")) + "}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Quoted(string text) => $"\"{text}\"";

    /// <summary>The header value with a MAC of another algorithm.</summary>
    public string Macced(string header, Func<byte[], byte[], byte[]> mac)
    {
        var input = $"{Encode(header)}.{Encode(Claims())}";
        return $"JWT {input}.{Base64Url.EncodeToString(mac(Encoding.UTF8.GetBytes(App.Secret), Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Sign(string header, string claims, string secret) =>
        $"{header}.{claims}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{header}.{claims}")))}";
}
