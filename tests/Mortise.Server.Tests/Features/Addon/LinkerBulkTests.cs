using System.Net;
using System.Text;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>The whole set of a linker's values at once: replaced, renamed, deleted, by many clients, up to the bound and beyond it.</summary>
public sealed class LinkerBulkTests
{
    private const int Most = 100_000;

    [Theory, EveryDatabase]
    [Requirement("A29"), Requirement("A31")]
    public async Task The_set_is_replaced_and_survivors_keep_their_ids(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        const string Tickets = "/2.0/addon/linkers/tickets/values";
        await app.PutAsync(Tickets, """["X"]""");

        await PutAsync(app, """["A", "B", "C"]""");
        var first = await app.ValuesAsync();
        var (a, b, c) = (first[0].Id, first[1].Id, first[2].Id);
        await PutAsync(app, """[{"value": "D", "more": {"deep": [1]}}, "B", "B", {"value": "B"}]""");
        var second = await app.ValuesAsync();
        var d = second[1].Id;
        Assert.Equal([(b, "B"), (d, "D")], second);
        Assert.True(d > c);

        // A page put back as it was read changes nothing.
        var page = await app.GetAsync(AddonApp.Values);
        await PutAsync(app, page.Body);
        Assert.Equal(page.Body, (await app.GetAsync(AddonApp.Values)).Body);

        // An id renames its value; two may change places.
        await PutAsync(app, $$"""{"values": [{"id": {{b}}, "value": "E"}, {"id": {{d}}, "value": "D"}]}""");
        Assert.Equal([(b, "E"), (d, "D")], await app.ValuesAsync());
        await PutAsync(app, $$"""[{"id": {{d}}, "value": "E"}, {"id": {{b}}, "value": "D"}]""");
        Assert.Equal([(b, "D"), (d, "E")], await app.ValuesAsync());
        await PutAsync(app, $$"""[{"id": {{b}}, "value": "F"}, "D"]""");
        var third = await app.ValuesAsync();
        Assert.Equal([(b, "F"), (third[1].Id, "D")], third);
        Assert.True(third[1].Id > d);

        // What cannot be meant is named, and nothing changes.
        (string Body, string Member)[] refused =
        [
            ($$"""["G", {"id": {{a}}, "value": "H"}]""", "values[1]"), ($$"""[{"id": {{b}}, "value": "G"}, {"id": {{b}}, "value": "H"}]""", "values[1]"),
            ("""[{"id": "1", "value": "H"}]""", "values[0]"), ("""[{"id": 1.5, "value": "H"}]""", "values[0]"), ("""[{"value": 1}]""", "values[0]"),
            ("""[{"id": 1}]""", "values[0]"), ("""["G", 1]""", "values[1]"), ("""["G", null]""", "values[1]"), ("""["G", ["H"]]""", "values[1]"),
            ("""{"values": "G"}""", "values"), ("""{"value": ["G"]}""", "values"), ("{}", "values"), ("\"G\"", "values"), ("null", "values"),
            ("""{"values": ["G"], "values": []}""", "values"),
        ];
        foreach (var (body, member) in refused)
        {
            var answer = await app.PutAsync(AddonApp.Values, body);
            Assert.Equal((body, HttpStatusCode.BadRequest), (body, answer.Status));
            Assert.Contains($"\"{member}\":", answer.Body, StringComparison.Ordinal);
        }

        foreach (var broken in (string[])["", "[", "[\"G\"", "[\"G\"] x", "[\"\\ud800\"]", "{\"values\": [\"G\"]"])
            Assert.Equal((broken, HttpStatusCode.BadRequest), (broken, (await app.PutAsync(AddonApp.Values, broken)).Status));

        Assert.Equal(third, await app.ValuesAsync());

        // All of this linker, and of no other.
        var deleted = await app.DeleteAsync(AddonApp.Values);
        var again = await app.DeleteAsync(AddonApp.Values + "/");
        await PutAsync(app, "[]");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (deleted.Status, again.Status));
        Assert.Empty(await app.ValuesAsync());
        Assert.Equal(["X"], (await app.ValuesAsync(Tickets)).Select(value => value.Value));
    }

    [Fact]
    public async Task Millions_of_elements_that_repeat_one_value_are_not_kept()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var app = await server.InstallLinkerAppAsync();
        await PutAsync(app, Values(0, 3));

        var most = await app.PutAsync(AddonApp.Values, Repeated(200_000));
        var more = await app.PutAsync(AddonApp.Values, Repeated(200_001));
        var millions = await app.PutAsync(AddonApp.Values, Repeated(8_000_000));

        Assert.Equal(HttpStatusCode.NoContent, most.Status);
        Assert.All([more, millions], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Status));
        Assert.Contains("200000", more.Json.GetProperty("error").GetProperty("fields").GetProperty("values")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(["A"], (await app.ValuesAsync()).Select(value => value.Value));

        static string Repeated(int count) => "[\"A\"" + string.Concat(Enumerable.Repeat(",\"A\"", count - 1)) + "]";
    }

    [Theory, EveryDatabase]
    public async Task A_hundred_thousand_values_go_in_at_once_and_one_more_does_not(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();

        await PutAsync(app, Values(0, Most));
        var last = await app.GetAsync(AddonApp.Values + "?pagelen=100&page=1000");
        var kept = last.Json.GetProperty("values")[99].GetProperty("id").GetInt64();
        var post = await app.PostAsync(AddonApp.Values, "\"ONEMORE\"");
        var more = await app.PutAsync(AddonApp.Values, Values(0, Most + 1));
        var repeated = await app.PutAsync(AddonApp.Values, Values(0, Most)[..^1] + ",\"K0\"]");

        // Readers see the old set or the new one.
        var replacing = PutAsync(app, Values(50_000, Most));
        var sizes = new HashSet<(long, string?)>();
        while (!replacing.IsCompleted)
        {
            var page = (await app.GetAsync(AddonApp.Values + "?pagelen=1")).Json;
            sizes.Add((page.GetProperty("size").GetInt64(), page.GetProperty("values")[0].GetProperty("value").GetString()));
        }

        await replacing;
        var changed = await app.GetAsync($"{AddonApp.Values}/{kept}");
        var next = await app.GetAsync(AddonApp.Values + "?page=10001");

        Assert.Equal(Most, last.Json.GetProperty("size").GetInt32());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (post.Status, more.Status));
        Assert.Contains("100000", more.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, repeated.Status);
        Assert.Subset(new HashSet<(long, string?)> { (Most, "K0"), (Most, "K50000") }, sizes);
        Assert.Equal(("K99999", HttpStatusCode.OK), (changed.Json.GetProperty("value").GetString(), changed.Status));
        Assert.Empty(next.Json.GetProperty("values").EnumerateArray());
    }

    [Theory, EveryDatabase]
    public async Task A_body_over_the_bound_is_refused_with_the_bound(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        await PutAsync(app, """["A"]""");

        var large = await app.PutAsync(AddonApp.Values, "[" + new string(' ', 32 * 1024 * 1024) + "]");
        var deep = await app.PutAsync(AddonApp.Values, """[{"value": "B", "x": """ + new string('[', 100_000) + "}]");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);
        Assert.Contains("33554432", large.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, deep.Status);
        Assert.Equal(["A"], (await app.ValuesAsync()).Select(value => value.Value));
    }

    /// <summary>
    /// Every client puts whole sets of its own letter, adds and deletes single values. A serial order ends in the set of some client's last
    /// put, changed by what was added and deleted after it: never in two sets mixed, a value twice, or an id twice.
    /// </summary>
    [Theory, EveryDatabase]
    public async Task Sixteen_clients_end_in_a_state_that_one_order_of_theirs_gives(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        var made = new System.Collections.Concurrent.ConcurrentBag<long>();
        const int Rounds = 6;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async client =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                switch ((client + round) % 4)
                {
                    case 0 or 1:
                        var put = await app.PutAsync(AddonApp.Values, JsonSerializer.Serialize(Enumerable.Range(0, 50).Select(at => $"S{client}-{round}-{at}")));
                        Assert.Equal(HttpStatusCode.NoContent, put.Status);
                        break;
                    case 2:
                        var posted = await app.PostAsync(AddonApp.Values, $"\"P{client}-{round}\"");
                        Assert.Equal(HttpStatusCode.Created, posted.Status);
                        made.Add(posted.Json.GetProperty("id").GetInt64());
                        break;
                    default:
                        var some = (await app.GetAsync(AddonApp.Values)).Json.GetProperty("values").EnumerateArray().FirstOrDefault();
                        if (some.ValueKind == JsonValueKind.Object)
                            Assert.Contains((await app.DeleteAsync($"{AddonApp.Values}/{some.GetProperty("id")}")).Status, (HttpStatusCode[])[HttpStatusCode.NoContent, HttpStatusCode.NotFound]);

                        break;
                }
            }
        }));

        var values = await app.ValuesAsync();
        var sets = values.Where(value => value.Value[0] == 'S').Select(value => value.Value[..value.Value.LastIndexOf('-')]).ToHashSet();
        Assert.Single(sets);
        Assert.True(values.Count(value => value.Value[0] == 'S') is > 0 and <= 50);
        Assert.Equal(values.Count, values.Select(value => value.Id).Distinct().Count());
        Assert.Equal(values.Count, values.Select(value => value.Value).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(values.Count, (await app.GetAsync(AddonApp.Values)).Json.GetProperty("size").GetInt32());
        Assert.Equal(made.Count, made.Distinct().Count());
    }

    private static async Task PutAsync(TestApp app, string json)
    {
        var answer = await app.PutAsync(AddonApp.Values, json);
        Assert.Equal((HttpStatusCode.NoContent, ""), (answer.Status, answer.Body));
    }

    private static string Values(int from, int count)
    {
        var json = new StringBuilder("[");
        for (var at = 0; at < count; at++)
            json.Append(at == 0 ? "\"K" : ",\"K").Append(from + at).Append('"');

        return json.Append(']').ToString();
    }
}
