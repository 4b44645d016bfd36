using System.Text;
using Mortise.Query.Fields;

namespace Mortise.Query.Tests.Fields;

public sealed class PropertiesTests
{
    private const string State = """{"ok":true,"n":1.50,"tags":["a","b"],"none":[],"log":{"at":1,"by":{"id":7,"of":{"z":0}}},"runs":[{"id":1,"log":{"x":2}},{"id":2}]}""";
    private const string Dotted = """{"a.b":1,"a":{"b":2,"c":3},"":4,"q\"q":5,"secret":6}""";

    private static readonly AppProperties[] Apps =
    [
        new("com.acme.ci", [Stored("state", State), Stored("state.old", """{"ok":false}""")]),
        new("com.acme", [Stored("ci.state", """{"wrong":1}"""), Stored("names", Dotted)]),
        new("badges", [Stored("latest", """{"ok":true,"secret":"s","log":{"secret":"t"}}""")]),
    ];

    // Source: Bitbucket Cloud docs, "Application properties" (`+properties.*`, deeper `+properties.*.*.*`); where they are silent, the rule is ours.
    public static TheoryData<string?, string> Depths => new()
    {
        { null, """{"id":1}""" },
        { "-id", "{}" },
        { "+properties.latest", """{"id":1,"properties":{}}""" },
        { "properties.badges", """{"properties":{"badges":{"latest":{"ok":true,"secret":"s"}}}}""" },
        { "+properties.badges.*", """{"id":1,"properties":{"badges":{"latest":{"ok":true,"secret":"s","log":{"secret":"t"}}}}}""" },
        { "properties.badges.latest.*", """{"properties":{"badges":{"latest":{"ok":true,"secret":"s","log":{"secret":"t"}}}}}""" },
        { "properties.badges.latest.ok", """{"properties":{"badges":{"latest":{"ok":true}}}}""" },
        { "properties.badges.latest.ok.x", """{"properties":{"badges":{"latest":{}}}}""" },
        { "properties.badges.latest.log.secret", """{"properties":{"badges":{"latest":{"log":{"secret":"t"}}}}}""" },
        { "properties.*.latest.ok", """{"properties":{"badges":{"latest":{"ok":true}}}}""" },
        { "properties.*.nope", """{"properties":{}}""" },
        { "properties.badges.nope", """{"properties":{}}""" },
        { "properties.badges,-properties.badges.latest.secret", """{"properties":{"badges":{"latest":{"ok":true}}}}""" },
        { "properties.badges.*,-properties.*.*.secret", """{"properties":{"badges":{"latest":{"ok":true,"log":{"secret":"t"}}}}}""" },
        { "-properties.badges.latest.secret,properties.badges.latest", """{"properties":{"badges":{"latest":{"ok":true,"secret":"s","log":{"secret":"t"}}}}}""" },
        { "properties.badges,-properties.badges.*", """{"properties":{"badges":{}}}""" },
        { "properties.badges,-properties.*", """{"properties":{}}""" },
        { "properties.badges,-properties", "{}" },
        { "properties.badges.latest.log.secret,-properties.badges.latest.*,properties.badges", """{"properties":{"badges":{"latest":{"ok":true,"secret":"s"}}}}""" },
        { "-properties.badges.latest.ok,properties.badges.latest.log,properties.badges", """{"properties":{"badges":{"latest":{"ok":true,"secret":"s","log":{"secret":"t"}}}}}""" },
        { "-properties.*.*.secret", """{"id":1}""" },
    };

    // A hit on a node opens its members, and of those that are objects the scalars; what lies deeper is left out, not emptied.
    public static TheoryData<string, string> Levels => new()
    {
        { "properties.com.acme.ci.state", """{"ok":true,"n":1.50,"tags":["a","b"],"none":[],"log":{"at":1},"runs":[{"id":1},{"id":2}]}""" },
        { "properties.com.acme.ci.state.*", """{"ok":true,"n":1.50,"tags":["a","b"],"none":[],"log":{"at":1,"by":{"id":7}},"runs":[{"id":1,"log":{"x":2}},{"id":2}]}""" },
        { "properties.com.acme.ci.state.*.*", """{"ok":true,"n":1.50,"tags":["a","b"],"none":[],"log":{"at":1,"by":{"id":7,"of":{"z":0}}},"runs":[{"id":1,"log":{"x":2}},{"id":2}]}""" },
        { "properties.com.acme.ci.state.ok", """{"ok":true}""" },
        { "properties.com.acme.ci.state.log", """{"log":{"at":1,"by":{"id":7}}}""" },
        { "properties.com.acme.ci.state.log.by.of", """{"log":{"by":{"of":{"z":0}}}}""" },
        { "properties.com.acme.ci.state.runs.id", """{"runs":[{"id":1},{"id":2}]}""" },
        { "properties.com.acme.ci.state.runs,-properties.com.acme.ci.state.runs.id", """{"runs":[{"log":{"x":2}},{}]}""" },
        { "properties.com.acme.ci.state.n,properties.com.acme.ci.state.nope", """{"n":1.50}""" },
    };

    // Names may hold dots; the longest that is there wins, and a shorter one is taken when the longer leads nowhere.
    public static TheoryData<string, string> Names => new()
    {
        { "properties.com.acme.ci.state.old", """{"com.acme.ci":{"state.old":{"ok":false}}}""" },
        { "properties.com.acme.ci.state.old.ok", """{"com.acme.ci":{"state.old":{"ok":false}}}""" },
        { "properties.com.acme.names.secret", """{"com.acme":{"names":{"secret":6}}}""" },
        { "properties.com.acme.names.a.b", """{"com.acme":{"names":{"a.b":1}}}""" },
        { "properties.com.acme.names.a.c", """{"com.acme":{"names":{"a":{"c":3}}}}""" },
        { "properties.com.acme.names.", """{"com.acme":{"names":{"":4}}}""" },
        { "properties.com.acme.names.q\"q", """{"com.acme":{"names":{"q\"q":5}}}""" },
        { "properties.*.names.a", """{"com.acme":{"names":{"a":{"b":2,"c":3}}}}""" },
        { "properties.com.acme.*.a", """{"com.acme":{"ci.state":{},"names":{"a":{"b":2,"c":3}}}}""" },
        { "properties.com.acme,-properties.com.acme.ci.state,-properties.com.acme.names.a", """{"com.acme":{"ci.state":{"wrong":1},"names":{"a.b":1,"":4,"q\"q":5,"secret":6}}}""" },
        { "properties.com.*.names", """{}""" },
    };

    [Theory, MemberData(nameof(Depths))]
    public void Properties_open_as_deep_as_the_mask_says(string? fields, string expected) => Assert.Equal(expected, Subject(fields, Apps));

    [Theory]
    [InlineData("properties", """{"s":1}""")]
    [InlineData("properties.*", """{"s":1}""")]
    [InlineData("properties.*.*", """{"s":1,"o":{"t":2}}""")]
    [InlineData("properties.*.*.*", """{"s":1,"o":{"t":2,"o":{"u":3}}}""")]
    [InlineData("properties.*.*.*.*", """{"s":1,"o":{"t":2,"o":{"u":3,"o":{"v":4}}}}""")]
    [InlineData("properties.*,properties.*.*.*", """{"s":1,"o":{"t":2,"o":{"u":3}}}""")]
    [InlineData("properties.*.*.*,properties", """{"s":1,"o":{"t":2,"o":{"u":3}}}""")]
    public void Each_further_star_opens_one_more_level(string fields, string expected) =>
        Assert.Equal(
            Within("properties", Within("a", Within("p", expected))),
            Subject(fields, [new("a", [Stored("p", """{"s":1,"o":{"t":2,"o":{"u":3,"o":{"v":4,"o":{}}}}}""")])]));

    [Theory]
    [InlineData("properties.*.*", """{"in":{}}""")]
    [InlineData("properties.*.*.*", """{"in":{"mixed":[1,{"a":2},[3]]}}""")]
    [InlineData("properties.*.*.*.*", """{"in":{"mixed":[1,{"a":2,"b":{"c":4}},[3]]}}""")]
    [InlineData("properties.*.*.*.*.*", """{"in":{"mixed":[1,{"a":2,"b":{"c":4}},[3]]}}""")]
    [InlineData("properties.a.p.in.mixed.a", """{"in":{"mixed":[{"a":2}]}}""")]
    public void More_depth_takes_nothing_from_a_list_of_scalars_and_objects(string fields, string expected) =>
        Assert.Equal(
            Within("properties", Within("a", Within("p", expected))),
            Subject(fields, [new("a", [Stored("p", """{"in":{"mixed":[1,{"a":2,"b":{"c":4}},[3]]}}""")])]));

    [Theory, MemberData(nameof(Levels))]
    public void A_value_shows_two_levels_below_a_hit(string fields, string expected) =>
        Assert.Equal(Within("properties", Within("com.acme.ci", Within("state", expected))), Subject(fields, Apps));

    [Theory, MemberData(nameof(Names))]
    public void The_longest_name_wins(string fields, string expected) => Assert.Equal(Within("properties", expected), Subject(fields, Apps));

    [Theory]
    [InlineData("*", """{"id":1,"properties":{}}""")]
    [InlineData("properties", """{"properties":{}}""")]
    [InlineData("id", """{"id":1}""")]
    public void A_subject_without_properties_has_an_empty_object_where_it_is_asked(string fields, string expected) =>
        Assert.Equal(expected, Subject(fields, []));

    [Fact]
    public void Properties_of_rows_and_of_embedded_objects_are_found()
    {
        AppProperties[] apps = [new("a", [Stored("p", """{"x":1}""")])];

        var written = Written.Document("values.repo.properties.*", page => page.Array("values", [1, 2], (row, _) =>
            row.Embedded("repo", "r", (repo, _) => repo.Properties("properties", apps))));

        Assert.Equal("""{"values":[{"repo":{"properties":{"a":{"p":{"x":1}}}}},{"repo":{"properties":{"a":{"p":{"x":1}}}}}]}""", written);
    }

    [Fact]
    public void Of_members_with_the_same_name_the_last_is_shown() =>
        Assert.Equal(
            """{"properties":{"a":{"p":{"y":2,"\u0078":3}}}}""",
            Subject("properties.*", [new("a", [Stored("p", """{"x":1,"y":2,"\u0078":3}""")])]));

    [Fact]
    public void An_escaped_name_is_found_and_keeps_its_escapes() =>
        Assert.Equal(
            """{"properties":{"a":{"p":{"\u0078\u002ey":3}}}}""",
            Subject("properties.a.p.x.y", [new("a", [Stored("p", """{"x":1,"\u0078\u002ey":3}""")])]));

    [Theory]
    [InlineData("properties.a.x..y")]
    [InlineData("properties.a..")]
    public void A_name_with_dots_side_by_side_can_be_named(string fields) =>
        Assert.Equal(
            Within("properties", Within("a", Within(fields["properties.a.".Length..], """{"k":1}"""))),
            Subject(fields, [new("a", [Stored("x..y", """{"k":1}"""), Stored(".", """{"k":1}""")])]));

    private static string Within(string name, string value) => $"{{\"{name}\":{value}}}";

    private static StoredProperty Stored(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static string Subject(string? fields, AppProperties[] apps) => Written.Document(fields, writer =>
    {
        writer.Write("id", 1);
        writer.Properties("properties", apps);
    });
}
