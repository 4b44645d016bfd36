using System.Buffers;
using System.Text.Json;
using Mortise.Query.Fields;
using Mortise.Testing;

namespace Mortise.Query.Tests.Fields;

public sealed class ObjectWriterTests
{
    // A pull request in a collection: its destination is embedded, reviewers are off by default.
    // Source: Bitbucket Cloud docs, "Partial responses": `fields=*` shows what is off by default, embedded objects stay condensed.
    public static TheoryData<string?, string> Cases => new()
    {
        { null, """{"values":[{"id":7,"to":{"name":"main","repo":{"name":"r","links":{"self":"s"}}}}]}""" },
        { "+values.reviewers", """{"values":[{"id":7,"reviewers":[{"name":"ada"}],"to":{"name":"main","repo":{"name":"r","links":{"self":"s"}}}}]}""" },
        { "values.reviewers.name", """{"values":[{"reviewers":[{"name":"ada"}]}]}""" },
        { "values.reviewers.email", """{"values":[{"reviewers":[{"email":"ada@example.com"}]}]}""" },
        { "values.*", """{"values":[{"id":7,"reviewers":[{"name":"ada"}],"to":{"name":"main","repo":{"name":"r","links":{"self":"s"}}},"parent":null}]}""" },
        { "values.to", """{"values":[{"to":{"name":"main","repo":{"name":"r","links":{"self":"s"}}}}]}""" },
        { "values.to.*", """{"values":[{"to":{"name":"main","strategies":["squash","merge"],"repo":{"name":"r","links":{"self":"s"}}}}]}""" },
        { "values.to.repo.*", """{"values":[{"to":{"repo":{"name":"r","owner":{"name":"ada"},"size":null,"links":{"self":"s"}}}}]}""" },
        { "values.to.repo.owner", """{"values":[{"to":{"repo":{"owner":{"name":"ada"}}}}]}""" },
        { "values.to.repo.links", """{"values":[{"to":{"repo":{"links":{"self":"s"}}}}]}""" },
        { "values.to.repo.links.*", """{"values":[{"to":{"repo":{"links":{"self":"s","clone":"c"}}}}]}""" },
        { "values.to.strategies", """{"values":[{"to":{"strategies":["squash","merge"]}}]}""" },
        { "values.to.strategies.x", """{"values":[{"to":{}}]}""" },
        { "values.parent.name", """{"values":[{"parent":null}]}""" },
        { "values.id.x", """{"values":[{}]}""" },
        { "values.to.strategies,-values.to.*,values.to", """{"values":[{"to":{"name":"main","repo":{"name":"r","links":{"self":"s"}}}}]}""" },
        { "+values.to.repo.size,-values.to.repo.name,-values.to.name", """{"values":[{"id":7,"to":{"repo":{"size":null,"links":{"self":"s"}}}}]}""" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Members_show_by_their_kind_and_place(string? fields, string expected) =>
        Assert.Equal(expected, Written.Document(fields, static page => page.Array("values", [7], WritePullRequest)));

    [Fact]
    public void A_member_that_is_not_wanted_is_never_computed()
    {
        var computed = new List<string>();

        Written.Document("values.id,-values.links", page => page.Array("values", [1, 2, 3], (value, id) =>
        {
            value.Write("id", id);
            value.Object("links", 0, (_, _) => computed.Add("links"));
            value.Embedded("owner", "ada", (_, _) => computed.Add("owner"));
            value.Array("parents", [1], (_, _) => computed.Add("parents"));
            value.EmbeddedArray("reviewers", ["ada"], (_, _) => computed.Add("reviewers"), Shown.Extra);
            value.Strings("tags", Tags());
            value.Raw("stored", "not json"u8);
            value.Properties("properties", null!);
        }));

        Assert.Empty(computed);

        IEnumerable<string> Tags()
        {
            computed.Add("tags");
            yield return "x";
        }
    }

    [Theory]
    [InlineData("values.id,values.to.repo.name")]
    [InlineData("-values.to.repo.links.*,+values.reviewers.email,+values.*.nope")]
    [InlineData("")]
    public void Writing_with_a_mask_again_allocates_nothing(string fields)
    {
        var rows = Enumerable.Range(0, 100).ToArray();
        var buffer = new ArrayBufferWriter<byte>(1 << 20);
        using var json = new Utf8JsonWriter(buffer);
        WritePage(json, buffer, fields, rows);

        Assert.Equal(0, Garbage.Least(() => WritePage(json, buffer, fields, rows)));
    }

    [Fact]
    public void Properties_are_gathered_once_for_a_document_and_then_shown_wherever_they_were_asked_for()
    {
        var known = new DocumentProperties<int>();
        string Write(string fields) => Written.Text(json => ObjectWriter.WriteDocument(
            json, Written.Mask(fields), known, 7, static (page, repository) => page.Array("values", [1, 2], (row, id) =>
            {
                row.Write("id", id);
                row.Properties("properties", id);
                row.Embedded("repository", repository, static (inner, of) => inner.Properties("properties", of));
            })));

        Assert.Equal("""{"values":[{"id":1,"repository":{}},{"id":2,"repository":{}}]}""", Write(""));
        Assert.Empty(known.Missing);
        Assert.Equal("""{"values":[{"id":1,"repository":{}},{"id":2,"repository":{}}]}""", Write("+values.repository.properties.*,-values.nothing"));
        Assert.Equal([7], known.Missing);

        known.Add(7, [new AppProperties("ci", [new StoredProperty("state", "{\"ok\":true}"u8.ToArray())])]);
        Assert.Empty(known.Missing);
        Assert.Equal(
            """{"values":[{"id":1,"repository":{"properties":{"ci":{"state":{"ok":true}}}}},{"id":2,"repository":{"properties":{"ci":{"state":{"ok":true}}}}}]}""",
            Write("+values.repository.properties.*"));

        Write("values.properties");
        Assert.Equal([1, 2], known.Missing.Order());
        known.Add(1, []);
        known.Add(2, []);
        Assert.Equal("""{"values":[{"properties":{}},{"properties":{}}]}""", Write("values.properties"));
    }

    private static void WritePage(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, string fields, int[] rows)
    {
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        ObjectWriter.WriteDocument(json, Written.Mask(fields), rows, static (page, rows) => page.Array("values", rows, WritePullRequest));
        json.Flush();
    }

    private static void WritePullRequest(ObjectWriter writer, int id)
    {
        writer.Write("id", id);
        writer.EmbeddedArray("reviewers", Names, WriteUser, Shown.Extra);
        writer.Embedded("to", "main", WriteBranch);
        writer.Embedded("parent", default(string), WriteUser, Shown.Extra);
    }

    private static readonly string[] Names = ["ada"];
    private static readonly string[] Strategies = ["squash", "merge"];

    private static void WriteBranch(ObjectWriter writer, string name)
    {
        writer.Write("name", name);
        writer.Strings("strategies", Strategies, Shown.Extra);
        writer.Embedded("repo", "r", WriteRepository);
    }

    private static void WriteRepository(ObjectWriter writer, string name)
    {
        writer.Write("name", name);
        writer.Embedded("owner", "ada", WriteUser, Shown.Full);
        writer.Write("size", default(long?), Shown.Full);
        writer.Object("links", 0, static (links, _) =>
        {
            links.Write("self", "s");
            links.Write("clone", "c", Shown.Full);
        });
    }

    private static void WriteUser(ObjectWriter writer, string name)
    {
        writer.Write("name", name);
        writer.Write("email", "ada@example.com", Shown.Extra);
    }
}
