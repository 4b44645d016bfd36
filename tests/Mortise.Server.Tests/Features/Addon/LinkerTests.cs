using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary>Linkers and single values: what they look like, whose they are, and every refusal.</summary>
public sealed class LinkerTests
{
    [Theory, EveryDatabase]
    [Requirement("A8"), Requirement("A25"), Requirement("A26"), Requirement("A27")]
    public async Task Linkers_are_listed_and_read_in_the_descriptors_order(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        var other = await server.InstallAppAsync("other", on: "acme");

        var list = await app.GetAsync(AddonApp.Linkers);
        var second = await app.GetAsync(AddonApp.Linkers + "/?page=2&pagelen=1&fields=values.key,next,previous,size");
        var past = await app.GetAsync(AddonApp.Linkers + "?page=9");
        var one = await app.GetAsync(AddonApp.Linkers + "/issues/");
        var image = await app.GetAsync(AddonApp.Linkers + "/tickets?fields=link_type");
        var bad = await app.GetAsync(AddonApp.Linkers + "?pagelen=101");
        var of = new List<TestAnswer>
        {
            await app.GetAsync(AddonApp.Linkers + "/Issues"), await app.GetAsync(AddonApp.Linkers + "/none"), await other.GetAsync(AddonApp.Linkers + "/issues"),
            await other.GetAsync(AddonApp.Values), await other.PutAsync(AddonApp.Values, "[]"), await other.PostAsync(AddonApp.Values, "{}"),
            await other.DeleteAsync(AddonApp.Values), await other.GetAsync(AddonApp.Values + "/1"), await other.DeleteAsync(AddonApp.Values + "/1"),
        };

        Assert.Equal(["issues", "plain", "tickets"], list.Json.GetProperty("values").EnumerateArray().Select(linker => linker.GetProperty("key").GetString()));
        Assert.Equal((3, 1, 10), (list.Json.GetProperty("size").GetInt32(), list.Json.GetProperty("page").GetInt32(), list.Json.GetProperty("pagelen").GetInt32()));
        Assert.Equal(
            $$"""{"size":3,"values":[{"key":"plain"}],"next":"{{server.Origin}}/2.0/addon/linkers/?page=3&pagelen=1&fields=values.key%2Cnext%2Cprevious%2Csize","previous":"{{server.Origin}}/2.0/addon/linkers/?page=1&pagelen=1&fields=values.key%2Cnext%2Cprevious%2Csize"}""",
            second.Body);
        Assert.Equal((HttpStatusCode.OK, 0), (past.Status, past.Json.GetProperty("values").GetArrayLength()));
        Assert.Equal(
            $$$$"""{"type":"linker","key":"issues","regex":"((?K)\\-\\d+)","url":"/browse/\\1","link_type":"href","links":{"self":{"href":"{{{{server.Origin}}}}/2.0/addon/linkers/issues"},"values":{"href":"{{{{server.Origin}}}}/2.0/addon/linkers/issues/values"}}}""",
            one.Body);
        Assert.Equal("""{"link_type":"img"}""", image.Body);
        Assert.Equal(HttpStatusCode.BadRequest, bad.Status);
        Assert.All(of, answer => Assert.Equal(HttpStatusCode.NotFound, answer.Status));
        Assert.Empty((await other.GetAsync(AddonApp.Linkers)).Json.GetProperty("values").EnumerateArray());
    }

    [Theory, EveryDatabase]
    [Requirement("A28"), Requirement("A30"), Requirement("A32"), Requirement("A33"), Requirement("A34")]
    public async Task A_value_is_made_read_and_deleted(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        var twin = await server.InstallLinkerAppAsync("twin");

        var made = await app.PostAsync(AddonApp.Values, """{"value": "BB", "ignored": 1}""");
        var bare = await app.PostAsync(AddonApp.Values + "/", "\"OPS\"");
        var twice = await app.PostAsync(AddonApp.Values, """{"value": "BB"}""");
        var lower = await app.PostAsync(AddonApp.Values, """{"value": "bb"}""");
        var twins = await twin.PostAsync(AddonApp.Values, """{"value": "BB"}""");
        var id = made.Json.GetProperty("id").GetInt64();
        var read = await app.GetAsync($"{AddonApp.Values}/{id}");
        var narrow = await app.GetAsync($"{AddonApp.Values}/{id}/?fields=value");
        var others = await twin.GetAsync($"{AddonApp.Values}/{id}");
        var otherLinker = await app.GetAsync($"/2.0/addon/linkers/tickets/values/{id}");
        var deletedByOther = await twin.DeleteAsync($"{AddonApp.Values}/{id}");
        var deleted = await app.DeleteAsync($"{AddonApp.Values}/{id}");
        var gone = await app.DeleteAsync($"{AddonApp.Values}/{id}");
        var again = await app.PostAsync(AddonApp.Values, """{"value": "BB"}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal($"{server.Origin}{AddonApp.Values}/{id}", made.Header("Location"));
        Assert.Equal($$$$"""{"type":"linker_value","id":{{{{id}}}},"value":"BB","links":{"self":{"href":"{{{{server.Origin}}}}{{{{AddonApp.Values}}}}/{{{{id}}}}"}}}""", made.Body);
        Assert.Equal((HttpStatusCode.OK, made.Body), (read.Status, read.Body));
        Assert.Equal("""{"value":"BB"}""", narrow.Body);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Created, HttpStatusCode.Created), (bare.Status, twice.Status, lower.Status, twins.Status));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (others.Status, otherLinker.Status, deletedByOther.Status));
        Assert.Equal((HttpStatusCode.NoContent, ""), (deleted.Status, deleted.Body));
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        Assert.True(again.Json.GetProperty("id").GetInt64() > id + 3);
        Assert.Equal(["OPS", "bb", "BB"], (await app.ValuesAsync()).Select(value => value.Value));
        foreach (var odd in (string[])["x", "1.0", "-1", "+1", "%201", "99999999999999999999", "0", "1e3"])
        {
            Assert.Equal((odd, HttpStatusCode.NotFound), (odd, (await app.GetAsync($"{AddonApp.Values}/{odd}")).Status));
            Assert.Equal((odd, HttpStatusCode.NotFound), (odd, (await app.DeleteAsync($"{AddonApp.Values}/{odd}")).Status));
        }
    }

    [Theory, EveryDatabase]
    [Requirement("A38")]
    public async Task A_value_is_what_the_group_can_match(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        string[] sound = ["a", "-", "_", "A-B_9", "Ünïcödé", "проект", "案件", "٣", "Ⅷ", "½", new string('x', 255)];
        string[] unsound = ["", " ", "a b", "a.b", "a/b", "BB-1!", "e\u0301", "a\u200db", "\U0001F600", "\U00010400", "a\0", "\t", "\u2040", new string('x', 256)];

        foreach (var value in sound)
            Assert.Equal((value, HttpStatusCode.Created), (value, (await app.PostAsync(AddonApp.Values, JsonSerializer.Serialize(new { value }))).Status));

        foreach (var value in unsound)
        {
            var posted = await app.PostAsync(AddonApp.Values, JsonSerializer.Serialize(new { value }));
            var put = await app.PutAsync(AddonApp.Values, JsonSerializer.Serialize(new[] { "fine", value }));
            Assert.Equal((value, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (value, posted.Status, put.Status));
            Assert.True(posted.Json.GetProperty("error").GetProperty("fields").TryGetProperty("value", out _));
            Assert.True(put.Json.GetProperty("error").GetProperty("fields").TryGetProperty("values[1]", out _));
        }

        foreach (var body in (string[])["", "{}", "[]", "null", "7", """{"value": 7}""", """{"value": null}""", """{"value": ["a"]}""", "BB", "{", """{"value": "\ud800"}"""])
            Assert.Equal((body, HttpStatusCode.BadRequest), (body, (await app.PostAsync(AddonApp.Values, body)).Status));

        Assert.Equal(sound, (await app.ValuesAsync()).Select(value => value.Value));
    }

    [Theory, EveryDatabase]
    public async Task A_value_may_come_as_a_form(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, AddonApp.Values);
        request.Headers.TryAddWithoutValidation("Authorization", "JWT " + app.Sign("POST", AddonApp.Values));
        request.Content = new FormUrlEncodedContent([new("value", "BB")]);
        using var made = await server.Client.SendAsync(request);
        using var put = new HttpRequestMessage(HttpMethod.Put, AddonApp.Values);
        put.Headers.TryAddWithoutValidation("Authorization", "JWT " + app.Sign("PUT", AddonApp.Values));
        put.Content = new FormUrlEncodedContent([new("values", "BB")]);
        using var refused = await server.Client.SendAsync(put);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Equal(["BB"], (await app.ValuesAsync()).Select(value => value.Value));
    }

    [Theory, EveryDatabase]
    [Requirement("A36")]
    public async Task A_linker_without_the_group_takes_no_values(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        const string Plain = "/2.0/addon/linkers/plain/values";

        var list = await app.GetAsync(Plain);
        var posted = await app.PostAsync(Plain, """{"value": "BB"}""");
        var put = await app.PutAsync(Plain, "[]");
        var deleted = await app.DeleteAsync(Plain);

        Assert.Equal((HttpStatusCode.OK, 0), (list.Status, list.Json.GetProperty("size").GetInt32()));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (posted.Status, put.Status));
        Assert.Contains("(?K)", posted.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
    }

    [Theory, EveryDatabase]
    public async Task The_client_key_is_told_to_the_app_and_to_its_successor(TestDatabase database)
    {
        const string Successor = "ari:cloud:ecosystem::app/0f5ab1bb-1f0c-4bd6-8b6e-2f26e2a1e001";
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var app = server.Own(await TestApp.StartAsync("tracker"));
        app.Descriptor["forgeAppId"] = Successor;
        await server.InstallAsync(app, "acme");
        await server.CreateWorkspaceAsync("zeta");
        var other = await server.InstallAppAsync("other", on: "acme");
        const string Path = "/2.0/addon/tracker/client-key";

        var own = await app.GetAsync(Path);
        var others = await other.GetAsync(Path);
        var unknown = await other.GetAsync("/2.0/addon/none/client-key");
        var successor = await AskAsync(Successor, "acme");
        var stranger = await AskAsync("ari:cloud:ecosystem::app/0f5ab1bb-1f0c-4bd6-8b6e-2f26e2a1e002", "acme");
        var elsewhere = await AskAsync(Successor, "zeta");
        var narrow = await AskAsync(Successor, "acme", "read:repository:bitbucket");
        using var asAda = await server.AsAsync(ada);
        var person = await asAda.AskAsync(HttpMethod.Get, Path);
        var nobody = await server.Client.AskAsync(HttpMethod.Get, Path);

        Assert.Equal((HttpStatusCode.OK, $$"""{"client_key":"{{app.ClientKey}}"}"""), (own.Status, own.Body));
        Assert.Equal((HttpStatusCode.OK, own.Body), (successor.Status, successor.Body));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (others.Status, stranger.Status, person.Status));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.Status, elsewhere.Status));
        Assert.Equal(HttpStatusCode.Forbidden, narrow.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.Status);

        async Task<TestAnswer> AskAsync(string forgeApp, string workspace, string scope = "read:workspace:bitbucket")
        {
            var made = await server.AdminAsync(
                HttpMethod.Post, "/tokens", JsonSerializer.Serialize(new { kind = "forge_app", owner = workspace, forge_app_id = forgeApp, scopes = new[] { scope } }));
            using var client = server.WithBearer(made.Json.GetProperty("token").GetString()!);
            return await client.AskAsync(HttpMethod.Get, Path);
        }
    }
}
