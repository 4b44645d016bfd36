using System.Buffers.Text;
using System.Text;
using Mortise.Connect.Jwt;
using static Mortise.Connect.Tests.Jwt.JwtVerifierTests;

namespace Mortise.Connect.Tests.Jwt;

public sealed class HostTokenTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Issued + 5);

    /// <summary>Source: <c>connect.md</c> 8.2, from recorded requests; vector Q57.</summary>
    [Fact]
    public void A_host_token_has_the_recorded_claims_and_no_others()
    {
        var token = HostToken.Create(ClientKey, Secret, "POST", "https://app.example/base/installed", "https://app.example/base", Now);

        var segments = token.Split('.');
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segments[0])));
        Assert.Equal(
            $$"""{"iss":"{{ClientKey}}","iat":1700000000,"qsh":"4a2e1de8ca74e6cafe8862d332fa3ac7a8e51e692bc6d798ea4dfedc14948bf4","aud":"{{ClientKey}}","exp":1700003600}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segments[1])));
        Assert.True(Verify(token, new("POST", "/installed")).IsBoundToRequest);
    }

    /// <summary>URL, the app's base URL, and the canonical request that the token covers. Source: <c>connect.md</c> 9.3.</summary>
    [Theory]
    [InlineData("https://app.example/base/panel?x=1", "https://app.example/base", "GET&/panel&x=1")]
    [InlineData("https://app.example/base/panel?x=1", "https://APP.example:443/base", "GET&/panel&x=1")]
    [InlineData("https://other.example/base/panel?x=1", "https://app.example/base", "GET&/base/panel&x=1")]   // another origin: the full path
    [InlineData("http://app.example/base/panel", "https://app.example/base", "GET&/base/panel&")]
    [InlineData("http://localhost:3000/panel#top", "http://localhost:3000", "GET&/panel&")]
    [InlineData("https://app.example/basement", "https://app.example/base", "GET&/basement&")]
    public void A_url_is_signed_relative_to_the_apps_base(string url, string baseUrl, string canonical) =>
        Assert.Equal(canonical, Qsh.CanonicalRequest("GET", url, baseUrl));

    /// <summary>URL, and the same with the token T. Source: <c>connect.md</c> 9.3.</summary>
    [Theory]
    [InlineData("https://a.example", "https://a.example?jwt=T")]
    [InlineData("https://a.example/p", "https://a.example/p?jwt=T")]
    [InlineData("https://a.example/p?x=1", "https://a.example/p?x=1&jwt=T")]
    [InlineData("https://a.example/p?", "https://a.example/p?jwt=T")]
    [InlineData("https://a.example/p?x=1&", "https://a.example/p?x=1&jwt=T")]
    [InlineData("https://a.example/p#f", "https://a.example/p?jwt=T#f")]
    [InlineData("https://a.example/p?x=1#f?g=2", "https://a.example/p?x=1&jwt=T#f?g=2")]
    [InlineData("https://a.example/p#f?g", "https://a.example/p?jwt=T#f?g")]
    public void The_token_goes_to_the_end_of_the_query(string url, string signed)
    {
        Assert.Equal(signed, SignedUrl.Append(url, "T"));
        Assert.Equal(Qsh.Compute("GET", url), Qsh.Compute("GET", signed));
    }

    [Fact]
    public void A_signed_url_verifies_as_it_arrives()
    {
        var url = SignedUrl.Create(ClientKey, Secret, "https://app.example/p?repo=%7Bu%7D&b=1#f", "https://app.example", Now);

        var token = url[(url.IndexOf("jwt=", StringComparison.Ordinal) + 4)..url.IndexOf('#', StringComparison.Ordinal)];
        Assert.True(Verify(token, new("GET", url)).IsBoundToRequest);
    }
}
