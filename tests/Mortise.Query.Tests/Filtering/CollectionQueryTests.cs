using System.Diagnostics;
using Mortise.Query.Filtering;

namespace Mortise.Query.Tests.Filtering;

/// <summary>What is a query, and what a refused one is told. Source: Bitbucket Cloud REST intro, "Filtering and sorting results"; rest.md 11 and 23.</summary>
public sealed class CollectionQueryTests
{
    private static readonly MemoryFields<object> Issue = new MemoryFields<object>()
        .Text("title", _ => "A title").Number("id", _ => 3).Instant("updated_on", _ => DateTimeOffset.UnixEpoch).Flag("open", _ => true).Id("uuid", _ => Guid.Empty)
        .Choice("kind", _ => "bug", "bug", "task", "enhancement").Ranked("priority", _ => "major", "trivial", "minor", "major", "critical", "blocker")
        .Choice("state", _ => "new", "new", "OPEN", "SUPERSEDED").Text("milestone.name", _ => null).Object("milestone", "milestone.name")
        .Id("reporter.uuid", _ => Guid.Empty).Text("reporter.account_id", _ => "5570:x").Text("reporter.nickname", _ => "eve")
        .Object("reporter", "reporter.uuid", "reporter.account_id").Texts("labels", _ => ["red", "blue"]).Text("tag", _ => "x");

    [Theory]
    [InlineData("(kind = \"bug\" or kind = \"task\") AND milestone = null", true)]
    [InlineData("reporter.nickname != \"x\" AND priority > \"minor\"", true)]
    [InlineData("state NOT IN (\"SUPERSEDED\", \"OPEN\")", true)]
    [InlineData("updated_on < 2026-03-01T08:30:00.5+02:00", true)]
    [InlineData("updated_on<=1970-01-01", true)]
    [InlineData("updated_on > 1970-01-01T00:00:00.000001", false)]
    [InlineData("updated_on = 1970-01-01T02:00:00 02:00", true)] // A plus sign that came undecoded.
    [InlineData("updated_on = \"1970-01-01T00:00Z\"", true)]
    [InlineData("updated_on=1969-12-31T22:00:00-02:00", true)]
    [InlineData("state=\"NEW\"AND id=3", true)]
    [InlineData("title ~ \"a TI\" AND title !~ \"b\"", true)]
    [InlineData("title = \"a title\"", false)]
    [InlineData("id = 2 AND id = 3 OR id = 3", true)] // AND binds tighter.
    [InlineData("id = 3 OR id = 3 AND id = 2", true)]
    [InlineData("(id = 3 OR id = 3) AND id = 2", false)]
    [InlineData("id > 2.5 AND id < 3.5 AND id != 3.5 AND id >= 3.0 AND id > -1", true)]
    [InlineData("id in (1, 3.5)", false)]
    [InlineData("milestone != \"M1\" AND milestone NOT IN (\"a\") AND milestone !~ \"x\"", true)]
    [InlineData("milestone < \"a\" OR milestone ~ \"\"", false)]
    [InlineData("reporter = \"5570:x\" AND reporter = \"{00000000-0000-0000-0000-000000000000}\"", true)]
    [InlineData("reporter != \"somebody\"", true)]
    [InlineData("uuid = \"no id\"", false)]
    [InlineData("labels = \"red\" AND labels ~ \"LU\" AND labels > \"f\"", true)]
    [InlineData("labels != \"red\"", false)]
    [InlineData("labels = null", false)]
    [InlineData(" \t( ((open = TRUE)) )\n", true)]
    [InlineData("tag = \"\\\"\" or tag=\"\\\\\" or tag != \"'\"", true)]
    public void A_query_means_what_the_reference_says(string q, bool expected)
    {
        Assert.True(CollectionQuery.TryParse(q, null, Issue, out var query, out var problem), problem?.Detail);
        Assert.Equal(expected, Issue.Matches(query, new object()));
    }

    [Theory]
    [InlineData("state = 'x'", "At character 9: expected a value such as \"text\", 12, 2026-01-31T12:00:00Z, true or null, found a single quote (text stands in double quotes).")]
    [InlineData("state =", "At character 8: expected a value such as \"text\", 12, 2026-01-31T12:00:00Z, true or null, found the end.")]
    [InlineData("(id=1", "At character 6: expected AND, OR or a closing parenthesis, found the end.")]
    [InlineData("unknown.field = 1", "At character 1: there is no field 'unknown.field' here; there are id, kind, labels, milestone, milestone.name, open, priority, reporter, reporter.account_id, reporter.nickname, reporter.uuid, state, ….")]
    [InlineData("id=1 id=2", "At character 6: expected AND, OR or the end, found 'id'.")]
    [InlineData("id=1)", "At character 5: expected AND, OR or the end, found ')'.")]
    [InlineData("id", "At character 3: expected one of =, !=, ~, !~, <, <=, >, >=, IN, NOT IN, found the end.")]
    [InlineData("id == 1", "At character 5: expected a value such as \"text\", 12, 2026-01-31T12:00:00Z, true or null, found '='.")]
    [InlineData("id = \"1\"", "At character 6: expected a number such as 12 or -3.5.")]
    [InlineData("id = 12x", "At character 6: expected a number such as 12 or -3.5.")]
    [InlineData("id = 1234567890123456789", "At character 6: a number has at most 18 digits before and after its point.")]
    [InlineData("id ~ \"1\"", "At character 4: id is a number, and ~ looks within text.")]
    [InlineData("open < true", "At character 6: open is true or false, which has no order.")]
    [InlineData("open in (true)", "At character 6: open is true or false, and is compared by = and != alone.")]
    [InlineData("open = 1", "At character 8: open is true or false; expected true or false.")]
    [InlineData("uuid > \"a\"", "At character 6: uuid is an id, which has no order.")]
    [InlineData("reporter ~ \"a\"", "At character 10: reporter is an object, and ~ looks within text.")]
    [InlineData("kind > \"bug\"", "At character 6: kind is a name out of a list, which has no order.")]
    [InlineData("kind = \"bag\"", "At character 8: kind is one of bug, task, enhancement.")]
    [InlineData("title = 12", "At character 9: title is text; expected a value in double quotes.")]
    [InlineData("title < null", "At character 9: null is compared by = and != alone.")]
    [InlineData("title in (null)", "At character 11: title is text; expected a value in double quotes.")]
    [InlineData("title in ()", "At character 11: expected a value such as \"text\", 12, 2026-01-31T12:00:00Z, true or null, found ')'.")]
    [InlineData("title not \"x\"", "At character 11: expected IN after NOT, found '\"'.")]
    [InlineData("title = \"x", "At character 9: the text that begins here does not end.")]
    [InlineData("title = \"a\\n\"", "At character 11: a backslash stands only before a quote or a backslash.")]
    [InlineData("updated_on = 2026-02-30", "At character 14: updated_on is a date; expected one such as 2026-01-31 or 2026-01-31T12:00:00.5+02:00.")]
    [InlineData("updated_on = 0001-01-01T00:00:00+14:00", "At character 14: updated_on is a date; expected one such as 2026-01-31 or 2026-01-31T12:00:00.5+02:00.")]
    [InlineData("AND id = 1", "At character 1: there is no field 'AND' here; there are id, kind, labels, milestone, milestone.name, open, priority, reporter, reporter.account_id, reporter.nickname, reporter.uuid, state, ….")]
    [InlineData("😀 = 1", "At character 1: expected a field or an opening parenthesis, found '😀'.")]
    public void A_refused_query_is_told_where_and_why(string q, string expected)
    {
        Assert.False(CollectionQuery.TryParse(q, null, Issue, out _, out var problem));
        Assert.Equal(new QueryProblem("Invalid query", expected), problem);
    }

    [Fact]
    public void Every_bound_is_named_by_its_refusal()
    {
        var cases = new (string Query, string Bound)[]
        {
            (new string(' ', QueryLimits.MaxLength) + "x", "8192"),
            (new string('(', 33) + "id=1" + new string(')', 33), "32"),
            (string.Join(" OR ", Enumerable.Repeat("id=1", 101)), "100"),
            ($"id IN ({string.Join(',', Enumerable.Repeat("1", 101))})", "100"),
        };

        foreach (var (query, bound) in cases)
        {
            Assert.False(CollectionQuery.TryParse(query, null, Issue, out _, out var problem));
            Assert.Contains(bound, problem.Detail, StringComparison.Ordinal);
        }

        Assert.True(CollectionQuery.TryParse(new string('(', 32) + "id=1" + new string(')', 32) + string.Concat(Enumerable.Repeat(" OR id=1", 99)), null, Issue, out _, out _));
    }

    [Fact]
    public void Hostile_queries_end_soon_and_never_reach_the_text_of_a_statement()
    {
        var random = new Random(7);
        string[] words = ["(", ")", "\"", "\\", "name", "size", "=", "!", "~", "<", "IN", "NOT", "AND", "or", "null", "1", "-", ".", "'", ";--", "\0", "é", "😀", "\ud800", ",", " ", "T", ":", "+"];
        var watch = Stopwatch.StartNew();
        for (var run = 0; run < 20_000; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => words[random.Next(words.Length)]));
            if (CollectionQuery.TryParse(text, text, Thing.Sql, out var query, out var problem))
                Assert.DoesNotContain(";--", query.ToSql(SqlDialect.Sqlite).Condition, StringComparison.Ordinal);
            else
                Assert.True(problem.Detail.Length < 400);
        }

        Assert.False(CollectionQuery.TryParse("name = \"" + new string('\\', 8_000), null, Thing.Sql, out _, out _));
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));

        Assert.True(CollectionQuery.TryParse("name ~ \"%' OR 1=1 --_!\" OR name IN (\"';\")", null, Thing.Sql, out var sharp, out _));
        var sql = sharp.ToSql(SqlDialect.PostgreSql);
        Assert.Equal("((lower((t.name) COLLATE \"C\") LIKE @q0 ESCAPE '!') OR ((t.name) = @q1))", sql.Condition);
        Assert.Equal(["%!%' or 1=1 --!_!!%", "';"], sql.Parameters.Select(parameter => parameter.Value));
    }

    [Theory]
    [InlineData("title,id", "A collection is sorted by one field; the request names several.")]
    [InlineData("-nope", "There is no field 'nope' here; there are id, kind, labels, milestone, milestone.name, open, priority, reporter, reporter.account_id, reporter.nickname, reporter.uuid, state, ….")]
    [InlineData("labels", "Nothing is sorted by labels: it has no order.")]
    [InlineData("reporter", "Nothing is sorted by reporter: it has no order.")]
    [InlineData("--id", "There is no field '-id' here; there are id, kind, labels, milestone, milestone.name, open, priority, reporter, reporter.account_id, reporter.nickname, reporter.uuid, state, ….")]
    public void A_refused_sort_is_told_why(string sort, string expected)
    {
        Assert.False(CollectionQuery.TryParse(null, sort, Issue, out _, out var problem));
        Assert.Equal(new QueryProblem("Invalid sort", expected), problem);
    }

    [Fact]
    public void A_query_stays_with_the_map_it_was_read_for()
    {
        Assert.True(CollectionQuery.TryParse("id=1", null, Issue, out var query, out _));

        Assert.Throws<ArgumentException>(() => Thing.Memory.Apply(query, []));
        Assert.Throws<InvalidOperationException>(() => query.ToSql(SqlDialect.Sqlite));
        Assert.True(query.Names("id"));
        Assert.False(query.Names("title"));
        Assert.Same(CollectionQuery.None, CollectionQuery.TryParse(" ", "", Issue, out var none, out _) ? none : null);
    }
}
