using Mortise.Server.Features.Addon.Linkers;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>What turns stored values into wanted ones, as a table: <c>1A 2B</c> stored, <c>B 1:C</c> wanted (1 renamed to C).</summary>
public sealed class LinkerValueDifferenceTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "A B A", "+A +B")]
    [InlineData("1A 2B", "A B", "")]
    [InlineData("1A 2B", "B", "-1")]
    [InlineData("1A 2B", "", "-1 -2")]
    [InlineData("1A 2B", "C B", "-1 +C")]
    [InlineData("1A 2B", "1:A 2:B", "")]
    [InlineData("1A 2B", "1:C B", "1=C")]
    [InlineData("1A 2B", "1:B 2:A", "1=B 2=A")]
    [InlineData("1A 2B", "1:C A B", "1=C +A")]
    [InlineData("1A 2B", "2:A", "-1 2=A")]
    [InlineData("1A 2B", "1:A 2:A", "-2")]
    [InlineData("1A 2B", "2:A 1:A", "-2")]
    [InlineData("1A 2B", "1:C 2:C", "-2 1=C")]
    [InlineData("1A 2B", "1:A A 1:A", "-2")]
    [InlineData("1A 2B", "3:C", "! 0")]
    [InlineData("1A 2B", "A 1:A 1:B", "! 2")]
    public void The_difference_is_the_least(string stored, string wanted, string expected)
    {
        var difference = LinkerValueDifference.Between(
            [.. Parts(stored).Select(part => new StoredLinkerValue { Id = part[0] - '0', Value = part[1..] })],
            [.. Parts(wanted).Select(part => part.Split(':') is [var id, var value] ? new WantedLinkerValue(long.Parse(id), value) : new(null, part))],
            out var problem);

        Assert.Equal(expected, difference is null ? $"! {problem!.Index}" : Shown(difference));
        Assert.True(difference is null || difference.IsEmpty == (expected.Length == 0));
        Assert.True(difference is null || difference.Size == Parts(wanted).Select(part => part.Split(':')[^1]).Distinct().Count());
    }

    private static string[] Parts(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Shown(LinkerValueDifference difference) =>
        string.Join(' ', [.. difference.Removed.Select(id => $"-{id}"), .. difference.Renamed.Select(value => $"{value.Id}={value.Value}"), .. difference.Added.Select(value => "+" + value)]);
}
