using System.Text;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Proxying;

namespace Mortise.Connect.Tests.Proxying;

public sealed class ProxyPathsTests
{
    private const string Id = "{8b2c1f6e-6c3f-4f0e-9f7b-0d4f1a2b3c4d}";

    [Theory]
    [InlineData("/can-land", "/can-land", "")]
    [InlineData("/can-land", "/can-land/", "")]
    [InlineData("/can-land", "/Can-land", null)]
    [InlineData("/can-land", "/can-land/x", null)]
    [InlineData("/can-land/{repository}/{pullrequest}", "/can-land/R/5", "repository=R pullrequest=5")]      // landkid
    [InlineData("/can-land/{repository}/{pullrequest}", "/can-land/R", null)]
    [InlineData("/can-land/{repository}/{pullrequest}", "/can-land//5", null)]
    [InlineData("/{repository}/a", "/R/a", "repository=R")]
    [InlineData("/a%20b/{target_user}", "/a b/U", "target_user=U")]
    [InlineData("/{pullrequest}/{repository}", "/5/R", null)]               // the parent comes first
    [InlineData("/{issue}", "/5", null)]
    [InlineData("/{repository}/{repository}", "/R/R", null)]
    public void A_path_takes_the_route_of_its_shape(string pattern, string path, string? captures)
    {
        var found = ProxyPaths.TryFind(Routes(pattern), path.Replace("R", Id, StringComparison.Ordinal), out var match);

        Assert.Equal(captures, found ? string.Join(' ', match!.Captures.Select(one => $"{one.Key}={one.Value.Replace(Id, "R", StringComparison.Ordinal)}")) : null);
    }

    [Theory]
    [InlineData("/a/b", "/{repository}/b", "/a/{target_user}", "/a/b")]
    [InlineData("/a/c", "/{repository}/c", "/a/{target_user}", "/a/{target_user}")]
    [InlineData("/a/b/c", "/{workspace}/b/{target_user}", "/{workspace}/{repository}/c", "/{workspace}/b/{target_user}")]
    [InlineData("/a/b", "/{workspace}/{repository}", "/{repository}/{workspace}", "/{workspace}/{repository}")]     // equals: the first
    public void Text_goes_before_a_capture_from_left_to_right(string path, string first, string second, string taken)
    {
        Assert.True(ProxyPaths.TryFind(Routes(first, second, "/a/b"), path, out var match));
        Assert.Equal(path == "/a/b" && taken != "/a/b" ? "/a/b" : taken, match.Route.Pattern);
    }

    [Theory]
    [InlineData("/{snippet}", "{snippet} cannot be captured here")]
    [InlineData("/{pullrequest}/{repository}", "{pullrequest} needs {repository} before it")]
    [InlineData("/{commit}", "{commit} needs {repository} before it")]
    [InlineData("/{repository}/{repository}", "{repository} stands twice")]
    public void A_route_that_no_path_takes_is_warned_of(string pattern, string warning)
    {
        var read = Descriptor.TryParse(Json(pattern), new DescriptorRules(AllowHttp: true), out _, out var report);

        Assert.True(read);
        Assert.Contains(report.Warnings, one => one.Text.StartsWith(warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://app/x", "", "https://app/x")]
    [InlineData("https://app/x", "?", "https://app/x")]
    [InlineData("https://app/x", "?a=1&b=%20", "https://app/x?a=1&b=%20")]
    [InlineData("https://app/x?u=1", "?a=1", "https://app/x?u=1&a=1")]
    [InlineData("https://app/x?u=1&", "?a=1", "https://app/x?u=1&a=1")]
    [InlineData("https://app/x?u=1#part", "?a=1", "https://app/x?u=1&a=1")]
    [InlineData("https://app/x?u=1", "?u=2&a=1&U=3&%75=4&u[]=5&u%5B0%5D=6&jwt=7&JWT=8&%6awt=9", "https://app/x?u=1&a=1")]       // what the app is told by the host alone
    [InlineData("https://app/x", "?&&a", "https://app/x?a")]
    public void The_callers_parameters_follow_those_of_the_app(string destination, string query, string url) =>
        Assert.Equal(url, ProxyDestination.Append(destination, query));

    private static IReadOnlyList<ProxyRoute> Routes(params string[] patterns) =>
        Descriptor.TryParse(Json([.. patterns.Distinct()]), new DescriptorRules(AllowHttp: true), out var descriptor, out var report)
            ? descriptor.Modules.Proxy
            : throw new InvalidOperationException(report.Faults[0].ToString());

    private static byte[] Json(params string[] patterns) => Encoding.UTF8.GetBytes(
        $$"""
        {"key": "app", "name": "App", "baseUrl": "https://app.example.com", "authentication": {"type": "jwt"}, "scopes": ["repository"],
         "modules": {"proxy": { {{string.Join(", ", patterns.Select(pattern => $$"""  "{{pattern}}": {"destination": "/x"} """))}} } } }
        """);
}
