using System.Diagnostics;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;
using Mortise.Server.Platform.Markup;

namespace Mortise.Server.Tests.Platform.Markup;

/// <summary>What people write, as HTML.</summary>
public sealed class MarkupRendererTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Fix *this* and **that**, ~~not~~ `a<b`", "<p>Fix <em>this</em> and <strong>that</strong>, <del>not</del> <code>a&lt;b</code></p>")]
    [InlineData("a < b & \"c\"", "<p>a &lt; b &amp; &quot;c&quot;</p>")]
    [InlineData("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>")]
    [InlineData("# Title\n- a\n- b", "<h1>Title</h1>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>")]
    [InlineData("```cs\nvar a = 1 < 2;\n```", "<pre><code class=\"language-cs\">var a = 1 &lt; 2;\n</code></pre>")]
    [InlineData("a | b\n--|--\n1 | 2", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>")]
    [InlineData("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>")]
    [InlineData("[a](https://b.example/?x=1&y=2 \"t\")", "<p><a href=\"https://b.example/?x=1&amp;y=2\" rel=\"nofollow noopener\" title=\"t\">a</a></p>")]
    [InlineData("[a](../b#c)", "<p><a href=\"../b#c\" rel=\"nofollow noopener\">a</a></p>")]
    [InlineData("[a](javascript:alert(1))", "<p>a</p>")]
    [InlineData("![a *b*](https://b.example/c.png)", "<p><img src=\"https://b.example/c.png\" alt=\"a b\"></p>")]
    [InlineData("![a](data:image/png;base64,AA)", "<p>a</p>")]
    [InlineData("![a](/c.png)", "<p>a</p>")]
    [InlineData("see https://b.example/c, <d@e.example>", "<p>see <a href=\"https://b.example/c\" rel=\"nofollow noopener\">https://b.example/c</a>, <a href=\"mailto:d@e.example\" rel=\"nofollow noopener\">d@e.example</a></p>")]
    public void Markdown_becomes_html(string raw, string html) => Assert.Equal(html, MarkupRenderer.Render(new(raw, LinkerSet.Empty)));

    /// <summary>Source: <c>connect.md</c> 13.4: not inside links, code and raw HTML.</summary>
    [Theory]
    [InlineData("Fix BB-12.", "<p>Fix {BB-12}.</p>")]
    [InlineData("**BB-12** and *a BB-13*", "<p><strong>{BB-12}</strong> and <em>a {BB-13}</em></p>")]
    [InlineData("`BB-12` BB-13", "<p><code>BB-12</code> {BB-13}</p>")]
    [InlineData("```\nBB-12\n```\n\n    BB-13", "<pre><code>BB-12\n</code></pre>\n<pre><code>BB-13\n</code></pre>")]
    [InlineData("[see BB-12 *BB-13*](https://x.example/BB-14)", "<p><a href=\"https://x.example/BB-14\" rel=\"nofollow noopener\">see BB-12 <em>BB-13</em></a></p>")]
    [InlineData("https://x.example/BB-14", "<p><a href=\"https://x.example/BB-14\" rel=\"nofollow noopener\">https://x.example/BB-14</a></p>")]
    [InlineData("<https://x.example/BB-14>", "<p><a href=\"https://x.example/BB-14\" rel=\"nofollow noopener\">https://x.example/BB-14</a></p>")]
    [InlineData("![BB-12](https://x.example/a.png)", "<p><img src=\"https://x.example/a.png\" alt=\"BB-12\"></p>")]
    [InlineData("- BB-12\n- b", "<ul>\n<li>{BB-12}</li>\n<li>b</li>\n</ul>")]
    [InlineData("A_B-12 [BB-13] BB\\-14", "<p>{A_B-12} [{BB-13}] {BB-14}</p>")]
    [InlineData("&#66;B-12 &amp; BB-13", "<p>{BB-12} &amp; {BB-13}</p>")]
    [InlineData("[BB-12](javascript:x)", "<p>{BB-12}</p>")]
    public void Linkers_run_on_plain_text_and_nowhere_else(string raw, string html)
    {
        var pieces = html.Split('{', '}');
        var expected = string.Concat(pieces.Select((piece, at) =>
            at % 2 == 0 ? piece : $"<a href=\"https://jira.example/browse/{piece}\" rel=\"nofollow noopener\">{piece}</a>"));

        Assert.Equal(expected, MarkupRenderer.Render(new(raw, Linkers())));
    }

    [Fact]
    public void Plain_text_keeps_its_lines_and_gets_its_links() =>
        Assert.Equal(
            "<p>a *b*\nBB-1x</p>\n<p>&lt;c&gt; <a href=\"https://jira.example/browse/BB-2\" rel=\"nofollow noopener\">BB-2</a></p>",
            MarkupRenderer.Render(new("a *b*\r\nBB-1x\r\n\r\n<c> BB-2", Linkers(@"\b(?K)-\d+\b"), MarkupKind.PlainText)));

    [Fact]
    public void A_text_that_is_too_long_is_shown_as_it_is()
    {
        var html = MarkupRenderer.Render(new("**BB-12**\n\n" + new string('x', MarkupRenderer.MaxLength), Linkers()));

        Assert.StartsWith("<p>**BB-12**</p>\n<p>xx", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_nested_too_deeply_is_shown_as_it_is() =>
        Assert.StartsWith("<p>&gt;&gt;&gt;&gt;", MarkupRenderer.Render(new(new string('>', 5000) + " a", LinkerSet.Empty)), StringComparison.Ordinal);

    /// <summary>Texts that are known to make parsers of Markdown slow.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("*a ")]
    [InlineData("*a_ ")]
    [InlineData("_*")]
    [InlineData("`a``")]
    [InlineData("[a](")]
    [InlineData("<a ")]
    [InlineData("&")]
    [InlineData("- ")]
    [InlineData("> ")]
    [InlineData("|a")]
    [InlineData("a|\n-|\n")]
    [InlineData("~~a~")]
    [InlineData("[a]: b\n")]
    [InlineData("[[]]")]
    [InlineData("www.")]
    [InlineData("http://")]
    [InlineData("\\\n")]
    [InlineData("a**b")]
    [InlineData("<!--")]
    [InlineData("- a\n  ")]
    public void A_hostile_text_is_rendered_in_time(string part)
    {
        foreach (var times in (int[])[(MarkupRenderer.MaxLength / part.Length) - 1, MarkupRenderer.MaxOpenings / 2])
        {
            var raw = string.Concat(Enumerable.Repeat(part, times));
            var least = TimeSpan.MaxValue;
            for (var tries = 0; tries < 12 && least > TimeSpan.FromSeconds(3); tries++)      // one may be slow because the machine is
            {
                var watch = Stopwatch.StartNew();
                MarkupRenderer.Render(new(raw, Linkers()));
                least = watch.Elapsed < least ? watch.Elapsed : least;
            }

            Assert.True(least < TimeSpan.FromSeconds(3), $"{times} times {part}: {least.TotalMilliseconds:0} ms");
        }
    }

    internal static LinkerSet Linkers(string regex = @"((?K)\-\d+)")
    {
        const string Url = @"https://jira.example/browse/\1";
        var url = regex.Contains("((", StringComparison.Ordinal) ? Url : @"https://jira.example/browse/BB-2";
        Assert.True(CompiledLinker.TryCompile("app", new Linker("issues", regex, url, url, LinkerKind.Link, true, "/modules/linkers/0"), TimeProvider.System, out var linker, out _));
        return new LinkerSet([linker.WithValues(LinkerValues.Of(((string[])["BB", "A_B"]).Select(text => LinkerValue.TryParse(text, out var value, out _) ? value : default)))]);
    }
}
