using System.Buffers;
using System.Text;
using System.Text.Json;
using Mortise.Query.Fields;
using Mortise.Testing;

namespace Mortise.Query.Tests.Fields;

public sealed class RawJsonTests
{
    // Sources: RFC 8259 for JSON; that stored bytes go back as they came is the promise of application properties.
    public static TheoryData<string?, string, string> Cases => new()
    {
        { null, """ { "a" : 1.0 , "a": 2 } """, """ { "a" : 1.0 , "a": 2 } """ },
        { "a", """{"a": 1.00e+2, "b": 0}""", """{"a":1.00e+2}""" },
        { "a", """{"a": 12345678901234567890123456789.10}""", """{"a":12345678901234567890123456789.10}""" },
        { "a", """{"a": "\u00e9\/\ud83d\ude00é"}""", """{"a":"\u00e9\/\ud83d\ude00é"}""" },
        { "a", """{"a": { "x" : [ 1, 2 ] } }""", """{"a":{ "x" : [ 1, 2 ] }}""" },
        { "b,a", """{"a":1,"b":2}""", """{"a":1,"b":2}""" },
        { "a", """{"a":1,"b":0,"a":2}""", """{"a":2}""" },
        { "a", """{"\u0061":1,"b":0}""", """{"\u0061":1}""" },
        { "a", """{"a":1,"\u0061":2}""", """{"\u0061":2}""" },
        { "-b", """{"\ud800":1,"b":0}""", """{"\ud800":1}""" },
        { "é", """{"é":1,"e":0}""", """{"é":1}""" },
        { "-x", """{"":1,"a.b":2,"\"":3,"x":0}""", """{"":1,"a.b":2,"\"":3}""" },
        { "a.b", """{"a.b":1,"a":{"b":2}}""", """{"a":{"b":2}}""" },
        { "a.b", """{"a":[{"b":1},2,[{"b":3,"c":0}],null]}""", """{"a":[{"b":1},[{"b":3}]]}""" },
        { "-a.b", """{"a":[{"b":1},2,[{"b":3,"c":0}],null]}""", """{"a":[{},2,[{"c":0}],null]}""" },
        { "a.b", """{"a":[1,[2]]}""", "{}" },
        { "a.b", """{"a":[ ]}""", """{"a":[]}""" },
        { "a.b", """{"a":null}""", "{}" },
        { "a", """[{"a":1,"b":2},{"b":3}]""", """[{"a":1},{}]""" },
        { "a", "true", "true" },
        { "a,b", """{ "a" : {} , "b" : [] , "c" : {} }""", """{"a":{},"b":[]}""" },
        { "-a.b", """{"a":{"b":1}}""", """{"a":{}}""" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void What_is_kept_is_copied(string? fields, string document, string expected) =>
        Assert.Equal(expected, Written.Raw(document, fields));

    [Theory, MemberData(nameof(Cases))]
    public void A_stored_member_is_filtered_as_a_stored_document_is(string? fields, string document, string expected)
    {
        if (document == "true")
            return;

        var below = fields is null ? null : string.Join(',', fields.Split(',').Select(item => item[0] == '-' ? $"-m.{item[1..]}" : $"m.{item}"));

        Assert.Equal($$"""{"m":{{expected}}}""", Written.Document(below, writer => writer.Raw("m", Encoding.UTF8.GetBytes(document))));
    }

    [Fact]
    public void A_scalar_member_that_is_passed_through_is_left_out() =>
        Assert.Equal("{}", Written.Document("m.x", writer => writer.Raw("m", "17"u8)));

    [Fact]
    public void An_object_with_thousands_of_names_keeps_the_last_of_each()
    {
        var members = Enumerable.Range(0, 5000).Select(i => $"\"k{i % 2500}\":{i}");

        var kept = Written.Raw($"{{{string.Join(',', members)}}}", "-k0");

        Assert.Equal($"{{{string.Join(',', Enumerable.Range(2501, 2499).Select(i => $"\"k{i - 2500}\":{i}"))}}}", kept);
    }

    [Fact]
    public void A_mask_with_many_names_finds_each()
    {
        var document = $"{{{string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"k{i}\":{i}"))}}}";
        var expected = $"{{{string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"k{i}\":{i}"))}}}";

        Assert.Equal(expected, Written.Raw(document, string.Join(',', Enumerable.Range(0, 200).Select(i => $"k{i}"))));
    }

    [Fact]
    public void Filtering_a_stored_document_again_allocates_nothing()
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(buffer);
        Filter();

        Assert.Equal(0, Garbage.Least(Filter));

        void Filter()
        {
            buffer.ResetWrittenCount();
            json.Reset(buffer);
            RawJson.Write(json, """{"a":{"b":1,"c":{"d":2}},"e":[{"b":1},{"c":2}]}"""u8, Written.Mask("a.c,e.b"));
            json.Flush();
        }
    }
}
