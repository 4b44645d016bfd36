using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Mortise.Connect.Contexts;
using Mortise.Connect.Scopes;

namespace Mortise.Connect.Tests.Contexts;

/// <summary>Context parameters. Source: <c>connect.md</c> 5, row by row.</summary>
public sealed class UrlTemplateTests
{
    private const string Objects = """
        {"repository": {"uuid": "{11111111-1111-1111-1111-111111111111}", "full_name": "acme/rocket", "slug": "rocket", "name": "Rocket ü", "is_private": true,
                        "description": "", "parent": null, "size": 12, "owner": {"uuid": "{2}"}},
         "pullrequest": {"id": 7, "destination": {"repository": {"owner": {"uuid": "{3}"}}, "branch": {"name": "feature/a b"}}},
         "user": {"uuid": "{4}", "username": "ada"},
         "file": {"path": "a/b&c.txt", "name": "b&c.txt", "commit": {"hash": "c0ffee"}}}
        """;

    [Theory]
    [InlineData("/p?id={repository.uuid}", "/p?id=%7B11111111-1111-1111-1111-111111111111%7D")]
    [InlineData("/p/{repository.full_name}", "/p/acme%2Frocket")]
    [InlineData("/p?n={repository.name}&p={repository.is_private}&s={repository.size}", "/p?n=Rocket%20%C3%BC&p=true&s=12")]
    [InlineData("/p?o={repository.owner.uuid}&x", "/p?o=%7B2%7D&x")]
    [InlineData("/p?id={pullrequest.id}&b={pullrequest.destination.branch.name}", "/p?id=7&b=feature%2Fa%20b")]
    [InlineData("/p?o={pullrequest.to_repository.owner.uuid}", "/p?o=%7B3%7D")]
    [InlineData("/p?r={repo_path}&u={repo_uuid}&s={repo_slug}", "/p?r=acme%2Frocket&u=%7B11111111-1111-1111-1111-111111111111%7D&s=rocket")]
    [InlineData("/p?c={file_cset}&f={file_path}&n={file_name}", "/p?c=c0ffee&f=a%2Fb%26c.txt&n=b%26c.txt")]
    [InlineData("/p?i={pullrequest_id}", "/p?i=7")]
    [InlineData("/p?n={repository.parent}&d={repository.description}&m={repository.nothing}&x={repository.parent.uuid}", "/p?n=&d=&m=&x=")]
    [InlineData("/p?c={commit.hash}", "/p?c=")]
    [InlineData("/p?s={signed_request}", "/p?s=%7Bsigned_request%7D")]
    [InlineData("/p?s={}&t={a b}&u={1}&v={", "/p?s=%7B%7D&t=%7Ba%20b%7D&u=%7B1%7D&v=%7B")]
    [InlineData("/p?o={repository}&p={repository.owner}", "/p?o=%7Brepository%7D&p=%7Brepository.owner%7D")]
    [InlineData("/p?u={user.uuid}&v={user_username}", "/p?u=%7Buser.uuid%7D&v=%7Buser_username%7D")]
    [InlineData("/p?q=ü\"<>|`\\^", "/p?q=%C3%BC%22%3C%3E%7C%60%5C%5E")]
    [InlineData("{{repository.slug}}", "%7Brocket%7D")]
    [InlineData("", "")]
    public void A_parameter_becomes(string url, string expected) => Assert.Equal(expected, Expand(url, "pullrequest"));

    [Theory]
    [InlineData("repository", "%7Bpullrequest.id%7D", "%7B11111111-1111-1111-1111-111111111111%7D")]
    [InlineData("pullrequest", "7", "%7B11111111-1111-1111-1111-111111111111%7D")]
    [InlineData("pullrequest:write", "7", "%7B11111111-1111-1111-1111-111111111111%7D")]
    [InlineData("account", "%7Bpullrequest.id%7D", "%7Brepository.uuid%7D")]
    [InlineData("", "%7Bpullrequest.id%7D", "%7Brepository.uuid%7D")]
    public void A_parameter_needs_the_scope_of_its_object(string scopes, string pullRequest, string repository) =>
        Assert.Equal($"/{pullRequest}/{repository}", Expand("/{pullrequest.id}/{repository.uuid}", scopes));

    [Fact]
    public void A_value_cannot_leave_its_component() => Prop.ForAll(
        Gen.Elements("&", "=", "#", "?", "/", "\\", "%", "\"", "<", "'", "é", "😀", " ", "\n", "{", "}", "a").ListOf().Select(string.Concat).ToArbitrary(),
        value =>
        {
            var objects = new Dictionary<string, JsonElement> { ["repository"] = JsonSerializer.SerializeToElement(new { name = value }) };
            var url = UrlTemplate.Parse("{repository.name}").Expand(objects, ScopeSet.All);
            return Uri.UnescapeDataString(url) == value && url.All(letter => char.IsAsciiLetterOrDigit(letter) || "%-._~".Contains(letter));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void A_value_is_bounded()
    {
        var objects = new Dictionary<string, JsonElement>
        {
            ["repository"] = JsonSerializer.SerializeToElement(new { name = new string('n', UrlTemplate.MaxValueLength), slug = new string('n', UrlTemplate.MaxValueLength + 1) }),
        };

        Assert.Equal(UrlTemplate.MaxValueLength, UrlTemplate.Parse("{repository.name}{repository.slug}").Expand(objects, ScopeSet.All).Length);
    }

    private static string Expand(string url, string scopes)
    {
        Assert.True(ScopeSet.TryParse(scopes, out var granted, out _));
        return UrlTemplate.Parse(url).Expand(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Objects)!, granted);
    }
}
