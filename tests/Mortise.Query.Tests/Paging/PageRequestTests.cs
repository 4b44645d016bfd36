using Mortise.Query.Paging;

namespace Mortise.Query.Tests.Paging;

public sealed class PageRequestTests
{
    [Theory]
    [InlineData(null, null, 1, 10, 0)]
    [InlineData("1", "100", 1, 100, 0)]
    [InlineData("3", "1", 3, 1, 2)]
    [InlineData("007", "5", 7, 5, 30)]
    [InlineData("2147483647", "100", int.MaxValue, 100, 214748364600)]
    public void A_page_is_read(string? page, string? pagelen, int number, int length, long offset)
    {
        Assert.True(PageRequest.TryParse(page, pagelen, new(), out var request, out var problem));

        Assert.Null(problem);
        Assert.Equal(new PageRequest(number, length), request);
        Assert.Equal(offset, request.Offset);
    }

    [Theory]
    [InlineData("0", null, "Invalid page")]
    [InlineData("-1", null, "Invalid page")]
    [InlineData("+1", null, "Invalid page")]
    [InlineData(" 1", null, "Invalid page")]
    [InlineData("", null, "Invalid page")]
    [InlineData("1.0", null, "Invalid page")]
    [InlineData("dbtR", null, "Invalid page")]
    [InlineData("2147483648", null, "Invalid page")]
    [InlineData(null, "0", "Invalid pagelen")]
    [InlineData(null, "-5", "Invalid pagelen")]
    [InlineData(null, "", "Invalid pagelen")]
    [InlineData(null, "ten", "Invalid pagelen")]
    [InlineData(null, "101", "Invalid pagelen")]
    [InlineData("x", "x", "Invalid pagelen")]
    public void A_page_that_cannot_be_is_refused(string? page, string? pagelen, string expected)
    {
        Assert.False(PageRequest.TryParse(page, pagelen, new(), out _, out var problem));

        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_collection_has_limits_of_its_own()
    {
        Assert.True(PageRequest.TryParse(null, null, new(500, 5000), out var request, out _));
        Assert.Equal(500, request.PageLen);
        Assert.True(PageRequest.TryParse(null, "5000", new(500, 5000), out _, out _));
        Assert.False(PageRequest.TryParse(null, "51", new(Max: 50), out _, out _));
    }
}
