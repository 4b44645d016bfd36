using System.Security.Cryptography;
using System.Text;
using Mortise.Connect.Jwt;
using static Mortise.Connect.Tests.Jwt.JwtVerifierTests;

namespace Mortise.Connect.Tests.Jwt;

public sealed class QshDiagnosisTests
{
    /// <summary>Method and target of a request, the text an app hashed for it, and what it is told.</summary>
    [Theory]
    [InlineData("PUT", "/2.0/addon", "GET&/2.0/addon&", "its method is GET, the request's is PUT")]
    [InlineData("GET", "/2.0/addon", "GET&/addon&", "the path lacks /2.0")]
    [InlineData("GET", "/2.0/addon?a=1", "GET&/addon&", "the path lacks /2.0, and the query was left out")]
    [InlineData("GET", "/user", "GET&/2.0/user&", "the path has a /2.0 that the request has not")]
    [InlineData("GET", "/api/2.0/user", "GET&/2.0/user&", "the path lacks /api")]
    [InlineData("GET", "/2.0/user", "GET&/!api/2.0/user&", "the path has a /!api that the request has not")]
    [InlineData("GET", "/2.0/user", "GET&2.0/user&", "the path must begin with a slash")]
    [InlineData("GET", "/2.0/user", "GET&https://host.example:7990/ctx/2.0/user&", "the scheme and the host must be left out")]
    [InlineData("GET", "/2.0/user", "GET&host.example:7990/ctx/2.0/user&", "the host must be left out")]
    [InlineData("GET", "/ctx/2.0/user", "GET&/ctx/2.0/user&", "the path of the host's base URL must be left out")]
    [InlineData("GET", "/2.0/user/", "GET&/2.0/user/&", "the slash at the end must be left out")]
    [InlineData("GET", "/2.0/user", "GET&&", "the path was left out")]
    [InlineData("GET", "/2.0/user", "GET&/&", "the path was left out")]
    [InlineData("GET", "/2.0/user", "get&/2.0/user&", "the method must be in upper case")]
    [InlineData("GET", "/2.0/user", "GET&/2.0/user", "the '&' before the empty query is missing")]
    [InlineData("GET", "/p?b=1&a=2", "GET&/p&", "the query was left out")]
    [InlineData("GET", "/p?b=1&a=2", "GET&/p", "the query was left out")]
    [InlineData("GET", "/p?b=1&a=2", "GET&/p&b=1&a=2", "the query was neither sorted nor normalised")]
    [InlineData("GET", "/p?b=x+y&a=2", "GET&/p&b=x%20y&a=2", "the parameters must be sorted by name")]
    [InlineData("GET", "/p?a=1&a=2", "GET&/p&a=2&a=1", null)]
    [InlineData("GET", "/p?a=2&a=1", "GET&/p&a=1&a=2", "values of one name must be joined by commas")]
    [InlineData("GET", "/p?a=2&a=1", "GET&/p&a=1%2C2", "the comma between values of one name must not be escaped")]
    [InlineData("GET", "/p?b=*&a=1", "GET&/p&a=1&b=*", "names and values must be escaped as in RFC 3986")]
    [InlineData("GET", "/p?b=x%20y&a=1", "GET&/p&a=1&b=x+y", "a space must be %20")]
    [InlineData("GET", "/p?b=%3D%3F&a=1", "GET&/p&a=1&b=%3d%3f", "escapes must be in upper case")]
    [InlineData("GET", "/p?b=1&a=2", "GET&/p?b=1&a=2", "the query must follow '&', not '?', and be sorted")]
    [InlineData("GET", "/p?b=1&jwt=T", "GET&/p&b=1&jwt=T", "the parameter jwt must be left out")]
    [InlineData("GET", "/p?jwt=T&b=1", "GET&/p&b=1&jwt=T", "the parameter jwt must be left out")]
    [InlineData("GET", "/2.0/user", "GET&/something/else&", null)]
    [InlineData("GET", "/p?a=1", "GET&/p&a=2", null)]
    public void A_wrong_qsh_is_explained(string method, string target, string canonical, string? mistake)
    {
        var request = new SignedRequest(method, target, BaseUrl: "https://host.example:7990/ctx");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));

        var verdict = Verify(WithQsh(hash), request);

        var problem = verdict.Problem!;
        Assert.Equal(JwtStep.Qsh, problem.Step);
        Assert.Equal(hash, problem.TokenQsh);
        Assert.Equal(mistake, problem.TokenMistake);
        Assert.Equal(mistake is null ? null : canonical, problem.TokenCanonicalRequest);
        Assert.Equal(Qsh.CanonicalRequest(method, target, request.BaseUrl), problem.ExpectedCanonicalRequest);
        Assert.Equal(Qsh.Compute(method, target, request.BaseUrl), problem.ExpectedQsh);
        Assert.Contains(hash, problem.Message, StringComparison.Ordinal);
        Assert.Contains(problem.ExpectedCanonicalRequest!, problem.Message, StringComparison.Ordinal);
        Assert.Contains(mistake is null ? "no common mistake" : $"the token was signed for '{canonical}' ({mistake})", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upper_case_digits_are_explained()
    {
        var verdict = Verify(WithQsh(Qsh.Compute("GET", "/2.0/user").ToUpperInvariant()), new("GET", "/2.0/user"));

        Assert.Equal("its digits must be in lower case", verdict.Problem!.TokenMistake);
    }

    [Fact]
    public void A_long_target_or_a_strange_hash_is_refused_without_a_search()
    {
        Assert.Null(Verify(WithQsh(new string('0', 64)), new("GET", "/p?" + new string('a', 10_000))).Problem!.TokenMistake);
        Assert.Null(Verify(WithQsh("x"), new("GET", "/p")).Problem!.TokenMistake);
    }

    private static string WithQsh(string qsh) =>
        Token("""{"alg":"HS256"}""", $$"""{"iss":"{{AppKey}}","sub":"{{ClientKey}}","exp":1700000180,"qsh":"{{qsh}}"}""");
}
