using Mortise.Query.Fields;

namespace Mortise.Query.Tests.Fields;

public sealed class FieldMaskTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",, ,")]
    public void Text_without_items_is_no_mask(string? text) => Assert.Same(FieldMask.None, Written.Mask(text));

    [Fact]
    public void A_path_of_ten_segments_is_read_and_one_of_eleven_is_refused_with_the_bound()
    {
        Assert.NotNull(Written.Mask("a.b.c.d.e.f.g.h.i.j"));

        Assert.False(FieldMask.TryParse("x,a.b.c.d.e.f.g.h.i.j.k", out var mask, out var problem));

        Assert.Null(mask);
        Assert.Equal("fields: at most 10 segments in a path, at position 23", problem);
    }

    [Fact]
    public void A_mask_of_256_items_is_read_and_one_of_257_is_refused_with_the_bound()
    {
        Assert.NotNull(Written.Mask(string.Join(',', Enumerable.Range(0, 256).Select(i => $"m{i}"))));

        Assert.False(FieldMask.TryParse(string.Join(',', Enumerable.Range(0, 257).Select(i => $"m{i}")), out _, out var problem));

        Assert.Equal("fields: at most 256 items", problem);
    }

    [Theory]
    [InlineData("a..b", 3)]
    [InlineData(".a", 1)]
    [InlineData("a.", 3)]
    [InlineData("x, +a..b", 7)]
    [InlineData("+", 2)]
    [InlineData("a,-", 4)]
    public void A_missing_name_is_refused_with_its_position(string text, int position)
    {
        Assert.False(FieldMask.TryParse(text, out _, out var problem));

        Assert.Equal($"fields: a name is missing at position {position}", problem);
    }

    [Fact]
    public void The_same_text_gives_the_mask_that_was_read_before() => Assert.Same(Written.Mask("+seen,-twice"), Written.Mask("+seen,-twice"));

    [Fact]
    public void Masks_that_are_no_longer_asked_for_are_let_go()
    {
        var first = Written.Mask("+let.go");
        for (var i = 0; i < 2000; i++)
            Written.Mask($"+other{i}");

        Assert.NotSame(first, Written.Mask("+let.go"));
    }

    [Theory]
    [InlineData("values.size", true)]
    [InlineData("+values.size", true)]
    [InlineData("values.*", true)]
    [InlineData("+values.size.x", true)]
    [InlineData("values", false)]
    [InlineData("-values.size", false)]
    [InlineData("next", false)]
    [InlineData("", false)]
    public void A_handler_learns_before_it_reads_whether_an_extra_member_is_wanted(string fields, bool wanted) =>
        Assert.Equal(wanted, Written.Mask(fields).Root.Member("values")?.Wants("size", Shown.Extra) ?? false);
}
