using System.Text;
using Mortise.Server.Features.ApplicationProperties;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>What counts as a value, and what is read from it (Source: "Application properties"; bounds: connect.md 14.2).</summary>
public sealed class PropertyValueTests
{
    private const PropertyAttributes None = PropertyAttributes.None;
    private const PropertyAttributes Public = PropertyAttributes.Public;
    private const PropertyAttributes ReadOnly = PropertyAttributes.ReadOnly;

    /// <summary>Body, as its app reads it, as others read it, attributes.</summary>
    public static TheoryData<string, string, string, int> Sound => new()
    {
        { """{}""", """{}""", """{}""", (int)None },
        { """{"foo": "bar"}""", """{"foo": "bar"}""", """{"foo": "bar"}""", (int)None },
        { """{ "b" : 1.10, "a":1e2 , "c":12345678901234567890123 }""", """{ "b" : 1.10, "a":1e2 , "c":12345678901234567890123 }""", """{ "b" : 1.10, "a":1e2 , "c":12345678901234567890123 }""", (int)None },
        { """{"foo":"bar","_attributes":["public"]}""", """{"foo":"bar","_attributes":["public"]}""", """{"foo":"bar"}""", (int)Public },
        { """{"_attributes":["read_only"],"foo":"bar"}""", """{"_attributes":["read_only"],"foo":"bar"}""", """{"foo":"bar"}""", (int)ReadOnly },
        { """{"a":1, "_attributes" : [ "read_only" , "public" ] , "b":2}""", """{"a":1, "_attributes" : [ "read_only" , "public" ] , "b":2}""", """{"a":1 , "b":2}""", (int)(Public | ReadOnly) },
        { """{"_attributes":["public"]}""", """{"_attributes":["public"]}""", """{}""", (int)Public },
        { """{"a":1,"_attributes":[]}""", """{"a":1}""", """{"a":1}""", (int)None },
        { """{"_attributes":[],"a":1}""", """{"a":1}""", """{"a":1}""", (int)None },
        { """{"in":{"_attributes":"mine"}}""", """{"in":{"_attributes":"mine"}}""", """{"in":{"_attributes":"mine"}}""", (int)None },
        { """{"in":{"_attributes":["public"]},"x":","}""", """{"in":{"_attributes":["public"]},"x":","}""", """{"in":{"_attributes":["public"]},"x":","}""", (int)None },
        { """{"any thing, at \"all\"":1,"":2}""", """{"any thing, at \"all\"":1,"":2}""", """{"any thing, at \"all\"":1,"":2}""", (int)None },
        { """{"a":1,"a":2}""", """{"a":2}""", """{"a":2}""", (int)None },
        { """{"a":{"b":1.0,"b":2.50},"c":[{"d":1,"d":3}]}""", """{"a":{"b":2.50},"c":[{"d":3}]}""", """{"a":{"b":2.50},"c":[{"d":3}]}""", (int)None },
        { """{"_attributes":["public"],"_attributes":["read_only"],"a":1}""", """{"_attributes":["read_only"],"a":1}""", """{"a":1}""", (int)ReadOnly },
        { """{"_attributes":["public","public"],"_attributes":["public"],"a":1}""", """{"_attributes":["public"],"a":1}""", """{"a":1}""", (int)Public },
        { """{"half":"\ud83d"}""", """{"half":"\ud83d"}""", """{"half":"\ud83d"}""", (int)None },
        { "\r\n\t {\"a\":null}\n", "\r\n\t {\"a\":null}\n", "\r\n\t {\"a\":null}\n", (int)None },
    };

    /// <summary>Body, and a part of the problem that its sender reads.</summary>
    public static TheoryData<string, string> Unsound => new()
    {
        { "", "empty" },
        { " ", "not valid JSON" },
        { "null", "is null" },
        { "true", "a boolean" },
        { "1", "a number" },
        { "\"text\"", "a string" },
        { "[]", "an array" },
        { """[{"foo":"bar"}]""", "an array" },
        { "{'foo': 'bar'}", "double quotes" },
        { "{\n  'foo': 'bar',\n  '_attributes': [\n    'read_only',\n    'public'\n  ]\n}", "double quotes" },
        { """{"a":NaN}""", "not valid JSON" },
        { """{"a":Infinity}""", "not valid JSON" },
        { """{"a":01}""", "not valid JSON" },
        { """{"a":1,}""", "not valid JSON" },
        { """{"a":1""", "not valid JSON" },
        { """{"a":1}}""", "not valid JSON" },
        { """{"a":1} {"b":2}""", "not valid JSON" },
        { """{"a":1} // note""", "not valid JSON" },
        { """{a:1}""", "not valid JSON" },
        { "{\"a\":\"\u0001\"}", "not valid JSON" },
        { "\uFEFF{}", "not valid JSON" },
        { """{"_attributes":"public"}""", "_attributes is an array" },
        { """{"_attributes":null}""", "_attributes is an array" },
        { """{"_attributes":{"public":true}}""", "_attributes is an array" },
        { """{"_attributes":["Public"]}""", "'Public'" },
        { """{"_attributes":["secret"]}""", "'secret'" },
        { """{"_attributes":["public",1]}""", "a number" },
        { """{"_attributes":["public",["read_only"]]}""", "an array" },
        { """{"_attributes":["public","public"]}""", "twice" },
        { """{"\ud83d":1}""", "surrogate" },
    };

    [Theory, MemberData(nameof(Sound))]
    [Requirement("P1"), Requirement("P17"), Requirement("P31"), Requirement("P33")]
    public void A_json_object_is_a_value(string body, string own, string shared, int attributes)
    {
        Assert.True(PropertyValue.TryParse(Encoding.UTF8.GetBytes(body), out var value, out var problem), problem);

        Assert.Equal(own, Encoding.UTF8.GetString(value.Utf8.Span));
        Assert.Equal(shared, Encoding.UTF8.GetString(value.Shared.Span));
        Assert.Equal((PropertyAttributes)attributes, value.Attributes);
    }

    [Theory, MemberData(nameof(Unsound))]
    [Requirement("P17"), Requirement("P18"), Requirement("P32")]
    public void Anything_else_is_refused_with_the_reason(string body, string reason)
    {
        Assert.False(PropertyValue.TryParse(Encoding.UTF8.GetBytes(body), out _, out var problem));

        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x22, 0xC0, 0xAF, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x3A, 0x31, 0x7D })]
    public void Bytes_that_are_not_utf8_are_refused(byte[] body)
    {
        Assert.False(PropertyValue.TryParse(body, out _, out var problem));

        Assert.Contains("UTF-8", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(1000, false)]
    [InlineData(10_000, false)]
    public void A_value_has_at_most_32_levels(int levels, bool sound)
    {
        var body = string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

        Assert.Equal(sound, PropertyValue.TryParse(Encoding.UTF8.GetBytes(body), out _, out var problem));

        if (!sound)
            Assert.True(problem!.Contains("32 levels", StringComparison.Ordinal) || problem.Contains("32768 bytes", StringComparison.Ordinal), problem);
    }

    [Theory]
    [InlineData(PropertyValue.MaxBytes, true)]
    [InlineData(PropertyValue.MaxBytes + 1, false)]
    public void A_value_has_at_most_32768_bytes(int bytes, bool sound)
    {
        var body = "{\"a\":\"" + new string('x', bytes - 8) + "\"}";

        Assert.Equal(sound, PropertyValue.TryParse(Encoding.UTF8.GetBytes(body), out _, out var problem));

        if (!sound)
            Assert.Contains("32769", problem, StringComparison.Ordinal);
    }
}
