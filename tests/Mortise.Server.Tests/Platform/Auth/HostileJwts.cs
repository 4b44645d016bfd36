using System.Security.Cryptography;
using System.Text;
using static Mortise.Server.Tests.Platform.Auth.TokenForge;

namespace Mortise.Server.Tests.Platform.Auth;

/// <summary>One hostile request: its name, the step that must refuse it (null: none is named), and its <c>Authorization</c>.</summary>
internal sealed record HostileJwt(string Name, string? Step, Func<TokenForge, string> Authorization)
{
    public int Status { get; init; } = 401;
}

/// <summary>Tokens that must be refused, one a line. Source: RFC 8725, <c>connect.md</c> 8.3, 8.5, 9.</summary>
internal static class HostileJwts
{
    private const string PublicKey = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK\n-----END PUBLIC KEY-----\n";

    public static IEnumerable<HostileJwt> All => [.. Algorithms, .. Headers, .. Segments, .. Json, .. Claims, .. Times, .. Names, .. Signatures, .. Requests, .. Schemes];

    private static HostileJwt[] Algorithms =>
    [
        new("alg none, nothing signed", "algorithm", f => $"JWT {Encode("""{"alg":"none"}""")}.{Encode(f.Claims())}."),
        new("alg none with typ", "algorithm", f => $"JWT {Encode("""{"typ":"JWT","alg":"none"}""")}.{Encode(f.Claims())}."),
        new("alg None", "algorithm", f => $"JWT {Encode("""{"alg":"None"}""")}.{Encode(f.Claims())}."),
        new("alg nOnE", "algorithm", f => $"JWT {Encode("""{"alg":"nOnE"}""")}.{Encode(f.Claims())}."),
        new("alg NONE", "algorithm", f => $"JWT {Encode("""{"alg":"NONE"}""")}.{Encode(f.Claims())}."),
        new("alg none over a good signature", "algorithm", f => f.Heading("""{"alg":"none"}""")),
        new("alg empty", "algorithm", f => f.Heading("""{"alg":""}""")),
        new("alg null", "algorithm", f => f.Heading("""{"alg":null}""")),
        new("alg missing", "algorithm", f => f.Heading("""{"typ":"JWT"}""")),
        new("alg in another case", "algorithm", f => f.Heading("""{"ALG":"HS256"}""")),
        new("alg in lower case", "algorithm", f => f.Heading("""{"alg":"hs256"}""")),
        new("alg with a blank", "algorithm", f => f.Heading("""{"alg":"HS256 "}""")),
        new("alg with a zero character", "algorithm", f => f.Heading("""{"alg":"HS256\u0000"}""")),
        new("alg with a Cyrillic letter", "algorithm", f => f.Heading("""{"alg":"НS256"}""")),
        new("alg as a list", "algorithm", f => f.Heading("""{"alg":["HS256"]}""")),
        new("alg as an object", "algorithm", f => f.Heading("""{"alg":{"alg":"HS256"}}""")),
        new("alg as a number", "algorithm", f => f.Heading("""{"alg":256}""")),
        new("alg twice, the good one last", "algorithm", f => f.Heading("""{"alg":"none","alg":"HS256"}""")),
        new("alg twice, the good one first", "algorithm", f => f.Heading("""{"alg":"HS256","alg":"none"}""")),
        new("HS384", "algorithm", f => f.Macced("""{"alg":"HS384"}""", HMACSHA384.HashData)),
        new("HS512", "algorithm", f => f.Macced("""{"alg":"HS512"}""", HMACSHA512.HashData)),
        new("HS1", "algorithm", f => f.Macced("""{"alg":"HS1"}""", HMACSHA1.HashData)),
        new("RS256 with the public key as secret", "algorithm", f => "JWT " + f.Token("""{"alg":"RS256"}""", secret: PublicKey)),
        new("RS256 over a good signature", "algorithm", f => f.Heading("""{"alg":"RS256"}""")),
        new("ES256", "algorithm", f => f.Heading("""{"alg":"ES256"}""")),
        new("PS256", "algorithm", f => f.Heading("""{"alg":"PS256"}""")),
        new("EdDSA", "algorithm", f => f.Heading("""{"alg":"EdDSA"}""")),
        new("an encrypted token's header", "algorithm", f => f.Heading("""{"alg":"dir","enc":"A128GCM"}""")),
    ];

    private static HostileJwt[] Headers =>
    [
        new("kid of an empty file", "signature", f => "JWT " + f.Token("""{"alg":"HS256","kid":"../../../../dev/null"}""", secret: "")),
        new("kid with SQL", "signature", f => "JWT " + f.Token("""{"alg":"HS256","kid":"x' UNION SELECT 'mine' --"}""", secret: "mine")),
        new("jku to a foreign key set", "signature", f => "JWT " + f.Token("""{"alg":"HS256","jku":"http://127.0.0.1:1/keys"}""", secret: "mine")),
        new("x5u to a foreign certificate", "signature", f => "JWT " + f.Token("""{"alg":"HS256","x5u":"http://127.0.0.1:1/cert"}""", secret: "mine")),
        new("jwk that brings its key", "signature", f => "JWT " + f.Token("""{"alg":"HS256","jwk":{"kty":"oct","k":"bWluZQ"}}""", secret: "mine")),
        new("x5c that brings its key", "signature", f => "JWT " + f.Token("""{"alg":"HS256","x5c":["bWluZQ=="]}""", secret: "mine")),
        new("crit with an extension", "format", f => f.Heading("""{"alg":"HS256","crit":["b64"],"b64":false}""")),
        new("crit that is empty", "format", f => f.Heading("""{"alg":"HS256","crit":[]}""")),
        new("crit that is null", "format", f => f.Heading("""{"alg":"HS256","crit":null}""")),
        new("typ of another kind", "format", f => f.Heading("""{"alg":"HS256","typ":"at+jwt"}""")),
        new("typ as a number", "format", f => f.Heading("""{"alg":"HS256","typ":1}""")),
        new("typ twice", "format", f => f.Heading("""{"alg":"HS256","typ":"JWT","typ":"JWT"}""")),
        new("a header nested 1,000 deep", "format", f => f.Heading($$"""{"alg":"HS256","x":{{new string('[', 1000)}}{{new string(']', 1000)}}}""")),
    ];

    private static HostileJwt[] Segments =>
    [
        new("one segment", "format", f => f.Mangled(token => token.Replace(".", "", StringComparison.Ordinal))),
        new("two segments", "format", f => f.Mangled(token => token[..token.LastIndexOf('.')])),
        new("four segments", "format", f => f.Mangled(token => token + ".AAAA")),
        new("five segments", "format", f => f.Mangled(token => token + ".AAAA.AAAA")),
        new("dots alone", "format", _ => "JWT .."),
        new("no token", "format", _ => "JWT "),
        new("no signature", "format", f => f.Mangled(token => token[..(token.LastIndexOf('.') + 1)])),
        new("half a signature", "format", f => f.Mangled(token => token[..^21])),
        new("a signature short of one character", "format", f => f.Mangled(token => token[..^1])),
        new("a signature with one character more", "format", f => f.Mangled(token => token + "A")),
        new("no claims", "format", f => f.Raw(Encode("""{"alg":"HS256"}"""), "")),
        new("no header", "format", f => f.Raw("", Encode(f.Claims()))),
        new("padding", "format", f => f.Mangled(token => token + "=")),
        new("the other base64 alphabet", "format", f => f.Raw(Encode("""{"alg":"HS256"}"""), Convert.ToBase64String(Encoding.UTF8.GetBytes(f.Claims(("x", "\"???>>>\"")))).TrimEnd('='))),
        new("a length that base64 cannot have", "format", f => f.Raw(Encode("""{"alg":"HS256"}""") + "AAAAA", Encode(f.Claims()))),
        new("escaped dots", "format", f => f.Mangled(token => token.Replace(".", "%2E", StringComparison.Ordinal))),
        new("ideographic full stops", "format", f => f.Mangled(token => token.Replace('.', '\u3002'))),
        new("full-width letters", "format", f => f.Mangled(token => token.Replace('e', '\uFF45'))),
        new("a soft hyphen", "format", f => f.Mangled(token => token.Insert(9, "\u00AD"))),
        new("a zero-width blank", "format", f => f.Mangled(token => token.Insert(9, "\u200B"))),
        new("a blank inside", "format", f => f.Mangled(token => token.Insert(9, " "))),
        new("a tab inside", "format", f => f.Mangled(token => token.Insert(9, "\t"))),
        new("quotes around", "format", f => f.Mangled(Quoted)),
        new("angle brackets around", "format", f => f.Mangled(token => $"<{token}>")),
        new("a comma behind", "format", f => f.Mangled(token => token + ",")),
        new("two tokens", "format", f => f.Mangled(token => $"{token} {token}")),
        new("two tokens with a comma", "format", f => f.Mangled(token => $"{token}, JWT {token}")),
        new("one character too long", "format", f => f.Mangled(token => token + new string('A', 8193 - token.Length))),
        new("20 KiB of claims", "format", f => f.Claiming(("x", Quoted(new string('x', 15_000))))),
        new("1 MB of header", null, f => f.Heading($$"""{"alg":"HS256","x":"{{new string('x', 750_000)}}"}""")) { Status = 431 },
    ];

    private static HostileJwt[] Json =>
    [
        new("a header that is no JSON", "format", f => f.Heading("alg=HS256")),
        new("a header that is a list", "format", f => f.Heading("""["HS256"]""")),
        new("a header that is null", "format", f => f.Heading("null")),
        new("a header that is a string", "format", f => f.Heading("\"HS256\"")),
        new("a header in single quotes", "format", f => f.Heading("{'alg':'HS256'}")),
        new("a header with more behind it", "format", f => f.Heading("""{"alg":"HS256"}{}""")),
        new("claims that are no JSON", "format", f => "JWT " + f.Token(claims: "sub=me")),
        new("claims that are a list", "format", f => "JWT " + f.Token(claims: $"[{f.Claims()}]")),
        new("claims that are null", "format", f => "JWT " + f.Token(claims: "null")),
        new("claims that are a number", "format", f => "JWT " + f.Token(claims: "1")),
        new("claims with a comment", "format", f => "JWT " + f.Token(claims: "/**/" + f.Claims())),
        new("claims with a comma at the end", "format", f => "JWT " + f.Token(claims: f.Claims()[..^1] + ",}")),
        new("claims with more behind them", "format", f => "JWT " + f.Token(claims: f.Claims() + f.Claims())),
        new("claims with a byte order mark", "format", f => "JWT " + f.Token(claims: "\uFEFF" + f.Claims())),
        new("claims in UTF-16", "format", f => f.Raw(Encode("""{"alg":"HS256"}"""), System.Buffers.Text.Base64Url.EncodeToString(Encoding.Unicode.GetBytes(f.Claims())))),
        new("claims that are no UTF-8", "format", f => f.Raw(Encode("""{"alg":"HS256"}"""), System.Buffers.Text.Base64Url.EncodeToString(Encoding.Latin1.GetBytes(f.Claims(("x", "\"é\"")))))),
        new("claims nested 1,000 deep", "format", f => f.Claiming(("x", new string('[', 1000) + new string(']', 1000)))),
        new("claims nested 17 deep", "format", f => f.Claiming(("x", new string('[', 17) + new string(']', 17)))),
    ];

    private static HostileJwt[] Claims =>
    [
        new("iss twice", "format", f => "JWT " + f.Token(claims: f.Claims().Insert(1, "\"iss\":\"rival\","))),
        new("sub twice", "format", f => "JWT " + f.Token(claims: f.Claims().Insert(1, $"\"sub\":\"{f.Others["rival"].ClientKey}\","))),
        new("sub twice, once with an escape", "format", f => "JWT " + f.Token(claims: f.Claims().Insert(1, $"\"\\u0073ub\":\"{f.Others["rival"].ClientKey}\","))),
        new("exp twice", "format", f => "JWT " + f.Token(claims: f.Claims().Insert(1, $"\"exp\":{f.At(-9000)},"))),
        new("qsh twice", "format", f => "JWT " + f.Token(claims: f.Claims().Insert(1, "\"qsh\":\"\","))),
        new("iss as a list", "format", f => f.Claiming(("iss", $"[\"{f.App.Key}\"]"))),
        new("iss as a number", "format", f => f.Claiming(("iss", "1"))),
        new("sub as a list", "format", f => f.Claiming(("sub", $"[\"{f.App.ClientKey}\"]"))),
        new("sub as an object", "format", f => f.Claiming(("sub", "{}"))),
        new("sub as true", "format", f => f.Claiming(("sub", "true"))),
        new("sub with half a surrogate pair", "format", f => f.Claiming(("sub", "\"\\ud83d\""))),
        new("qsh as a list", "format", f => f.Claiming(("qsh", $"[\"{f.Qsh}\"]"))),
        new("qsh as a number", "format", f => f.Claiming(("qsh", "0"))),
        new("qsh as false", "format", f => f.Claiming(("qsh", "false"))),
    ];

    private static HostileJwt[] Times =>
    [
        new("exp as text", "format", f => f.Claiming(("exp", Quoted(f.At(180))))),
        new("exp as a date", "format", f => f.Claiming(("exp", "\"2099-01-01T00:00:00Z\""))),
        new("exp NaN", "format", f => f.Claiming(("exp", "NaN"))),
        new("exp Infinity", "format", f => f.Claiming(("exp", "Infinity"))),
        new("exp 1e308", "format", f => f.Claiming(("exp", "1e308"))),
        new("exp 1e400", "format", f => f.Claiming(("exp", "1e400"))),
        new("exp -1e308", "format", f => f.Claiming(("exp", "-1e308"))),
        new("exp true", "format", f => f.Claiming(("exp", "true"))),
        new("exp in a list", "format", f => f.Claiming(("exp", $"[{f.At(180)}]"))),
        new("iat as text", "format", f => f.Claiming(("iat", "\"now\""))),
        new("exp missing", "expiry", f => f.Claiming(("exp", null))),
        new("exp null", "expiry", f => f.Claiming(("exp", "null"))),
        new("exp 0", "expiry", f => f.Claiming(("exp", "0"))),
        new("exp -1", "expiry", f => f.Claiming(("exp", "-1"))),
        new("past by the leeway", "expiry", f => f.Claiming(("exp", f.At(-60)))),
        new("past by the leeway and a second", "expiry", f => f.Claiming(("exp", f.At(-61)))),
        new("past by a year", "expiry", f => f.Claiming(("exp", f.At(-31_536_000)))),
        new("past, in milliseconds", "expiry", f => f.Claiming(("exp", f.At(-61) + "000"))),
    ];

    private static HostileJwt[] Names =>
    [
        new("iss and sub swapped", "state", f => f.Claiming(("iss", Quoted(f.App.ClientKey)), ("sub", Quoted(f.App.Key)))),
        new("sub missing, iss the app key", "state", f => f.Claiming(("sub", null))),
        new("sub empty, iss the app key", "state", f => f.Claiming(("sub", "\"\""))),
        new("sub null, iss the app key", "state", f => f.Claiming(("sub", "null"))),
        new("sub unknown", "state", f => f.Claiming(("sub", "\"connection:424242\""))),
        new("sub in capitals", "state", f => f.Claiming(("sub", Quoted(f.App.ClientKey.ToUpperInvariant())))),
        new("sub with a blank", "state", f => f.Claiming(("sub", Quoted(f.App.ClientKey + " ")))),
        new("sub with a zero character", "state", f => f.Claiming(("sub", Quoted(f.App.ClientKey + "\\u0000")))),
        new("sub with SQL", "state", f => f.Claiming(("sub", "\"' OR ''='\""))),
        new("sub with a wildcard", "state", f => f.Claiming(("sub", "\"%\""))),
        new("sub of 5,000 characters", "state", f => f.Claiming(("sub", Quoted(new string('x', 5000))))),
        new("sub of an uninstalled app", "state", f => (f with { App = f.Others["removed"] }).Claiming()),
        new("sub of a disabled app", "state", f => (f with { App = f.Others["disabled"] }).Claiming()),
        new("iss missing", "issuer", f => f.Claiming(("iss", null))),
        new("iss and sub missing", "issuer", f => f.Claiming(("iss", null), ("sub", null))),
        new("aud alone", "issuer", f => f.Claiming(("iss", null), ("sub", null), ("aud", Quoted(f.App.ClientKey)))),
        new("iss of another app", "issuer", f => f.Claiming(("iss", Quoted(f.Others["rival"].Key)))),
        new("iss of another installation", "issuer", f => f.Claiming(("iss", Quoted(f.Others["foreign"].ClientKey)))),
        new("iss in capitals", "issuer", f => f.Claiming(("iss", Quoted(f.App.Key.ToUpperInvariant())))),
        new("iss with a blank", "issuer", f => f.Claiming(("iss", Quoted(f.App.Key + " ")))),
        new("iss with a Cyrillic letter", "issuer", f => f.Claiming(("iss", Quoted(f.App.Key.Replace('e', '\u0435'))))),
        new("iss of the host", "issuer", f => f.Claiming(("iss", "\"Mortise\""))),
    ];

    private static HostileJwt[] Signatures =>
    [
        new("another secret", "signature", f => f.Signing("mine")),
        new("an empty secret", "signature", f => f.Signing("")),
        new("the secret in capitals", "signature", f => f.Signing(f.App.Secret.ToUpperInvariant())),
        new("the secret with a line break", "signature", f => f.Signing(f.App.Secret + "\n")),
        new("the secret in base64", "signature", f => f.Signing(Convert.ToBase64String(Encoding.UTF8.GetBytes(f.App.Secret)))),
        new("the client key as secret", "signature", f => f.Signing(f.App.ClientKey)),
        new("the app key as secret", "signature", f => f.Signing(f.App.Key)),
        new("another app's secret", "signature", f => f.Signing(f.Others["rival"].Secret)),
        new("the secret of the app elsewhere", "signature", f => f.Signing(f.Others["foreign"].Secret)),
        new("the secret of before a reinstall", "signature", f => (f with { App = f.Others["renewed"] }).Claiming()),
        new("an uninstalled app with another secret", "signature", f => (f with { App = f.Others["removed"] }).Signing("mine")),
        new("SHA-256 without a key", "signature", f => f.Macced("""{"alg":"HS256"}""", (_, input) => SHA256.HashData(input))),
        new("secret and text hashed", "signature", f => f.Macced("""{"alg":"HS256"}""", (key, input) => SHA256.HashData([.. key, .. input]))),
        new("a signature of zeros", "signature", f => f.Macced("""{"alg":"HS256"}""", (_, _) => new byte[32])),
        new("the first character changed", "signature", f => f.Mangled(token => token[..^43] + (token[^43] == 'A' ? 'B' : 'A') + token[^42..])),
        new("a bit behind the signature changed", "signature", f => f.Mangled(token => token[..^1] + (char)(token[^1] + 1))),
        new("claims changed after signing", "signature", f => f.Mangled(token => $"{token.Split('.')[0]}.{Encode(f.Claims(("exp", f.At(9000))))}.{token.Split('.')[2]}")),
        new("header changed after signing", "signature", f => f.Mangled(token => $"{Encode("""{"typ":"JWT","alg":"HS256"}""")}.{token.Split('.')[1]}.{token.Split('.')[2]}")),
        new("the signature of another token", "signature", f => f.Mangled(token => token[..^43] + f.Token(claims: f.Claims(("x", "1")))[^43..])),
    ];

    private static HostileJwt[] Requests =>
    [
        new("made for GET", "qsh", f => f.Hashing("GET", f.Target)),
        new("made for DELETE", "qsh", f => f.Hashing("DELETE", f.Target)),
        new("made for another property", "qsh", f => f.Hashing("PUT", f.Target + "2")),
        new("made for another repository", "qsh", f => f.Hashing("PUT", f.Target.Replace("rocket", "docs", StringComparison.Ordinal))),
        new("made for the repository", "qsh", f => f.Hashing("PUT", "/2.0/repositories/acme/rocket")),
        new("made for the path without /2.0", "qsh", f => f.Hashing("PUT", f.Target["/2.0".Length..])),
        new("made for the host alone", "qsh", f => f.Hashing("PUT", "/")),
        new("made for a path in capitals", "qsh", f => f.Hashing("PUT", f.Target.ToUpperInvariant())),
        new("made for a query that is not there", "qsh", f => f.Hashing("PUT", f.Target + "?force=true")),
        new("qsh empty", "qsh", f => f.Claiming(("qsh", "\"\""))),
        new("qsh in capitals", "qsh", f => f.Claiming(("qsh", Quoted(f.Qsh.ToUpperInvariant())))),
        new("qsh without its last digit", "qsh", f => f.Claiming(("qsh", Quoted(f.Qsh[..^1])))),
        new("qsh with a blank", "qsh", f => f.Claiming(("qsh", Quoted(f.Qsh + " ")))),
        new("qsh of nothing", "qsh", f => f.Claiming(("qsh", Quoted(Convert.ToHexStringLower(SHA256.HashData([])))))),
        new("qsh of the path alone", "qsh", f => f.Claiming(("qsh", Quoted(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(f.Target))))))),
        new("qsh with the method in lower case", "qsh", f => f.Claiming(("qsh", Quoted(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"put&{f.Target}&"))))))),
        new("context-qsh", "qsh", f => f.Claiming(("qsh", "\"context-qsh\""))),
    ];

    private static HostileJwt[] Schemes =>
    [
        new("the scheme in lower case", null, f => "jwt " + f.Token()),
        new("the scheme in mixed case", null, f => "Jwt " + f.Token()),
        new("no scheme", null, f => f.Token()),
        new("a tab behind the scheme", null, f => "JWT\t" + f.Token()),
        new("an equals sign behind the scheme", null, f => "JWT=" + f.Token()),
        new("Bearer", null, f => "Bearer " + f.Token()),
        new("bearer", null, f => "bearer " + f.Token()),
        new("Basic", null, f => "Basic " + f.Token()),
        new("Token", null, f => "Token " + f.Token()),
        new("a scheme of confusable letters", null, f => "\u0408WT " + f.Token()),
        new("an empty header", null, _ => ""),
        new("the app elsewhere, well signed", null, f => (f with { App = f.Others["foreign"] }).Claiming()) { Status = 404 },
        new("another app, well signed", null, f => (f with { App = f.Others["rival"] }).Claiming()) { Status = 403 },
        new("an app with no scope for it, well signed", null, f => (f with { App = f.Others["scopeless"] }).Claiming()) { Status = 403 },
    ];
}
