using Mortise.Query.Fields;

namespace Mortise.Query.Tests.Fields;

/// <summary>One line a case: the text after URL decoding, and what is left of one document, stored or written.</summary>
public sealed class PartialResponseTests
{
    private const string Whole = """{"a":1,"links":{"self":{"href":"s"},"html":{"href":"h"}},"values":[{"id":1,"x":{"y":2,"z":3}}]}""";

    // Source: Bitbucket Cloud docs, "Partial responses", for the forms; the order of precedence is ours where the docs are silent.
    public static TheoryData<string?, string> Cases => new()
    {
        { null, Whole },
        { "a", """{"a":1}""" },
        { "a,nope", """{"a":1}""" },
        { "nope", "{}" },
        { "-nope,-a.b,-links.nope.x", Whole },
        { "-links", """{"a":1,"values":[{"id":1,"x":{"y":2,"z":3}}]}""" },
        { "-links.*", """{"a":1,"links":{},"values":[{"id":1,"x":{"y":2,"z":3}}]}""" },
        { "values.x.y", """{"values":[{"x":{"y":2}}]}""" },
        { "-links,+links.self", """{"a":1,"links":{"self":{"href":"s"}},"values":[{"id":1,"x":{"y":2,"z":3}}]}""" },
        { "+links.self,-links", """{"a":1,"values":[{"id":1,"x":{"y":2,"z":3}}]}""" },
        { "-links.self,+links", Whole },
        { "+links,-links.self", """{"a":1,"links":{"html":{"href":"h"}},"values":[{"id":1,"x":{"y":2,"z":3}}]}""" },
        { "-*,+a", """{"a":1}""" },
        { "-*,+values.id", """{"values":[{"id":1}]}""" },
        { "-*", "{}" },
        { "*", Whole },
        { "*.*", """{"links":{"self":{"href":"s"},"html":{"href":"h"}},"values":[{"id":1,"x":{"y":2,"z":3}}]}""" },
        { "*.self", """{"links":{"self":{"href":"s"}},"values":[{}]}""" },
        { "values.*", """{"values":[{"id":1,"x":{"y":2,"z":3}}]}""" },
        { "-values.*", """{"a":1,"links":{"self":{"href":"s"},"html":{"href":"h"}},"values":[{}]}""" },
        { "values,-values.x.z", """{"values":[{"id":1,"x":{"y":2}}]}""" },
        { "links.nope", """{"links":{}}""" },
        { "a.b", "{}" },
        { "a,+links.html", """{"a":1,"links":{"html":{"href":"h"}}}""" },
        { "+links.html,a", """{"a":1,"links":{"html":{"href":"h"}}}""" },
        { "links.self,links.html.href", """{"links":{"self":{"href":"s"},"html":{"href":"h"}}}""" },
        { " a", Whole },
        { "a, links.self ,", """{"a":1,"links":{"self":{"href":"s"}}}""" },
        { " -links , -values", """{"a":1}""" },
        { "A", "{}" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_stored_document_keeps_what_is_wanted(string? fields, string expected) => Assert.Equal(expected, Written.Raw(Whole, fields));

    [Theory, MemberData(nameof(Cases))]
    public void A_written_document_has_what_is_wanted(string? fields, string expected) => Assert.Equal(expected, Written.Document(fields, WriteWhole));

    private static void WriteWhole(ObjectWriter writer)
    {
        writer.Write("a", 1);
        writer.Object("links", 0, static (links, _) =>
        {
            links.Object("self", "s", static (link, href) => link.Write("href", href));
            links.Object("html", "h", static (link, href) => link.Write("href", href));
        });
        writer.Array("values", new[] { 1 }, static (value, id) =>
        {
            value.Write("id", id);
            value.Object("x", 0, static (x, _) =>
            {
                x.Write("y", 2);
                x.Write("z", 3);
            });
        });
    }
}
