using Mortise.Connect.Linkers;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>The dialect: what is refused beyond what Python refuses, where it says so, and what is counted.</summary>
public sealed class LinkerPatternTests
{
    /// <summary>The regex, the position that the text names, and a part of what it says. Source: <c>connect.md</c> 13.3.</summary>
    [Theory]
    [InlineData("", null, "1 to 2048 characters")]
    [InlineData("ab++", 2, "possessive")]
    [InlineData("a{2}+", 1, "possessive")]
    [InlineData("ab(?i:c)", 5, "flags for the whole regex")]
    [InlineData("(?-i:c)", 2, "flags for the whole regex")]
    [InlineData("ab(?i)c", 2, "flags at the start")]
    [InlineData("(?L)c", 2, "no flag L")]
    [InlineData("(?ai)c", 0, "without u and i")]
    [InlineData("a{1001}", 1, "at most 1000")]
    [InlineData("a{1,99999999999}", 1, "at most 1000")]
    [InlineData("x(?<=a|bc)", 1, "fixed length")]
    [InlineData("x(?<=(?K))", 5, "fixed length; (?K) has none")]
    [InlineData("(?<=(a){2})b", 7, "repeated group within a look-behind")]
    [InlineData("(a)(?<=(?(1)b|c))", 10, "no condition within a look-behind")]
    [InlineData("(?<name>a)", 0, "(?P<name>")]
    [InlineData("(?'name'a)", 2, "one of (?:")]
    [InlineData("(a*)*b", 4, "engines differ")]
    [InlineData("(?:a??)+b", 7, "engines differ")]
    [InlineData(@"\N{DIGIT ONE}", 0, @"\N is none here")]
    [InlineData(@"[\U0001F600]", 1, "U+FFFF")]
    [InlineData(@"a\Gb", 1, @"\G is none here")]
    [InlineData("a(?K", 3, "one of (?:")]
    [InlineData(@"\(?K)", 4, "no ')' here")]
    [InlineData("a)", 1, "no group is open")]
    [InlineData(@"(a)\2", 3, "one of the 1 groups so far")]
    [InlineData("(?(2)a)", 3, "one of the 0 groups")]
    public void A_regex_is_refused_with_the_position_and_what_was_expected(string regex, int? position, string expected)
    {
        Assert.False(LinkerPattern.TryParse(regex, out _, out var problem));

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        if (position is not null)
            Assert.EndsWith($", at position {position}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_are_told_by_the_refusal()
    {
        Assert.Contains("1 to 2048", Compiled.Problem(new string('a', 2049)), StringComparison.Ordinal);
        Assert.Contains("50 deep", Compiled.Problem(new string('(', 60) + new string(')', 60)), StringComparison.Ordinal);
        Assert.Contains("100 groups", Compiled.Problem(string.Concat(Enumerable.Repeat("(a)", 101))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", 0, false)]
    [InlineData("(a)(?:b)(?=c)(?P<n>d)", 2, false)]
    [InlineData(@"((?K)\-\d+)", 2, true)]
    [InlineData("(?K)/(?K)", 2, true)]
    [InlineData(@"\((?K)\)", 1, true)]
    [InlineData("[(?K)]", 0, false)]
    [InlineData(@"(\(?K)", 1, false)]
    [InlineData("(?x) (?K) # (?K)", 1, true)]
    [InlineData("(?#(?K)x", 0, false)]
    public void Groups_are_counted_with_the_values_among_them(string regex, int groups, bool takesValues)
    {
        Assert.True(LinkerPattern.TryParse(regex, out var pattern, out var problem), problem);

        Assert.Equal((groups, takesValues), (pattern.Groups, pattern.TakesValues));
    }

    [Theory]
    [InlineData("a", @"/\1", "no back-reference")]
    [InlineData("(a)", @"/\2", @"up to \1")]
    [InlineData("(a)", @"/\0", @"not \0 as at position 1")]
    [InlineData("(a)", @"/\g<1>", @"not \g as at position 1")]
    [InlineData("(a)", @"/\\\2", @"up to \1")]
    public void A_url_is_refused_when_it_names_a_group_that_is_not_there(string regex, string url, string expected) =>
        Assert.Contains(expected, Compiled.Problem(regex, url), StringComparison.Ordinal);

    /// <summary>Named groups count with the others, by their opening parenthesis, as in Python and not as in .NET.</summary>
    [Fact]
    public void Named_groups_are_numbered_as_in_Python() =>
        Assert.Equal(["a1-b>https://h.example/a-1-b"], Compiled.Links("a1-b", Compiled.Linker(@"(?P<x>a)(\d)-(?P<y>b)", @"https://h.example/\1-\2-\3")));

    [Theory]
    [InlineData(@"((?K)\-\d+)", LinkerLane.Split)]
    [InlineData(@"\b(?K)-(\d+)\b", LinkerLane.Split)]
    [InlineData("#(?K)", LinkerLane.Split)]
    [InlineData("(?K)[-:]x", LinkerLane.Split)]
    [InlineData(@"(?K)-\d+(?= )", LinkerLane.Timed)]
    [InlineData(@"(?i)(?K)-\d+", LinkerLane.Linear)]
    [InlineData("(?K)/(?K)", LinkerLane.Linear)]
    [InlineData("(?K)(-a)*b", LinkerLane.Linear)]
    [InlineData("a(?K)", LinkerLane.Linear)]
    [InlineData(@"(?K)-[\w-]*x", LinkerLane.Linear)]
    [InlineData(@"\bGH-\d+\b", LinkerLane.Linear)]
    [InlineData("(?<!&)#([0-9]+)", LinkerLane.Timed)]
    [InlineData(@"(a)\1", LinkerLane.Timed)]
    [InlineData("(?>a+)b", LinkerLane.Timed)]
    [InlineData("(?:a{1000}){1000}", LinkerLane.Timed)]
    public void The_lane_follows_from_the_regex(string regex, LinkerLane lane) => Assert.Equal(lane, Compiled.Linker(regex, "https://h.example/").Lane);
}
