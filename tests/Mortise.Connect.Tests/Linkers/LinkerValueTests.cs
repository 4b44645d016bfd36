using Mortise.Connect.Linkers;

namespace Mortise.Connect.Tests.Linkers;

/// <summary>What a linker value may be. Source: <c>connect.md</c> 12.6; Bitbucket Cloud docs, "Linker values": it must match <c>[\w\-]+</c>.</summary>
public sealed class LinkerValueTests
{
    [Theory]
    [InlineData("BB")]
    [InlineData("a-b_c-1")]
    [InlineData("-")]
    [InlineData("é")]
    [InlineData("日本")]
    [InlineData("Ⅻ½²")]
    [InlineData("٣")]
    public void Letters_numbers_underscores_and_hyphens_are_taken(string text)
    {
        Assert.True(LinkerValue.TryParse(text, out var value, out _));
        Assert.Equal(text, value.Text);
    }

    [Theory]
    [InlineData("", "this one has 0")]
    [InlineData(null, "this one has 0")]
    [InlineData("a b", "at position 1 stands ' ' (U+0020)")]
    [InlineData("ab.", "at position 2 stands '.' (U+002E)")]
    [InlineData("a\n", "at position 1 stands (U+000A)")]
    [InlineData("e\u0301", "at position 1")]
    [InlineData("a\u203fb", "(U+203F)")]
    [InlineData("\U00020000", "at position 0 stands (U+D840)")]
    public void Anything_else_is_refused_with_its_place(string? text, string expected)
    {
        Assert.False(LinkerValue.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_has_at_most_255_characters()
    {
        Assert.True(LinkerValue.TryParse(new string('x', 255), out _, out _));
        Assert.False(LinkerValue.TryParse(new string('x', 256), out _, out var problem));
        Assert.Contains("1 to 255 characters; this one has 256", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_values_are_found_and_no_others()
    {
        var values = Compiled.Values(Enumerable.Range(0, 100_000).Select(number => $"V{number}"));

        Assert.Equal(100_000, values.Count);
        Assert.True(values.Contains("V0") && values.Contains("V99999") && values.Contains("V31415"));
        Assert.False(values.Contains("V100000") || values.Contains("v0") || values.Contains("V") || values.Contains("") || values.Contains("V00"));
    }

    [Fact]
    public void Values_are_swapped_without_compiling_again()
    {
        var linker = Compiled.Linker(@"((?K)\-\d+)");
        var first = linker.WithValues(Compiled.Values("A"));
        var second = first.WithValues(Compiled.Values("B"));

        Assert.Equal(["A-1>https://h.example/A-1"], Compiled.Links("A-1 B-1", first));
        Assert.Equal(["B-1>https://h.example/B-1"], Compiled.Links("A-1 B-1", second));
        Assert.Empty(Compiled.Links("A-1 B-1", linker));
    }
}
