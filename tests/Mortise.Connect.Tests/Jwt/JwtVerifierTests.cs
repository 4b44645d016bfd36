using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Mortise.Connect.Jwt;
using Mortise.Testing;

namespace Mortise.Connect.Tests.Jwt;

public sealed class JwtVerifierTests
{
    internal const string Secret = "0123456789abcdef0123456789abcdef";
    internal const string AppKey = "example-app";
    internal const string ClientKey = "ari:cloud:bitbucket::app/{acf54878-51be-473e-bf0b-0fbb12e011ad}/example-app";
    internal const long Issued = 1_700_000_000;

    /// <summary>The qsh of <see cref="Request"/>: vector Q01.</summary>
    private const string Hash = "42287cd0eb1a675c6b36aaf39860a31ba9d16a553f00743b7d109ae501d2b3ba";

    private const string Head = """{"typ":"JWT","alg":"HS256"}""";
    private const string Sound = $$"""{"iss":"example-app","sub":"{{ClientKey}}","iat":1700000000,"exp":1700000180,"qsh":"{{Hash}}"}""";

    private static readonly SignedRequest Request = new("GET", "/2.0/addon/linkers");

    /// <summary>Tokens made with Node's crypto, as strings that must keep verifying. Source: <c>connect.md</c> 21.3.</summary>
    [Theory]
    [InlineData("T1", "POST", "/installed",
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcmk6Y2xvdWQ6Yml0YnVja2V0OjphcHAve2FjZjU0ODc4LTUxYmUtNDczZS1iZjBiLTBmYmIxMmUwMTFhZH0vZXhhbXBsZS1hcHAiLCJpYXQiOjE3MDAwMDAwMDAsInFzaCI6IjRhMmUxZGU4Y2E3NGU2Y2FmZTg4NjJkMzMyZmEzYWM3YThlNTFlNjkyYmM2ZDc5OGVhNGRmZWRjMTQ5NDhiZjQiLCJhdWQiOiJhcmk6Y2xvdWQ6Yml0YnVja2V0OjphcHAve2FjZjU0ODc4LTUxYmUtNDczZS1iZjBiLTBmYmIxMmUwMTFhZH0vZXhhbXBsZS1hcHAiLCJleHAiOjE3MDAwMDM2MDB9.gtBCEfi0CAs8gheIg4ZRedJloYqT8vkMqLJlSAWDK98")]
    [InlineData("T2", "GET", "/2.0/addon/linkers",
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJleGFtcGxlLWFwcCIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMTgwLCJxc2giOiI0MjI4N2NkMGViMWE2NzVjNmIzNmFhZjM5ODYwYTMxYmE5ZDE2YTU1M2YwMDc0M2I3ZDEwOWFlNTAxZDJiM2JhIiwic3ViIjoiYXJpOmNsb3VkOmJpdGJ1Y2tldDo6YXBwL3thY2Y1NDg3OC01MWJlLTQ3M2UtYmYwYi0wZmJiMTJlMDExYWR9L2V4YW1wbGUtYXBwIn0.D6TEimusCQEeywj2VxzlVOGOtSvIOsUdVdluDUiNAdA")]
    [InlineData("T3", "POST", "/site/oauth2/access_token",
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJleGFtcGxlLWFwcCIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMTgwLCJzdWIiOiJhcmk6Y2xvdWQ6Yml0YnVja2V0OjphcHAve2FjZjU0ODc4LTUxYmUtNDczZS1iZjBiLTBmYmIxMmUwMTFhZH0vZXhhbXBsZS1hcHAifQ.wbc1kDi8BlhabKn5_pe27141hq0X2aNyNBGbnctCo88")]
    public void A_token_made_elsewhere_is_accepted(string id, string method, string path, string token)
    {
        var verdict = Verify(token, new(method, path));

        Assert.True(verdict.Accepted, id + ": " + verdict.Problem?.Message);
        Assert.Equal(id != "T3", verdict.IsBoundToRequest);
        Assert.False(Verify(token, new(method, path), secrets: ["0123456789abcdef0123456789abcdeF"]).Accepted);
    }

    /// <summary>Claims that real apps send, and that must be accepted at 1,700,000,060. Source: <c>connect.md</c> 8.3 and 20.3.</summary>
    [Theory]
    [InlineData(Sound)]
    [InlineData($$"""{"iss":"{{ClientKey}}","sub":"{{ClientKey}}","exp":1700000180}""")]                                          // CodeCrow
    [InlineData($$"""{"iss":"{{ClientKey}}","exp":1700000180}""")]                                                                // sub missing
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","iat":1700000000000,"exp":1700000180000}""")]                    // landkid: milliseconds
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","iat":1700009999,"exp":1700019999}""")]                          // iat far ahead
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180}""")]                                           // estafette: no qsh
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","iat":1700000000.25,"exp":1700000180.75}""")]                    // fractions
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1.70000018e9}""")]                                         // exponent
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000001}""")]                                           // within the leeway
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180,"aud":["a","b"]}""")]                           // aud an array
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180,"aud":{"a":1} }""")]                             // aud anything
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180,"qsh":null,"iat":null}""")]                     // null is absent
    [InlineData($$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180,"context":{"user":{"userKey":"x"} },"nbf":"?"}""")] // extra claims
    [InlineData("""{"iss":"example-app","sub":"ari:cloud:bitbucket::app\/{acf54878-51be-473e-bf0b-0fbb12e011ad}\/example-app","exp":1700000180}""")] // PHP
    [InlineData($$"""{"i\u0073s":"example\u002dapp","sub":"{{ClientKey}}","exp":1700000180}""")]                                 // escapes
    [InlineData($$"""  {"iss":"example-app", "sub":"{{ClientKey}}", "exp":1700000180}  """)]                                     // blanks
    public void What_real_apps_send_is_accepted(string claims) => AssertAccepted(Verify(Token(Head, claims)));

    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","typ":null}""")]
    [InlineData("""{"typ":"JWT","alg":"HS256","kid":"k","jku":"https://evil.example/keys","x5c":["a"],"jwk":{"kty":"oct"}}""")]   // change nothing
    public void Such_headers_are_accepted(string header) => AssertAccepted(Verify(Token(header, Sound)));

    /// <summary>Header, claims, the step that refuses, and words of its message. The clock is 1,700,000,060. Source: <c>connect.md</c> 8.5 and 21.3.</summary>
    [Theory]
    [InlineData("""{"alg":"none"}""", Sound, JwtStep.Algorithm, "\"none\"")]
    [InlineData("""{"alg":"None"}""", Sound, JwtStep.Algorithm, "\"None\"")]
    [InlineData("""{"alg":"hs256"}""", Sound, JwtStep.Algorithm, "\"hs256\"")]
    [InlineData("""{"alg":"HS384"}""", Sound, JwtStep.Algorithm, "\"HS384\"")]
    [InlineData("""{"alg":"HS512"}""", Sound, JwtStep.Algorithm, "\"HS512\"")]
    [InlineData("""{"alg":"RS256"}""", Sound, JwtStep.Algorithm, "\"RS256\"")]
    [InlineData("""{"alg":"ES256"}""", Sound, JwtStep.Algorithm, "\"ES256\"")]
    [InlineData("""{"alg":["HS256"]}""", Sound, JwtStep.Algorithm, "an array")]
    [InlineData("""{"alg":null}""", Sound, JwtStep.Algorithm, "null")]
    [InlineData("""{"alg":"HS256","alg":"none"}""", Sound, JwtStep.Algorithm, "twice")]
    [InlineData("""{"alg":"none","alg":"HS256"}""", Sound, JwtStep.Algorithm, "\"none\"")]
    [InlineData("""{"typ":"JWT"}""", Sound, JwtStep.Algorithm, "no 'alg'")]
    [InlineData("{}", Sound, JwtStep.Algorithm, "no 'alg'")]
    [InlineData("""{"alg":"HS256","typ":"JWE"}""", Sound, JwtStep.Format, "\"JWE\"")]
    [InlineData("""{"alg":"HS256","typ":1}""", Sound, JwtStep.Format, "'typ' is 1")]
    [InlineData("""{"alg":"HS256","crit":["b64"],"b64":false}""", Sound, JwtStep.Format, "'crit'")]
    [InlineData("[]", Sound, JwtStep.Format, "header is not a JSON object")]
    [InlineData("HS256", Sound, JwtStep.Format, "not a JSON object")]
    [InlineData("", Sound, JwtStep.Format, "not a JSON object")]
    [InlineData(Head, "", JwtStep.Format, "not a JSON object")]
    [InlineData(Head, "[]", JwtStep.Format, "claims are not a JSON object")]
    [InlineData(Head, "null", JwtStep.Format, "claims are not a JSON object")]
    [InlineData(Head, "{", JwtStep.Format, "not a JSON object")]
    [InlineData(Head, Sound + "{}", JwtStep.Format, "not a JSON object")]
    [InlineData(Head, """{"iss":"a",}""", JwtStep.Format, "not a JSON object")]
    [InlineData(Head, """{"a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""", JwtStep.Format, "not a JSON object")]
    [InlineData(Head, """{"iss":"\ud800"}""", JwtStep.Format, "not a JSON object")]
    [InlineData(Head, """{"iss":"example-app","iss":"example-app"}""", JwtStep.Format, "'iss' stands twice")]
    [InlineData(Head, """{"exp":1,"e\u0078p":9999999999}""", JwtStep.Format, "'exp' stands twice")]
    [InlineData(Head, """{"qsh":null,"qsh":null}""", JwtStep.Format, "'qsh' stands twice")]
    [InlineData(Head, """{"aud":"a","aud":"b"}""", JwtStep.Format, "'aud' stands twice")]
    [InlineData(Head, """{"iss":1}""", JwtStep.Format, "'iss' is 1")]
    [InlineData(Head, """{"sub":["a"]}""", JwtStep.Format, "'sub' is an array")]
    [InlineData(Head, """{"qsh":true}""", JwtStep.Format, "'qsh' is true")]
    [InlineData(Head, """{"exp":"1700000180"}""", JwtStep.Format, "'exp' is \"1700000180\"")]
    [InlineData(Head, """{"exp":1e300}""", JwtStep.Format, "'exp' is 1e300")]
    [InlineData(Head, """{"iat":-1e300}""", JwtStep.Format, "'iat'")]
    [InlineData(Head, "{}", JwtStep.Issuer, "'iss' is absent")]
    [InlineData(Head, """{"iss":"other-app"}""", JwtStep.Issuer, "'iss' is \"other-app\"; expected the app key \"example-app\"")]
    [InlineData(Head, """{"iss":"EXAMPLE-APP"}""", JwtStep.Issuer, "\"EXAMPLE-APP\"")]
    [InlineData(Head, """{"iss":"example-app"}""", JwtStep.Issuer, "'sub' is absent")]
    [InlineData(Head, """{"iss":"example-app","sub":"example-app"}""", JwtStep.Issuer, "'sub' is \"example-app\"")]
    [InlineData(Head, """{"iss":"example-app","sub":"5d0000000000000000000001"}""", JwtStep.Issuer, "from the 'installed' callback")]
    [InlineData(Head, """{"iss":"example-app","sub":"ari:cloud:bitbucket::app/{00000000-0000-0000-0000-000000000000}/example-app"}""", JwtStep.Issuer, "'sub'")]
    [InlineData(Head, $$"""{"iss":"{{ClientKey}}","sub":"connection:1"}""", JwtStep.Issuer, "'sub' is \"connection:1\"")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}"}""", JwtStep.Expiry, "no 'exp'")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":null}""", JwtStep.Expiry, "no 'exp'")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000000}""", JwtStep.Expiry, "60 s before the host's clock")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1699999999}""", JwtStep.Expiry, "2023-11-14T22:13:19Z, 61 s before")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1699999999000}""", JwtStep.Expiry, "61 s before")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":0}""", JwtStep.Expiry, "1970-01-01")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":-5}""", JwtStep.Expiry, "1969")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180,"qsh":""}""", JwtStep.Qsh, "'qsh' is \"\"")]
    [InlineData(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180,"qsh":"context-qsh"}""", JwtStep.Qsh, "binds a token to no request")]
    public void A_bad_token_is_refused_at_its_step(string header, string claims, JwtStep step, string words)
    {
        var verdict = Verify(Token(header, claims));

        Assert.False(verdict.Accepted);
        Assert.Equal(step, verdict.Problem!.Step);
        Assert.Contains(words, verdict.Problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', verdict.Problem.Message);
    }

    [Theory]
    [InlineData("", "1 segment")]
    [InlineData("a", "1 segment")]
    [InlineData("a.b", "2 segment")]
    [InlineData("a.b.c.d", "4 segment")]
    [InlineData("..", "not a JSON object")]
    [InlineData("a.b.c", "not base64url")]
    [InlineData("e30=.e30.c", "padded")]
    [InlineData("e30.e30.YQ==", "padded")]
    [InlineData("\"e30.e30.YQ\"", "U+0022 at position 0")]
    [InlineData("e30.e30.a+b/", "U+002B")]
    [InlineData("e30.e3 0.YQ", "U+0020")]
    [InlineData("e30.e30.YQ\n", "U+000A")]
    [InlineData("e30.e30.é", "U+00E9")]
    [InlineData("/_8.e30.YQ", "U+002F")]
    [InlineData("__8.e30.YQ", "not base64url of UTF-8")]
    public void What_is_no_token_is_refused_for_its_form(string token, string words)
    {
        Assert.False(UnverifiedJwt.TryParse(token, out var jwt, out var problem));
        Assert.Null(jwt);
        Assert.Equal(JwtStep.Format, problem.Step);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_any_length_is_bounded()
    {
        Assert.False(UnverifiedJwt.TryParse(new string('a', 10_000_000), out _, out var problem));
        Assert.Equal("the token has 10000000 characters; at most 8192 are read", problem.Message);
        AssertAccepted(Verify(Token(Head, Sound.Replace("\"iat\"", $"\"x\":\"{new string('x', 5500)}\",\"iat\"", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_signature_of_other_length_or_bits_is_refused()
    {
        var token = Token(Head, Sound);
        var shorter = token[..^1];
        var otherEnd = token[..^1] + (token[^1] == 'A' ? 'B' : (char)(token[^1] + 1));

        Assert.False(UnverifiedJwt.TryParse(shorter, out _, out var problem));
        Assert.Contains("42 characters", problem.Message, StringComparison.Ordinal);
        Assert.False(UnverifiedJwt.TryParse(token[..(token.LastIndexOf('.') + 1)], out _, out problem));
        Assert.Contains("0 characters", problem.Message, StringComparison.Ordinal);
        if (UnverifiedJwt.TryParse(otherEnd, out _, out _))
            Assert.Equal(JwtStep.Signature, Verify(otherEnd).Problem!.Step);
    }

    [Fact]
    public void During_a_change_of_the_secret_the_old_and_the_new_one_are_good()
    {
        var token = Token(Head, Sound);

        Assert.Equal(0, Verify(token, secrets: [Secret, "new"]).SecretIndex);
        Assert.Equal(1, Verify(token, secrets: ["new", Secret]).SecretIndex);
        Assert.Equal(JwtStep.Signature, Verify(token, secrets: ["new", "newer"]).Problem!.Step);
        Assert.Equal(JwtStep.Signature, Verify(token, secrets: []).Problem!.Step);
    }

    [Fact]
    public void An_empty_secret_signs_nothing()
    {
        var token = Token(Head, Sound, secret: "");

        Assert.Equal(JwtStep.Signature, Verify(token, secrets: [""]).Problem!.Step);
        Assert.Throws<ArgumentException>(() => JwtSigner.Sign(new("a", default, default), ""));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("naïve pässwörd ☃")]
    [InlineData("x")]
    public void A_secret_is_the_UTF_8_bytes_of_its_text(string secret) =>
        AssertAccepted(Verify(Token(Head, Sound, secret), secrets: [secret]));

    /// <summary>Claims with their verdict under strict rules at 1,700,000,060. Source: <c>connect.md</c> 8.5, step 6.</summary>
    [Theory]
    [InlineData("\"iat\":1700000000,\"exp\":1700003600", null)]
    [InlineData("\"iat\":1700000120,\"exp\":1700000180", null)]
    [InlineData("\"iat\":1700000000000,\"exp\":1700000180000", null)]
    [InlineData("\"exp\":1700000180", "no 'iat'")]
    [InlineData("\"iat\":1700000121,\"exp\":1700000180", "61 s after the host's clock")]
    [InlineData("\"iat\":1700000000,\"exp\":1700003601", "lives 3601 s")]
    public void Strict_rules_look_at_the_time_of_issue(string times, string? words)
    {
        var token = Token(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}",{{times}}}""");

        var verdict = Verify(token, rules: JwtRules.Default with { StrictClaims = true });

        Assert.Equal(words is null, verdict.Accepted);
        Assert.Equal(words is null ? null : JwtStep.IssuedAt, verdict.Problem?.Step);
        Assert.Contains(words ?? "", verdict.Problem?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_may_require_a_qsh_or_only_report_a_wrong_one()
    {
        var without = Token(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180}""");
        var context = Token(Head, $$"""{"iss":"example-app","sub":"{{ClientKey}}","exp":1700000180,"qsh":"context-qsh"}""");
        var lenient = JwtRules.Default with { LenientQsh = true };

        Assert.Equal(JwtStep.Qsh, Verify(without, rules: JwtRules.Default with { RequireQsh = true }).Problem!.Step);
        var wrong = Verify(Token(Head, Sound), new("GET", "/2.0/user"), rules: lenient);
        Assert.True(wrong is { Accepted: true, IsBoundToRequest: false, Warning.Step: JwtStep.Qsh });
        Assert.Equal(JwtStep.Qsh, Verify(context, rules: lenient).Problem!.Step);
    }

    [Fact]
    public void An_unverified_token_shows_its_claims()
    {
        var claims = $$"""{"iss":"example-app","sub":"{{ClientKey}}","iat":1700000000000,"exp":1700000180,"qsh":"q","aud":["a","b"]}""";

        Assert.True(UnverifiedJwt.TryParse(Token(Head, claims), out var jwt, out _));

        Assert.Equal(("example-app", ClientKey, "q", """["a","b"]"""), (jwt.Issuer, jwt.Subject, jwt.Qsh, jwt.AudienceText));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Issued), jwt.IssuedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Issued + 180), jwt.ExpiresAt);
        Assert.Equal(ClientKey, jwt.ClaimedClientKey);
    }

    [Fact]
    public void The_default_verdict_accepts_nothing() => Assert.False(default(JwtVerdict).Accepted);

    [Fact]
    public void Checking_a_sound_token_allocates_nothing()
    {
        var token = Token(Head, Sound.Replace(Hash, Qsh.Compute("GET", "/2.0/repositories/%7Bu%7D?q=a+b&q=%C3%A9&pagelen=50"), StringComparison.Ordinal));
        var request = new SignedRequest("GET", "/2.0/repositories/%7Bu%7D?q=a+b&q=%C3%A9&pagelen=50");
        var scratch = new byte[JwtReader.ScratchLength(token.Length)];
        SharedSecret[] secrets = [new(Secret)];
        for (var warm = 0; warm < 200; warm++)
            Assert.True(Check());

        var accepted = true;
        var least = Garbage.Least(() =>
        {
            for (var check = 0; check < 100; check++)
                accepted &= Check();
        });

        Assert.True(accepted);
        Assert.Equal(0, least);

        bool Check() => JwtReader.TryRead(token, scratch, out var jwt, out _)
            && JwtVerifier.Verify(jwt, secrets, AppKey, ClientKey, request, DateTimeOffset.FromUnixTimeSeconds(Issued + 60), JwtRules.Default).IsBoundToRequest;
    }

    internal static JwtVerdict Verify(string token, SignedRequest? request = null, string[]? secrets = null, JwtRules? rules = null)
    {
        if (!UnverifiedJwt.TryParse(token, out var jwt, out var problem))
            return JwtVerdict.Refuse(problem);

        var now = DateTimeOffset.FromUnixTimeSeconds(Issued + 60);
        return JwtVerifier.Verify(jwt, secrets ?? [Secret], AppKey, ClientKey, request ?? Request, now, rules ?? JwtRules.Default);
    }

    /// <summary>Signs any header and claims, sound or not.</summary>
    internal static string Token(string header, string claims, string secret = Secret)
    {
        var input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(input)))}";
    }

    private static void AssertAccepted(JwtVerdict verdict) => Assert.True(verdict.Accepted, verdict.Problem?.Message);
}
