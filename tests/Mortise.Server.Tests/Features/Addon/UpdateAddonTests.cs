using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Addon;

/// <summary><c>PUT /2.0/addon</c>: the three forms, what they may not do, and that a refused update changes nothing.</summary>
public sealed class UpdateAddonTests
{
    private const string Put = AddonApp.Addon;

    [Theory, EveryDatabase]
    [Requirement("A6"), Requirement("A10"), Requirement("A11"), Requirement("A12"), Requirement("A14"), Requirement("A24")]
    public async Task An_empty_update_reads_the_stored_url_again_in_every_spelling(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        var other = await server.InstallAppAsync("other", on: "acme");

        (string? Body, string? Type)[] spellings =
            [("{}", "application/json"), ("", null), ("", "application/json"), ("", "application/x-www-form-urlencoded"), (" \n", "text/plain"), ("{}", null), ("{}", "text/plain")];
        for (var at = 0; at < spellings.Length; at++)
        {
            app.Descriptor["name"] = $"Version {at}";
            var answer = await SendAsync(app, Put + (at % 2 == 0 ? "" : "/?unknown=1"), spellings[at].Body!, spellings[at].Type);
            Assert.Equal((at, HttpStatusCode.NoContent, ""), (at, answer.Status, answer.Body));
            Assert.Equal($"Version {at}", (await server.InstallationAsync(app)).GetProperty("name").GetString());
        }

        var again = await app.PutAsync(Put, "{}");

        Assert.Equal(HttpStatusCode.NoContent, again.Status);
        Assert.Equal(app.DescriptorUrl, (await server.InstallationAsync(app)).GetProperty("descriptor_url").GetString());
        Assert.Equal("The app other", (await server.InstallationAsync(other)).GetProperty("name").GetString());
        Assert.Equal(["installed"], app.Callbacks.Select(callback => callback.EventType));
    }

    [Theory, EveryDatabase]
    [Requirement("A13"), Requirement("A14")]
    public async Task A_descriptor_in_the_body_counts_and_leaves_the_url(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        var inline = JsonNode.Parse(app.Descriptor.ToJsonString())!;
        (inline["name"], inline["baseUrl"]) = ("Inline", "https://elsewhere.example.com");

        var asObject = await app.PutAsync(Put, $$"""{"descriptor": {{inline.ToJsonString()}}}""");
        var first = await server.InstallationAsync(app);
        inline["name"] = "As a text";
        var asText = await app.PutAsync(Put, new JsonObject { ["descriptor"] = inline.ToJsonString() }.ToJsonString());
        var second = await server.InstallationAsync(app);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (asObject.Status, asText.Status));
        Assert.Equal(("Inline", app.DescriptorUrl), (first.GetProperty("name").GetString(), first.GetProperty("descriptor_url").GetString()));
        Assert.Equal(("As a text", app.DescriptorUrl), (second.GetProperty("name").GetString(), second.GetProperty("descriptor_url").GetString()));
    }

    [Theory, EveryDatabase]
    [Requirement("A15"), Requirement("A16"), Requirement("A17"), Requirement("A18")]
    public async Task An_app_moves_by_its_registration_and_each_installation_by_its_own_call(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("tracker"));
        var next = app.Origin + "/v2/descriptor.json";
        await server.AdminAsync(HttpMethod.Post, "/app-registrations", JsonSerializer.Serialize(new { key = "tracker", descriptor_url = app.DescriptorUrl }));
        await server.InstallAsync(app, "acme");
        var acme = app.ClientKey;
        await server.InstallAsync(app, "zeta");
        app.ServeDescriptor = context => context.Response.WriteAsync(
            context.Request.Path == "/v2/descriptor.json" ? app.Descriptor.ToJsonString().Replace("The app tracker", "Moved", StringComparison.Ordinal) : app.Descriptor.ToJsonString());

        var early = await app.PutAsync(Put, Move(next));
        var registered = await server.AdminAsync(HttpMethod.Put, "/app-registrations/tracker", JsonSerializer.Serialize(new { descriptor_url = next }));
        var untouched = await server.InstallationAsync(app);
        var twins = new List<TestAnswer>
        {
            await app.PutAsync(Put, Move(next + "/")),
            await app.PutAsync(Put, Move(next.Replace("http://", "HTTP://", StringComparison.Ordinal))),
            await app.PutAsync(Put, Move(next.Replace("/v2/", "/v1/../v2/", StringComparison.Ordinal))),
            await app.PutAsync(Put, Move(app.DescriptorUrl)),
            await app.PutAsync(Put, $$"""{"descriptor_url": "{{next}}", "descriptor": {{app.Descriptor.ToJsonString()}}}"""),
            await app.PutAsync(Put, $$"""{"descriptor_url": "{{next}}", "force": true}"""),
        };
        var moved = await app.PutAsync(Put, Move(next));
        var zeta = await server.InstallationAsync(app);
        app.ClientKey = acme;
        var stays = await server.InstallationAsync(app);
        var list = await server.AdminAsync(HttpMethod.Get, "/app-registrations");
        var follows = await app.PutAsync(Put, Move(next));

        Assert.Equal(HttpStatusCode.BadRequest, early.Status);
        Assert.Contains("equal to the letter", early.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, 2), (registered.Status, registered.Json.GetProperty("installations_elsewhere").GetInt32()));
        Assert.Equal(app.DescriptorUrl, untouched.GetProperty("descriptor_url").GetString());
        Assert.All(twins, twin => Assert.Equal(HttpStatusCode.BadRequest, twin.Status));
        Assert.Equal(HttpStatusCode.NoContent, moved.Status);
        Assert.Equal((next, "Moved"), (zeta.GetProperty("descriptor_url").GetString(), zeta.GetProperty("name").GetString()));
        Assert.Equal((app.DescriptorUrl, "The app tracker"), (stays.GetProperty("descriptor_url").GetString(), stays.GetProperty("name").GetString()));
        Assert.Equal(1, list.Json.GetProperty("values")[0].GetProperty("installations_elsewhere").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, follows.Status);
        Assert.Equal(next, (await server.InstallationAsync(app)).GetProperty("descriptor_url").GetString());
    }

    [Theory, EveryDatabase]
    [Requirement("A16")]
    public async Task An_app_without_a_registration_is_told_how_it_gets_one(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();

        var refused = await app.PutAsync(Put, Move(app.DescriptorUrl));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("mortise app registration add", refused.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    [Requirement("A19"), Requirement("A20"), Requirement("A21")]
    public async Task Scopes_shrink_by_an_update_and_never_grow_or_vanish(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = server.Own(await TestApp.StartAsync("tracker"));
        app.AskFor("pullrequest:write", "account");
        await server.InstallAsync(app, "acme");

        // Within the closure of what is held: implied, repeated, in another order.
        Assert.Equal((204, "account pullrequest:write"), await AskAsync("account", "pullrequest:write", "pullrequest:write"));
        Assert.Equal((204, "email pullrequest repository:write"), await AskAsync("repository:write", "pullrequest", "email"));

        // Measured against what is held now: what was dropped does not come back.
        Assert.Equal((400, "email pullrequest repository:write"), await AskAsync("account", "pullrequest"));
        Assert.Equal((400, "email pullrequest repository:write"), await AskAsync("pullrequest:write"));
        Assert.Equal((204, "email pullrequest"), await AskAsync("pullrequest", "email"));
        Assert.Equal((400, "email pullrequest"), await AskAsync("repository:write", "pullrequest", "email"));

        // Names that are none, other letter cases, wrong types, all by leaving the list out, nothing at all.
        Assert.Equal((400, "email pullrequest"), await AskAsync("pullrequest", "Email"));
        Assert.Equal((400, "email pullrequest"), await AskAsync("pullrequest", "pullrequest:admin"));
        Assert.Equal((400, "email pullrequest"), await AskAsync("pullrequest email"));
        Assert.Equal((400, "email pullrequest"), await AskAsync(null));
        Assert.Equal((400, "email pullrequest"), await AskAsync());
        var none = await app.PutAsync(Put, "{}");
        Assert.Contains("reduced to none", none.ErrorMessage, StringComparison.Ordinal);

        // An app that holds none may stay so.
        var poor = server.Own(await TestApp.StartAsync("poor"));
        poor.AskFor();
        await server.InstallAsync(poor, "acme");
        Assert.Equal(HttpStatusCode.NoContent, (await poor.PutAsync(Put, "{}")).Status);
        poor.AskFor("email");
        Assert.Equal(HttpStatusCode.BadRequest, (await poor.PutAsync(Put, "{}")).Status);

        // One that holds all may leave the list out, and drop some.
        var rich = server.Own(await TestApp.StartAsync("rich"));
        rich.AskFor(null);
        await server.InstallAsync(rich, "acme");
        Assert.Equal(HttpStatusCode.NoContent, (await rich.PutAsync(Put, "{}")).Status);
        rich.AskFor("wiki");
        Assert.Equal(HttpStatusCode.NoContent, (await rich.PutAsync(Put, "{}")).Status);

        async Task<(int, string)> AskAsync(params string[]? scopes)
        {
            app.AskFor(scopes);
            var answer = await app.PutAsync(Put, "{}");
            var held = (await server.InstallationAsync(app)).GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Order(StringComparer.Ordinal);
            return ((int)answer.Status, string.Join(' ', held));
        }
    }

    [Theory, EveryDatabase]
    [Requirement("A10")]
    public async Task What_is_refused_says_where_and_changes_nothing(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        await app.PutAsync(AddonApp.Values, """["BB", "OPS"]""");
        var before = (await server.InstallationAsync(app)).GetRawText();
        var values = await app.ValuesAsync();
        (string Body, string Says)[] bodies =
        [
            ("[]", "it is an array"), ("null", "it is null"), ("\"{}\"", "it is a string"), ("{", "not valid JSON"), ("descriptor=%7B%7D", "not valid JSON"),
            ("""{"descriptor": null}""", "descriptor"), ("""{"descriptor": []}""", "descriptor"), ("""{"descriptor_url": 7}""", "descriptor_url"),
            ("""{"descriptor_url": ""}""", "descriptor_url"), ("""{"url": "https://example.com/d.json"}""", "url"), ("""{"Descriptor": {}}""", "Descriptor"),
            ("""{"descriptor": {}, "descriptor": {}}""", "descriptor"), ("""{"descriptor": {"key": "tracker"}}""", "/baseUrl"),
            ("""{"descriptor": "not json"}""", "not JSON"), ("""{"descriptor": "\ud800"}""", "surrogate"),
            ($$"""{"descriptor": {{app.Descriptor.ToJsonString().Replace("\"tracker\"", "\"Tracker\"", StringComparison.Ordinal)}}}""", "cannot change the key"),
            ($$"""{"descriptor": {{app.Descriptor.ToJsonString().Replace("(?K)", "(?K", StringComparison.Ordinal)}}}""", "/modules/linkers/0/regex"),
        ];

        foreach (var (body, says) in bodies)
        {
            var answer = await app.PutAsync(Put, body);
            Assert.Equal((body, HttpStatusCode.BadRequest), (body, answer.Status));
            Assert.Contains(says, answer.Body, StringComparison.Ordinal);
        }

        var large = await app.PutAsync(Put, $$"""{"descriptor": "{{new string('a', 4 * 1024 * 1024)}}"}""");
        app.ServeDescriptor = context => { context.Response.StatusCode = 503; return Task.CompletedTask; };
        var gone = await app.PutAsync(Put, "{}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);
        Assert.Equal(HttpStatusCode.BadRequest, gone.Status);
        var error = gone.Json.GetProperty("error").GetProperty("data").GetProperty("descriptor_errors")[0];
        Assert.Equal("", error.GetProperty("path").GetString());
        Assert.Contains("503", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, (await server.InstallationAsync(app)).GetRawText());
        Assert.Equal(values, await app.ValuesAsync());
    }

    [Theory, EveryDatabase]
    [Requirement("A7"), Requirement("A9")]
    public async Task Only_the_apps_own_token_updates_and_deletes(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        var app = await server.InstallLinkerAppAsync();
        var password = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{await server.AppPasswordAsync(ada)}"));
        var expected = new List<(string? Credential, int Status, int OfLinkers)>
        {
            (null, 401, 401), ("JWT nonsense", 401, 401), ("JWT " + app.Sign("PUT", "/2.0/else"), 401, 401), ("Bearer " + new string('x', 54), 401, 401),
            ("Basic " + password, 403, 401), ($"Bearer {await server.AccessTokenAsync("acme")}", 403, 401),
        };

        foreach (var (credential, status, ofLinkers) in expected)
        {
            foreach (var (method, path) in (List<(string, string)>)[("PUT", Put), ("DELETE", Put), ("GET", AddonApp.Linkers), ("PUT", AddonApp.Values), ("DELETE", AddonApp.Values + "/1")])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                if (credential is not null)
                    request.Headers.TryAddWithoutValidation("Authorization", credential);

                using var answer = await server.Client.SendAsync(request);
                var wanted = path == Put ? status : ofLinkers;
                Assert.Equal((credential, method, path, wanted), (credential, method, path, (int)answer.StatusCode));
                var said = await answer.Content.ReadAsStringAsync();
                if (credential is null || wanted == 403 || credential.StartsWith("Basic", StringComparison.Ordinal))
                    Assert.Contains("Authorization: JWT", said, StringComparison.Ordinal);
            }
        }

        Assert.Equal("active", (await server.InstallationAsync(app)).GetProperty("state").GetString());
    }

    [Theory, EveryDatabase]
    public async Task A_dry_run_shows_what_would_change_and_changes_nothing(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        await app.PutAsync(AddonApp.Values, """["BB", "OPS"]""");
        var id = await server.IdAsync(app);
        var before = (await server.InstallationAsync(app)).GetRawText();
        app.Descriptor["name"] = "Renamed";
        app.AskFor("account", "repository");
        app.Descriptor["modules"] = JsonNode.Parse(
            """{"linkers": [{"key": "plain", "regex": "#([0-9]+)", "url": "/i/\\1"}], "webhooks": [{"event": "repo:push", "url": "/hook"}, {"event": "repo:push", "url": "/hook2"}]}""");

        var dry = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/update?dry_run=true");
        var unchanged = (await server.InstallationAsync(app)).GetRawText();
        app.AskFor("account", "repository", "webhook");
        var refused = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/update?dry_run=true");
        var bad = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/update?dry_run=perhaps");
        var granted = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/update?accept_scopes=true");
        var again = await server.AdminAsync(HttpMethod.Post, $"/apps/{id}/update", """{}""");

        Assert.Equal((HttpStatusCode.OK, "would be updated"), (dry.Status, dry.Json.GetProperty("outcome").GetString()));
        Assert.Equal(before, unchanged);
        var difference = dry.Json.GetProperty("difference");
        Assert.Equal("""["pullrequest"]""", difference.GetProperty("scopes").GetProperty("dropped").GetRawText());
        Assert.Equal("[]", difference.GetProperty("scopes").GetProperty("gained").GetRawText());
        Assert.Equal("""["name"]""", difference.GetProperty("members").GetRawText());
        Assert.Equal("""{"issues":2}""", difference.GetProperty("linker_values_lost").GetRawText());
        Assert.Equal(
            ["removed linkers issues", "changed linkers plain", "removed linkers tickets", "added webhooks repo:push", "added webhooks repo:push (2)"],
            difference.GetProperty("modules").EnumerateArray().Select(change => $"{change.GetProperty("change")} {change.GetProperty("kind")} {change.GetProperty("name")}"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("""["webhook"]""", refused.Json.GetProperty("error").GetProperty("data").GetProperty("difference").GetProperty("scopes").GetProperty("gained").GetRawText());
        Assert.Equal(HttpStatusCode.BadRequest, bad.Status);
        Assert.Equal((HttpStatusCode.OK, "updated"), (granted.Status, granted.Json.GetProperty("outcome").GetString()));
        Assert.Equal("unchanged", again.Json.GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync(AddonApp.Values)).Status);
    }

    [Theory, EveryDatabase]
    public async Task Values_stay_with_linkers_that_stay_and_go_with_those_that_go(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var app = await server.InstallLinkerAppAsync();
        const string Tickets = "/2.0/addon/linkers/tickets/values";
        await app.PutAsync(AddonApp.Values, """["BB"]""");
        await app.PutAsync(Tickets, """["X"]""");
        var kept = await app.ValuesAsync();

        app.Descriptor["modules"]!["linkers"]!.AsArray().RemoveAt(2);
        await app.PutAsync(Put, "{}");
        app.Descriptor["modules"] = AddonApp.Modules();
        await app.PutAsync(Put, "{}");
        var (stayed, came) = (await app.ValuesAsync(), await app.ValuesAsync(Tickets));
        app.Descriptor["modules"]!["linkers"]![0]!["regex"] = "BB-([0-9]+)";
        await app.PutAsync(Put, "{}");
        app.Descriptor["modules"] = AddonApp.Modules();
        await app.PutAsync(Put, "{}");

        Assert.Equal(kept, stayed);
        Assert.Empty(came);
        Assert.Empty(await app.ValuesAsync());
    }

    [Theory, EveryDatabase]
    [Requirement("A23")]
    public async Task An_app_deletes_itself_and_is_told_so(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = await server.InstallLinkerAppAsync();
        await app.PutAsync(AddonApp.Values, """["BB"]""");
        var values = await app.ValuesAsync();

        var deleted = await app.DeleteAsync(Put + "?force=1");
        var again = await app.DeleteAsync(Put);
        var callbacks = await app.WaitForCallbacksAsync(2);
        await server.InstallAsync(app, "acme");

        Assert.Equal((HttpStatusCode.NoContent, ""), (deleted.Status, deleted.Body));
        Assert.Equal(HttpStatusCode.Unauthorized, again.Status);
        Assert.Equal("uninstalled", callbacks[1].EventType);
        Assert.Equal(values, await app.ValuesAsync());
    }

    private static string Move(string url) => JsonSerializer.Serialize(new { descriptor_url = url });

    private static async Task<TestAnswer> SendAsync(TestApp app, string path, string body, string? type)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, app.Host + path);
        request.Headers.TryAddWithoutValidation("Authorization", "JWT " + app.Sign("PUT", path));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await client.SendAsync(request);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers, answer.Content.Headers);
    }
}
