using System.Text;
using Mortise.Git.Trees;

namespace Mortise.Git.Tests.Trees;

public sealed class GitPathTests
{
    [Theory]
    [InlineData("a/b.txt", "a/b.txt", "a/b.txt")]
    [InlineData("/a//b/", "a/b", "a/b")]
    [InlineData("", "", "")]
    [InlineData("käse/ß", "käse/ß", "k%C3%A4se/%C3%9F")]
    [InlineData("a b#?%", "a b#?%", "a%20b%23%3F%25")]
    [InlineData("q\"t", "\"q\\\"t\"", "q%22t")]
    [InlineData("back\\slash", "\"back\\\\slash\"", "back%5Cslash")]
    [InlineData("tab\there\n", "\"tab\\there\\n\"", "tab%09here%0A")]
    [InlineData("bell\a", "\"bell\\007\"", "bell%07")]
    public void A_path_is_escaped_as_a_diff_does_and_encoded_for_links(string path, string escaped, string url)
    {
        var parsed = GitPath.Of(path);

        Assert.Equal((escaped, url), (parsed.Escaped, parsed.UrlPath));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_kept()
    {
        var path = GitPath.Of([(byte)'a', 0xE9, (byte)'/', 0xFF]);

        Assert.False(path.IsText);
        Assert.Equal(("\"a\\351/\\377\"", "a%E9/%FF", 2), (path.Escaped, path.UrlPath, path.Names().Count));
        Assert.Equal(GitPath.Of([(byte)'a', 0xE9]), path.Parent);
        Assert.Equal(GitPath.Root, path.Parent.Parent);
    }

    [Theory]
    [InlineData("a/b", true)]
    [InlineData("käse", true)]
    [InlineData(".gitignore", true)]
    [InlineData("...", true)]
    [InlineData("", false)]
    [InlineData("a//b", false)]
    [InlineData("a/", false)]
    [InlineData("/a", false)]
    [InlineData("a/../b", false)]
    [InlineData("./a", false)]
    [InlineData(".GIT/config", false)]
    [InlineData("a\0b", false)]
    public void Only_what_a_file_may_be_called_is_written(string path, bool sound)
    {
        Assert.Equal(sound, GitPath.TryParseNew(Encoding.UTF8.GetBytes(path), out var parsed, out var problem));
        Assert.Equal(sound ? path : "", parsed.Text);
        Assert.Equal(sound, problem is null);
    }

    [Fact]
    public void Long_names_and_paths_are_not_written()
    {
        Assert.True(GitPath.TryParseNew(Encoding.ASCII.GetBytes(new string('a', 255)), out _, out _));
        Assert.False(GitPath.TryParseNew(Encoding.ASCII.GetBytes(new string('a', 256)), out _, out _));
        Assert.False(GitPath.TryParseNew(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("abcdefgh/", 456)) + "abc"), out _, out _));
        Assert.True(GitPath.TryParseNew(Encoding.ASCII.GetBytes(string.Join('/', Enumerable.Repeat("a", 100))), out _, out _));
        Assert.False(GitPath.TryParseNew(Encoding.ASCII.GetBytes(string.Join('/', Enumerable.Repeat("a", 101))), out _, out var deep));
        Assert.Equal("A path has at most 100 names.", deep);
    }
}
