using Mortise.Query.Paging;
using Mortise.Query.Tests.Fields;

namespace Mortise.Query.Tests.Paging;

public sealed class PageEnvelopeTests
{
    [Theory]
    [InlineData("", "page=2")]
    [InlineData("?", "page=2")]
    [InlineData("?page=1", "page=2")]
    [InlineData("pagelen=1&page=1&q=x", "pagelen=1&page=2&q=x")]
    [InlineData("page=1&q=x&page=9", "page=2&q=x")]
    [InlineData("?fields=values.name,next&pagelen=1", "fields=values.name%2Cnext&pagelen=1&page=2")]
    [InlineData("q=name+%3D+%22a%26b%22", "q=name%20%3D%20%22a%26b%22&page=2")]
    [InlineData("state=OPEN&state=MERGED", "state=OPEN&state=MERGED&page=2")]
    [InlineData("%70age=1", "page=2")]
    [InlineData("Page=1", "Page=1&page=2")]
    [InlineData("flag&empty=&&x=1=2", "flag&empty=&x=1%3D2&page=2")]
    [InlineData("q=100%&r=%zz", "q=100%25&r=%25zz&page=2")]
    [InlineData("q=é&r=%C3%A9", "q=%C3%A9&r=%C3%A9&page=2")]
    public void The_next_page_repeats_every_parameter(string query, string expected) =>
        Assert.Equal(expected, PageLinks.Replace(query, "page", "2"));

    [Fact]
    public void A_first_page_has_no_previous_and_a_last_page_no_next()
    {
        Assert.Equal("""{"pagelen":1,"page":1,"size":3,"values":[{"id":7}],"next":"https://h/c?page=2"}""", Page(1, "", null));
        Assert.Equal("""{"pagelen":1,"page":2,"size":3,"values":[{"id":7}],"next":"https://h/c?page=3","previous":"https://h/c?page=1"}""", Page(2, "", null));
        Assert.Equal("""{"pagelen":1,"page":3,"size":3,"values":[{"id":7}],"previous":"https://h/c?page=2"}""", Page(3, "", null));
    }

    [Fact]
    public void A_list_that_is_not_counted_has_no_size() =>
        Assert.Equal("""{"pagelen":10,"page":1,"values":[]}""", Write(new([], new(1, 10), false, default), null));

    [Theory]
    [InlineData("values.id", """{"values":[{"id":7}]}""")]
    [InlineData("values.id,next", """{"values":[{"id":7}],"next":"https://h/c?fields=x&page=2"}""")]
    [InlineData("-next,-values", """{"pagelen":1,"page":1,"size":3}""")]
    [InlineData("values.next", """{"values":[{}]}""")]
    public void A_mask_drops_members_of_the_envelope(string fields, string expected) => Assert.Equal(expected, Page(1, "fields=x", fields));

    private static string Page(int page, string query, string? fields) =>
        Write(new([7], new(page, 1), page < 3, new("https://h/c", query), 3), fields);

    private static string Write(Page<int> page, string? fields) =>
        Written.Document(fields, writer => PageEnvelope.Write(writer, page, static (item, id) => item.Write("id", id)));
}
