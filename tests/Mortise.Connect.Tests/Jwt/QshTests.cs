using System.Text;
using System.Text.Json;
using Mortise.Connect.Jwt;

namespace Mortise.Connect.Tests.Jwt;

public sealed class QshTests
{
    /// <summary>
    /// The rows of <c>qsh-vectors.json</c>: what atlassian-jwt 2.0.3 computes, three of them equal to hashes that Bitbucket sent. Q30 is ours: the
    /// library cuts a base path within a segment, and we do not. Source: <c>connect.md</c> 21.1 and 21.2.
    /// </summary>
    public static TheoryData<Vector> Vectors
    {
        get
        {
            using var file = typeof(QshTests).Assembly.GetManifestResourceStream("qsh-vectors.json")!;
            return [.. JsonSerializer.Deserialize<Vector[]>(file, JsonSerializerOptions.Web)!];
        }
    }

    [Theory, MemberData(nameof(Vectors))]
    public void A_request_is_signed_as_the_reference_library_signs_it(Vector vector)
    {
        Assert.Equal(vector.Canonical, Qsh.CanonicalRequest(vector.Method, vector.Url, vector.Base));
        Assert.Equal(vector.Qsh, Qsh.Compute(vector.Method, vector.Url, vector.Base));
        Assert.True(Qsh.Matches(new(vector.Method, vector.Url, BaseUrl: vector.Base), Encoding.ASCII.GetBytes(vector.Qsh)));
    }

    [Fact]
    public void All_57_vectors_are_there() => Assert.Equal(57, Vectors.Count);

    /// <summary>Method, target, form body, base, and a canonical request that is accepted besides the first. Source: <c>connect.md</c> 9.2, 21.2.</summary>
    [Theory]
    [InlineData("GET", "/p?Z=1&%5B=2", null, null, "GET&/p&%5B=2&Z=1")]                                  // names sorted by their encoded form
    [InlineData("GET", "/p?v=z&v=%7B", null, null, "GET&/p&v=%7B,z")]                                    // values sorted by their encoded form
    [InlineData("GET", "/p?v=a&v=%C3%A9", null, null, "GET&/p&v=%C3%A9,a")]                              // the same beyond ASCII
    [InlineData("GET", "/basement/x", null, "/base", "GET&/basement/x&")]                                // base path cut at a boundary
    [InlineData("POST", "/site/oauth2/access_token", "grant_type=urn:bitbucket:oauth2:jwt", null,
        "POST&/site/oauth2/access_token&grant_type=urn%3Abitbucket%3Aoauth2%3Ajwt")]                     // form body counted
    [InlineData("POST", "/t?b=2", "a=1", null, "POST&/t&a=1&b=2")]                                       // form body beside a query
    [InlineData("POST", "/t?b=2", "a=1", null, "POST&/t&b=2")]                                           // form body left out
    [InlineData("GET", "/p//", null, null, "GET&/p&")]                                                   // all slashes cut (sentry)
    [InlineData("GET", "/p//", null, null, "GET&/p/&")]                                                  // one slash cut
    [InlineData("GET", "/p?flag&x=1", null, null, "GET&/p&x=1")]                                         // blank values dropped (sentry)
    [InlineData("GET", "/p?flag=&x=1", null, null, "GET&/p&flag=&x=1")]                                  // blank values kept
    [InlineData("GET", "/r/%7Bu%7D", null, null, "GET&/r/{u}&")]                                         // path decoded
    [InlineData("GET", "/r/{u}", null, null, "GET&/r/%7Bu%7D&")]                                         // path escaped
    [InlineData("GET", "/r/%7bu%7d", null, null, "GET&/r/%7Bu%7D&")]                                     // escapes tidied
    [InlineData("GET", "/r/a%26b", null, null, "GET&/r/a%26b&")]                                         // & escaped again after decoding
    [InlineData("GET", "/r/%7Bu%7D/?z&%5B=2&Z=1", null, null, "GET&/r/{u}&%5B=2&Z=1")]                   // several at once
    [InlineData("GET", "https://host.example/ctx/2.0/user", null, "https://host.example/ctx/", "GET&/2.0/user&")]
    [InlineData("GET", "/ctx/2.0/user", null, "https://host.example/ctx", "GET&/2.0/user&")]
    [InlineData("GET", "/p?%6awt=a.b.c&x=1", null, null, "GET&/p&x=1")]                                  // jwt is dropped by its decoded name
    [InlineData("GET", "/p?a=%FF", null, null, "GET&/p&a=%EF%BF%BD")]                                    // no UTF-8: as in JavaScript
    [InlineData("GET", "/p?%EF%BF%BD=1&%F0%9F%98%80=2", null, null, "GET&/p&%F0%9F%98%80=2&%EF%BF%BD=1")] // UTF-16 order
    [InlineData("GET", "/p?%EF%BF%BD=1&%F0%9F%98%80=2", null, null, "GET&/p&%EF%BF%BD=1&%F0%9F%98%80=2")] // code point order
    public void Other_forms_that_apps_sign_are_accepted(string method, string target, string? form, string? baseUrl, string canonical)
    {
        var request = new SignedRequest(method, target, form, baseUrl);

        Assert.Contains(canonical, Qsh.AcceptedCanonicalRequests(request));
        Assert.True(Qsh.Matches(request, HashOf(canonical)));
    }

    /// <summary>Canonical requests that name another method, resource or parameter than <c>POST /a/b?x=1&amp;y=2</c>.</summary>
    [Theory]
    [InlineData("GET&/a/b&x=1&y=2")]
    [InlineData("POST&/a/c&x=1&y=2")]
    [InlineData("POST&/a&x=1&y=2")]
    [InlineData("POST&/a/b/c&x=1&y=2")]
    [InlineData("POST&/A/b&x=1&y=2")]
    [InlineData("POST&/a/b&x=1")]
    [InlineData("POST&/a/b&x=1&y=3")]
    [InlineData("POST&/a/b&x=1&y=2&z=3")]
    [InlineData("POST&/a/b&x=2&y=1")]
    [InlineData("POST&/a/b&y=2&x=1")]
    [InlineData("POST&/a/b&")]
    [InlineData("POST&/a/b")]
    [InlineData("")]
    public void Anything_else_is_refused(string canonical) =>
        Assert.False(Qsh.Matches(new("POST", "/a/b?x=1&y=2"), HashOf(canonical)));

    [Theory]
    [InlineData("")]
    [InlineData("context-qsh")]
    [InlineData("42287CD0EB1A675C6B36AAF39860A31BA9D16A553F00743B7D109AE501D2B3BA")]   // upper case
    [InlineData("42287cd0eb1a675c6b36aaf39860a31ba9d16a553f00743b7d109ae501d2b3b")]    // a digit short
    [InlineData("42287cd0eb1a675c6b36aaf39860a31ba9d16a553f00743b7d109ae501d2b3ba0")]
    public void What_is_no_hash_of_the_request_is_refused(string qsh) =>
        Assert.False(Qsh.Matches(new("GET", "/2.0/addon/linkers"), Encoding.ASCII.GetBytes(qsh)));

    [Fact]
    public void Many_parameters_sort_like_any_other_sort()
    {
        var random = new Random(7);
        var names = Enumerable.Range(0, 5000).Select(_ => $"n{random.Next(3000)}").ToArray();
        var query = string.Join('&', names.Select((name, index) => $"{name}={index % 5}"));

        var expected = string.Join('&', names.Select((name, index) => (name, value: index % 5)).GroupBy(pair => pair.name)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}={string.Join(',', group.Select(pair => pair.value).Order())}"));

        Assert.Equal($"GET&/p&{expected}", Qsh.CanonicalRequest("get", "/p?" + query));
    }

    private static byte[] HashOf(string canonical) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));

    public sealed record Vector(string Id, string Method, string Url, string? Base, string Canonical, string Qsh)
    {
        public override string ToString() => $"{Id} {Method} {Url}";
    }
}
