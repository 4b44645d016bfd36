using System.Buffers;
using Mortise.Connect.Descriptors;
using Mortise.Connect.Linkers;
using Mortise.Testing;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>From text to links. Source of the cases: <c>connect.md</c> 13; the founding documentation's examples stand first.</summary>
public sealed class LinkerSetTests
{
    private const string Jira = @"https://jira.example/browse/\1";

    [Fact, Requirement("A37")]
    public void The_examples_of_the_documentation_link()
    {
        Assert.Equal(["BB-1234>https://jira.example/browse/BB-1234"], Compiled.Links("fix BB-1234.", Compiled.Linker(@"([\w\-]+\-\d+)", Jira)));
        Assert.Equal(["BB-1234>https://jira.example/browse/BB-1234"], Compiled.Links("BB-1234 and OPS-23", Compiled.Linker(@"((?K)\-\d+)", Jira, ["BB"])));
        Assert.Equal(["BB-1>https://jira.example/BB"], Compiled.Links("BB-1", Compiled.Linker(@"((?K)\-\d+)", @"https://jira.example/\2", ["BB"])));
    }

    /// <summary>Regex, values, text, and what is linked, separated by blanks. Source: <c>connect.md</c> 13.2.</summary>
    [Theory]
    [InlineData(@"(?K)\-\d+", "BB", "BB-12 XBB-12 DATA-BB-12 bb-12", "BB-12")]
    [InlineData(@"(?K)\-\d+", "A-B", "A-B-12 B-12 X-A-B-12", "A-B-12")]
    [InlineData(@"(?K)\-\d+", "BB", "BB-12BB-13", "")]
    [InlineData(@"(?K)/(?K)", "a b", "a/b b/a a/c c/a a/a/a", "a/b b/a a/a")]
    [InlineData(@"(?:(?K)-)?\d+", "A", "A-1 2", "A-1")]
    [InlineData(@"(?K)\-\d+", "", "BB-12", "")]
    [InlineData(@"[A-Z]+-\d+", "", "BB-12", "BB-12")]
    [Requirement("A35")]
    public void A_match_is_linked_when_each_value_in_it_is_known(string regex, string values, string text, string expected)
    {
        var linker = Compiled.Linker(regex, "https://h.example/", values.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(expected, string.Join(' ', Compiled.FindInTime(text, linker).Select(span => text.Substring(span.Start, span.Length))));
    }

    /// <summary>Source: <c>connect.md</c> 13.4.</summary>
    [Fact]
    public void The_leftmost_match_wins_then_the_longest_then_the_earlier_linker()
    {
        var one = Compiled.Linker(@"b+c", "https://h.example/one");
        var two = Compiled.Linker(@"(a)b", "https://h.example/two");
        var three = Compiled.Linker(@"abb", "https://h.example/three");
        var four = Compiled.Linker(@"abb|bc", "https://h.example/four");

        Assert.Equal(["ab>https://h.example/two"], Compiled.Links("abbc", one, two));
        Assert.Equal(["abb>https://h.example/three"], Compiled.Links("abbc", one, two, three));
        Assert.Equal(["abb>https://h.example/three"], Compiled.Links("abbc", one, two, three, four));
        Assert.Equal(["abb>https://h.example/four"], Compiled.Links("abbc", one, two, four, three));
    }

    [Fact]
    public void A_match_that_gives_way_is_not_searched_for_again()
    {
        var strong = Compiled.Linker("xa", "https://h.example/strong");
        var weak = Compiled.Linker("aa", "https://h.example/weak");

        Assert.Equal(["xa>https://h.example/strong", "aa>https://h.example/weak"], Compiled.Links("xaaaa", strong, weak));
    }

    /// <summary>Template, text of group 1, and the URL. Source: <c>connect.md</c> 13.3, 13.4.</summary>
    [Theory]
    [InlineData(@"https://h.example/\1", "a b/c?d&e%f", "https://h.example/a%20b/c%3Fd%26e%25f")]
    [InlineData(@"https://h.example/?q=\1#\1", "é\"<😀", "https://h.example/?q=%C3%A9%22%3C%F0%9F%98%80#%C3%A9%22%3C%F0%9F%98%80")]
    [InlineData(@"https://h.example/\\1\\\1\d\", "a", @"https://h.example/\1\a\d\")]
    [InlineData(@"https://h.example/\10", "a", "https://h.example/a0")]
    [InlineData(@"https://h.example/\2", "a", "https://h.example/")]
    [InlineData(@"https://\1.example/x", "a", "https://a.example/x")]
    [InlineData(@"https://\1/x", "é ", null)]
    [InlineData(@"https://\1:x/", "a", null)]
    [InlineData(@"\1://h.example/", "javascript", null)]
    public void The_url_is_made_of_encoded_groups(string url, string group, string? expected)
    {
        var linker = Compiled.Linker(@"\{(.*)\}(z)?", url);

        Assert.Equal(expected is null ? [] : [expected], Compiled.FindInTime($"x {{{group}}} y", linker).Select(span => span.Url));
    }

    [Fact]
    public void A_url_that_grows_too_long_makes_no_link()
    {
        var linker = Compiled.Linker(@"<([^>]*)>", @"https://h.example/\1");

        Assert.Single(Compiled.Links($"<{new string('a', 4000)}>", linker));
        Assert.Empty(Compiled.Links($"<{new string('a', 5000)}>", linker));
        Assert.Empty(Compiled.Links($"<{new string('é', 1000)}>", linker));
    }

    [Fact]
    public void Html_is_escaped_around_and_within_links()
    {
        var set = new LinkerSet(
        [
            Compiled.Linker(@"#(\d+)|<(\w+)>", @"https://h.example/i?a=1&b='\1\2'"),
            Compiled.Linker(":(?K):", @"https://h.example/\1.png", ["cat"], kind: LinkerKind.Image),
        ]);
        var output = new ArrayBufferWriter<char>();

        set.WriteHtml("a < b & \"#12\" <x>:cat::dog:", output);

        Assert.Equal(
            "a &lt; b &amp; &quot;<a href=\"https://h.example/i?a=1&amp;b=&#39;12&#39;\" rel=\"nofollow noopener\">#12</a>&quot; "
            + "<a href=\"https://h.example/i?a=1&amp;b=&#39;x&#39;\" rel=\"nofollow noopener\">&lt;x&gt;</a>"
            + "<img alt=\":cat:\" src=\"https://h.example/cat.png\">:dog:",
            output.WrittenSpan.ToString());
    }

    [Fact]
    public void A_link_never_cuts_a_character_in_two()
    {
        var linker = Compiled.Linker(@"a.", "https://h.example/");

        Assert.Equal(["ab>https://h.example/"], Compiled.Links("a😀 ab", linker));
    }

    [Fact]
    public void An_empty_match_links_nothing_and_the_search_goes_on_one_character_later() =>
        Assert.Equal(["12>https://h.example/", "3>https://h.example/"], Compiled.Links("ab12c3", Compiled.Linker(@"\d*", "https://h.example/")));

    [Fact]
    public void A_text_has_at_most_a_thousand_links()
    {
        var text = string.Concat(Enumerable.Repeat("A-1 ", 3000));
        var linker = Compiled.Linker(@"(?K)-\d", "https://h.example/", ["A"]);
        var pass = new LinkerPass(new LinkerSet([linker]));

        Assert.Equal(1000, pass.Find(text).Count);
        Assert.Empty(pass.Find("A-1"));
        Assert.Equal(LinkerSkip.LinksFull, Assert.Single(pass.Preview("A-1").Runs).Skipped);
    }

    [Fact]
    public void The_preview_tells_what_each_linker_did()
    {
        var set = new LinkerSet(
        [
            Compiled.Linker(@"(?K)-(\d+)", @"https://h.example/\2", ["A"], app: "one"),
            Compiled.Linker(@"A-1", "https://h.example/", app: "two"),
            Compiled.Linker(@"(?K):", "https://h.example/", app: "three"),
        ]);

        var preview = set.Preview("A-12 B-3");

        var span = Assert.Single(preview.Spans);
        Assert.Equal((0, 4, "A", "one"), (span.Start, span.Length, span.Value, span.Linker.App));
        Assert.Equal([(1, 0, 1, null), (0, 1, 0, null), (0, 0, 0, LinkerSkip.NoValues)], preview.Runs.Select(run => (run.Links, run.Overlapped, run.Refused, run.Skipped)));
    }

    [Fact]
    public void A_text_with_links_leaves_no_garbage()
    {
        var set = new LinkerSet([Compiled.Linker(@"((?K)\-\d+)", Jira, ["BB", "OPS"])]);
        var text = string.Concat(Enumerable.Repeat("Fix <BB-12> & OPS-3, not XX-4: é\n", 40));
        var output = new ArrayBufferWriter<char>(64 * 1024);
        for (var warm = 0; warm < 3; warm++)
            Write();

        Assert.Equal(0, Garbage.Least(Write));

        void Write()
        {
            output.ResetWrittenCount();
            set.WriteHtml(text, output);
        }
    }
}
