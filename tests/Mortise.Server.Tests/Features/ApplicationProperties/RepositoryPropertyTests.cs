using System.Globalization;
using System.Net;
using System.Text;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>GET, PUT and DELETE of one property, sentence by sentence (Source: "Application properties"; <c>connect.md</c> 14).</summary>
public sealed class RepositoryPropertyTests
{
    private const string Key = "com.example.ci.state";
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string Latest = Rocket + "/properties/com.example.ci.state/latest";

    [Theory, EveryDatabase]
    [Requirement("P1"), Requirement("P3"), Requirement("P8"), Requirement("P14"), Requirement("P15"), Requirement("P16"), Requirement("P19"), Requirement("P20")]
    public async Task A_value_is_set_read_replaced_and_removed(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var app = world.Owner;

        Assert.Equal(HttpStatusCode.NotFound, (await app.AskAsync(HttpMethod.Get, Latest)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.AskAsync(HttpMethod.Delete, Latest)).Status);
        var put = await app.AskAsync(HttpMethod.Put, Latest, """{"foo": "bar", "_attributes": ["public"]}""");
        Assert.Equal((HttpStatusCode.NoContent, ""), (put.Status, put.Body));
        Assert.Equal("""{"foo": "bar", "_attributes": ["public"]}""", (await app.AskAsync(HttpMethod.Get, Latest)).Body);

        var replaced = await app.AskAsync(HttpMethod.Put, Latest, """{"other": [1]}""");
        Assert.Equal((HttpStatusCode.NoContent, ""), (replaced.Status, replaced.Body));
        Assert.Equal("""{"other": [1]}""", (await app.AskAsync(HttpMethod.Get, Latest)).Body);
        var bob = world.Callers.Single(caller => caller.Name.StartsWith("a member who may read", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await bob.AskAsync(HttpMethod.Get, Latest)).Status);

        var deleted = await app.AskAsync(HttpMethod.Delete, Latest);
        Assert.Equal((HttpStatusCode.NoContent, ""), (deleted.Status, deleted.Body));
        Assert.Equal(HttpStatusCode.NotFound, (await app.AskAsync(HttpMethod.Get, Latest)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.AskAsync(HttpMethod.Delete, Latest)).Status);
    }

    [Theory, EveryDatabase]
    [Requirement("P1"), Requirement("P17")]
    public async Task Bytes_come_back_as_they_went(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        string[] bodies =
        [
            "{}",
            "{ \"z\" : 1 ,\r\n\t\"a\" : 1.10, \"big\": 123456789012345678901234567890.0e-10 }\n",
            """{"é":"\u00e9","emoji":"🚀","slash":"\/","nul":"\u0000","<tag>":"&amp;"}""",
            """{"":"","properties":{"x":1},"a.b":[[],[[]],{}],"_attributes_":["public"]}""",
            """{"long":"PLACE"}""".Replace("PLACE", new string('x', (32 * 1024) - 11), StringComparison.Ordinal),
        ];

        foreach (var body in bodies)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await world.Owner.AskAsync(HttpMethod.Put, Latest, body)).Status);
            var get = await world.Owner.AskAsync(HttpMethod.Get, Latest);
            Assert.Equal(body, get.Body);
            Assert.Equal("application/json", get.ContentHeaders.ContentType?.MediaType);
        }
    }

    [Theory, EveryDatabase]
    [Requirement("P17"), Requirement("P18"), Requirement("P32")]
    public async Task What_is_no_value_is_refused_and_changes_nothing(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        await world.Owner.AskAsync(HttpMethod.Put, Latest, """{"kept": true}""");
        (string Body, int Status)[] cases =
        [
            ("", 400), ("null", 400), ("[]", 400), ("1", 400), ("\"text\"", 400), ("{'foo': 'bar'}", 400), ("""{"a": NaN}""", 400), ("""{"a": 1}{}""", 400),
            ("""{"_attributes": "public"}""", 400), ("""{"_attributes": ["secret"]}""", 400), ("""{"_attributes": ["public", "public"]}""", 400),
            ($$"""{"a":{{new string('[', 32)}}{{new string(']', 32)}}}""", 400),
            ($$"""{"a":{{new string('[', 1000)}}{{new string(']', 1000)}}}""", 400),
            ($$"""{"a":"{{new string('x', 32 * 1024)}}"}""", 400),
            ($$"""{"a":"{{new string('x', (256 * 1024) - 8)}}"}""", 400),
            ($$"""{"a":"{{new string('x', 256 * 1024)}}"}""", 413),
        ];

        foreach (var (body, status) in cases)
        {
            var answer = await world.Owner.AskAsync(HttpMethod.Put, Latest, body);
            Assert.True((int)answer.Status == status, $"{body[..Math.Min(body.Length, 60)]}: {answer.Status} {answer.Body}");
            Assert.False(string.IsNullOrEmpty(answer.ErrorMessage));
        }

        Assert.Equal("""{"kept": true}""", (await world.Owner.AskAsync(HttpMethod.Get, Latest)).Body);
    }

    [Theory, EveryDatabase]
    [Requirement("P17")]
    public async Task A_gigabyte_is_refused_without_being_read(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var authorization = ("Authorization", world.Signature(HttpMethod.Put, Latest));
        var chunk = new string('x', 64 * 1024);
        var chunks = new StringBuilder();
        for (var i = 0; i < 8; i++)
            chunks.Append(CultureInfo.InvariantCulture, $"10000\r\n{chunk}\r\n");

        var announced = await world.Server.SendAsync("PUT", Latest, [authorization, ("Content-Type", "application/json"), ("Content-Length", "1073741824")], "{");
        var endless = await world.Server.SendAsync("PUT", Latest, [authorization, ("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")], chunks.ToString());

        Assert.Equal(413, announced.Status);
        Assert.Contains("262144", announced.Body, StringComparison.Ordinal);
        Assert.Equal(413, endless.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Owner.AskAsync(HttpMethod.Get, Latest)).Status);
    }

    [Theory, EveryDatabase]
    [Requirement("P13")]
    public async Task A_name_has_its_bounds_and_an_app_its_hundred(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var app = world.Owner;
        foreach (var name in (string[])["a", "A", "0", "-", "_", "a.b", "...", "-rf", new string('x', 128)])
            Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, Named(name), $$"""{"name":"{{name}}"}""")).Status);

        foreach (var name in (string[])["a%20b", "%C3%A9", "a%3Fb", "a:b", "a+b", "a%00b", "a%0Ab", "~", "%24", new string('x', 129)])
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Get, HttpMethod.Delete])
                Assert.Equal((name, HttpStatusCode.BadRequest), (name, (await app.AskAsync(method, Named(name), method == HttpMethod.Put ? "{}" : null)).Status));
        }

        Assert.Equal("""{"name":"a"}""", (await app.AskAsync(HttpMethod.Get, Named("a"))).Body);
        Assert.Equal("""{"name":"A"}""", (await app.AskAsync(HttpMethod.Get, Named("A"))).Body);

        for (var i = 9; i < 100; i++)
            Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, Named($"n{i}"), "{}")).Status);

        var more = await app.AskAsync(HttpMethod.Put, Named("one-more"), "{}");
        Assert.Equal(HttpStatusCode.BadRequest, more.Status);
        Assert.Contains("100", more.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, Named("n9"), """{"again":1}""")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, Named("one-more").Replace("rocket", "docs", StringComparison.Ordinal), "{}")).Status);
        await app.AskAsync(HttpMethod.Delete, Named("n9"));
        Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, Named("one-more"), "{}")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Two_writers_at_the_bound_do_not_pass_it(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        for (var i = 0; i < 99; i++)
            await world.Owner.AskAsync(HttpMethod.Put, Named($"n{i}"), "{}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.Owner.AskAsync(HttpMethod.Put, Named($"race{i}"), "{}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.BadRequest));
    }

    [Theory, EveryDatabase]
    public async Task A_change_can_be_made_to_depend_on_what_was_read(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var app = world.Owner;
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await app.AskAsync(HttpMethod.Put, Latest, "{}", ("If-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, Latest, """{"n":1}""", ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await app.AskAsync(HttpMethod.Put, Latest, """{"n":0}""", ("If-None-Match", "*"))).Status);

        var tag = (await app.AskAsync(HttpMethod.Get, Latest)).Header("ETag")!;
        Assert.Equal(HttpStatusCode.NotModified, (await app.AskAsync(HttpMethod.Get, Latest, null, ("If-None-Match", tag))).Status);
        Assert.Equal(tag, (await app.AskAsync(HttpMethod.Get, Latest + "?fields=n")).Header("ETag"));
        Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Put, Latest, """{"n":2}""", ("If-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await app.AskAsync(HttpMethod.Put, Latest, """{"n":3}""", ("If-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await app.AskAsync(HttpMethod.Delete, Latest, null, ("If-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.AskAsync(HttpMethod.Get, Latest, null, ("If-None-Match", tag))).Status);
        Assert.Equal("""{"n":2}""", (await app.AskAsync(HttpMethod.Get, Latest)).Body);

        var now = (await app.AskAsync(HttpMethod.Get, Latest)).Header("ETag")!;
        var race = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => app.AskAsync(HttpMethod.Put, Latest, $$"""{"winner":{{i}}}""", ("If-Match", now))));
        Assert.Single(race, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(7, race.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
        var last = (await app.AskAsync(HttpMethod.Get, Latest)).Header("ETag")!;
        Assert.Equal(HttpStatusCode.NoContent, (await app.AskAsync(HttpMethod.Delete, Latest, null, ("If-Match", $"\"other\", {last}"))).Status);
    }

    [Theory, EveryDatabase]
    [Requirement("P9"), Requirement("P10"), Requirement("P11"), Requirement("P12"), Requirement("P16")]
    public async Task The_address_names_account_object_app_and_property(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var rival = await SigningApp.InstallAsync(world.Server, Guid.Parse((await world.Owner.AskAsync(HttpMethod.Get, Rocket)).Json.GetProperty("workspace").GetProperty("uuid").GetString()!), "com.example.ci");
        var (workspace, repository) = ((await world.Owner.AskAsync(HttpMethod.Get, Rocket)).Json.GetProperty("workspace").GetProperty("uuid"), (await world.Owner.AskAsync(HttpMethod.Get, Rocket)).Json.GetProperty("uuid"));
        await world.Owner.AskAsync(HttpMethod.Put, Latest, """{"by":"state"}""");
        await world.SignedAsync(rival, HttpMethod.Put, Latest.Replace(Key, "com.example.ci", StringComparison.Ordinal), """{"by":"ci"}""");

        foreach (var path in (string[])[Latest.Replace("acme/rocket", $"{workspace}/{repository}", StringComparison.Ordinal), Latest.Replace("acme", "ACME", StringComparison.Ordinal), Latest.Replace("rocket", Uri.EscapeDataString($"{repository}"), StringComparison.Ordinal)])
            Assert.Equal("""{"by":"state"}""", (await world.Owner.AskAsync(HttpMethod.Get, path)).Body);

        Assert.Equal("""{"by":"ci"}""", (await world.SignedAsync(rival, HttpMethod.Get, Latest.Replace(Key, "com.example.ci", StringComparison.Ordinal))).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Owner.AskAsync(HttpMethod.Get, Latest.Replace("rocket", "docs", StringComparison.Ordinal))).Status);
        foreach (var path in (string[])[Latest.Replace("acme", "nobody", StringComparison.Ordinal), Latest.Replace("rocket", "nothing", StringComparison.Ordinal), Latest.Replace(Key, "com.example.never", StringComparison.Ordinal), Latest.Replace(Key, Key.ToUpperInvariant(), StringComparison.Ordinal)])
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await world.Owner.AskAsync(HttpMethod.Get, path)).Status));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await world.Owner.AskAsync(HttpMethod.Put, path, "{}")).Status));
        }
    }

    [Theory, EveryDatabase]
    [Requirement("P7")]
    public async Task Below_other_kinds_of_objects_there_is_no_property(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        string[] parents =
        [
            "/2.0/workspaces/acme", "/2.0/workspaces/acme/projects/PROJ", "/2.0/teams/acme", "/2.0/snippets/acme/1", Rocket + "/refs", Rocket + "/issues/1",
            Rocket + "/downloads/x", Rocket + "/pipelines/1", "/2.0/user", "/2.0",
        ];

        foreach (var parent in parents)
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
            {
                var answer = await world.Owner.AskAsync(method, $"{parent}/properties/{Key}/latest", method == HttpMethod.Put ? "{}" : null);
                Assert.Equal((parent, HttpStatusCode.NotFound), (parent, answer.Status));
                Assert.Equal("error", answer.Json.GetProperty("type").GetString());
            }
        }
    }

    [Theory, EveryDatabase]
    [Requirement("P25"), Requirement("P28")]
    public async Task The_checks_come_in_one_order(TestDatabase database)
    {
        await using var world = await PropertyWorld.StartAsync(database);
        var client = world.Server.Client;
        var eve = world.Callers.Single(caller => caller.Name == "an outsider");
        var ada = world.Callers.Single(caller => caller.Name == "the owner, by app password");
        var narrow = world.Server.WithBearer(await world.Server.AccessTokenAsync("acme/rocket", "webhook"));
        var never = Latest.Replace(Key, "com.example.never", StringComparison.Ordinal);
        var docs = Latest.Replace("rocket", "docs", StringComparison.Ordinal);

        // Each fails at its step although all that follow fail as well.
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.AskAsync(HttpMethod.Put, never.Replace("rocket", "nothing", StringComparison.Ordinal), "[]")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.AskAsync(HttpMethod.Get, docs, null, ("Authorization", "Bearer wrong"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.AskAsync(HttpMethod.Get, docs, null, ("Authorization", "Basic YWRhOndyb25n"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await narrow.AskAsync(HttpMethod.Put, never.Replace("rocket", "nothing", StringComparison.Ordinal), "[]")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.AskAsync(HttpMethod.Put, never, "[]")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.AskAsync(HttpMethod.Put, never, "[]")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.AskAsync(HttpMethod.Put, Latest, "[]")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Owner.AskAsync(HttpMethod.Put, Latest, "[]", ("If-Match", "\"none\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await world.Owner.AskAsync(HttpMethod.Put, Latest, "{}", ("If-Match", "\"none\""))).Status);
    }

    private static string Named(string name) => $"{Rocket}/properties/{Key}/{name}";
}
