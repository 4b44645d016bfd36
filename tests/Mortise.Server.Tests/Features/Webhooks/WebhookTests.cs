using System.Net;
using System.Text.Json.Nodes;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Webhooks;

/// <summary>Subscriptions: made, read, changed and removed, by those who may (rest.md 19.1).</summary>
public sealed class WebhookTests
{
    private const string OfRepository = "/2.0/repositories/acme/rocket/hooks";
    private const string OfWorkspace = "/2.0/workspaces/acme/hooks";
    private const string Sound = """{"url": "http://127.0.0.1:1/hook", "description": "CI", "events": ["repo:push", "issue:created"], "secret": "s3cret"}""";

    [Theory, EveryDatabase]
    public async Task A_subscription_is_made_read_changed_and_removed(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, _) = await FillAsync(server);
        foreach (var (hooks, subject) in ((string, string)[])[(OfRepository, "repository"), (OfWorkspace, "workspace")])
        {
            var made = await ada.AskAsync(HttpMethod.Post, hooks, Sound);
            var uid = made.Json.GetProperty("uuid").GetString()!;
            var one = $"{hooks}/{Uri.EscapeDataString(uid)}";
            var read = await ada.ReadAsync(one);
            var bare = await ada.ReadAsync($"{hooks}/{uid.Trim('{', '}')}");
            var list = await ada.ReadAsync(hooks);
            var stale = await ada.AskAsync(HttpMethod.Put, one, """{"active": false}""", ("If-Match", "\"old\""));
            var changed = await ada.AskAsync(HttpMethod.Put, one, """{"active": false, "secret": null}""", ("If-Match", read.Header("ETag")!));
            var staleGone = await ada.AskAsync(HttpMethod.Delete, one, null, ("If-Match", read.Header("ETag")!));
            var gone = await ada.AskAsync(HttpMethod.Delete, one);

            Assert.Equal((HttpStatusCode.Created, $"{server.Origin}{one}"), (made.Status, made.Header("Location")));
            Assert.DoesNotContain("s3cret", made.Body, StringComparison.Ordinal);
            Assert.Equal((made.Body, made.Body), (read.Body, bare.Body));
            Assert.Equal((subject, subject, true, false), (read.Json.GetProperty("subject_type").GetString(), read.Json.GetProperty("subject").GetProperty("type").GetString(),
                read.Json.GetProperty("secret_set").GetBoolean(), read.Json.GetProperty("read_only").GetBoolean()));
            Assert.Equal(uid, list.Json.GetProperty("values").EnumerateArray().Single().GetProperty("uuid").GetString());
            Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent), (stale.Status, changed.Status, staleGone.Status, gone.Status));
            Assert.Equal((false, false, "CI", 2), (changed.Json.GetProperty("active").GetBoolean(), changed.Json.GetProperty("secret_set").GetBoolean(),
                changed.Json.GetProperty("description").GetString(), changed.Json.GetProperty("events").GetArrayLength()));
            Assert.Equal((HttpStatusCode.NotFound, $"{uid} is not a valid hook"), ((await ada.ReadAsync(one)).Status, (await ada.ReadAsync(one)).ErrorMessage));
        }
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_subscribed_to_is_refused_with_its_reason(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob) = await FillAsync(server);
        using var narrow = await server.AsAsync(new TestUser(ada.Id, "ada", "ada@example.com"), "webhook", "repository");
        (HttpClient As, HttpMethod Method, string Path, string? Body, HttpStatusCode Status, string Says)[] cases =
        [
            (ada, HttpMethod.Post, OfRepository, "{}", HttpStatusCode.BadRequest, "\"url\":[\"This field is required.\"],\"events\""),
            (ada, HttpMethod.Post, OfRepository, """{"url": "ftp://example.com", "events": ["repo:push"]}""", HttpStatusCode.BadRequest, "not a scheme this host speaks"),
            (ada, HttpMethod.Post, OfRepository, """{"url": "http://169.254.169.254/", "events": ["repo:push"]}""", HttpStatusCode.BadRequest, "169.254.169.254"),
            (ada, HttpMethod.Post, OfRepository, """{"url": "http://127.0.0.1/", "events": []}""", HttpStatusCode.BadRequest, "at least one event"),
            (ada, HttpMethod.Post, OfRepository, """{"url": "http://127.0.0.1/", "events": ["repo:nothing"]}""", HttpStatusCode.BadRequest, "'repo:nothing' is not an event of a repository"),
            (ada, HttpMethod.Post, OfRepository, """{"url": "http://127.0.0.1/", "events": ["project:updated"]}""", HttpStatusCode.BadRequest, "'project:updated' is not an event of a repository"),
            (ada, HttpMethod.Post, OfRepository, """{"url": "http://127.0.0.1/", "events": ["repo:push", "repo:push"]}""", HttpStatusCode.BadRequest, "twice"),
            (ada, HttpMethod.Post, OfRepository, $$"""{"url": "http://127.0.0.1/", "events": ["repo:push"], "secret": "{{new string('x', 129)}}"}""", HttpStatusCode.BadRequest, "at most 128"),
            (narrow, HttpMethod.Post, OfRepository, Sound, HttpStatusCode.Forbidden, "\"required\":[\"webhook\",\"issue\"]"),
            (bob, HttpMethod.Get, OfRepository, null, HttpStatusCode.Forbidden, "Only administrators of acme/rocket"),
            (bob, HttpMethod.Post, OfWorkspace, Sound, HttpStatusCode.Forbidden, "Only owners of the workspace acme"),
            (server.Client, HttpMethod.Get, OfRepository, null, HttpStatusCode.Unauthorized, "Authentication"),
            (ada, HttpMethod.Get, "/2.0/repositories/acme/nothing/hooks", null, HttpStatusCode.NotFound, "no longer exists"),
            (ada, HttpMethod.Get, OfRepository + "/x", null, HttpStatusCode.NotFound, "x is not a valid hook"),
            (ada, HttpMethod.Get, "/2.0/hook_events/team", null, HttpStatusCode.NotFound, "'team' has no events"),
        ];
        foreach (var (client, method, path, body, status, says) in cases)
        {
            var answer = await client.AskAsync(method, path, body);
            Assert.True(answer.Status == status && answer.Body.Contains(says, StringComparison.Ordinal), $"{method} {path} {body}: {answer.Status} {answer.Body}");
        }

        // Whoever may not read what the events tell of sends them nowhere else either.
        var there = await ada.AskAsync(HttpMethod.Post, OfRepository, Sound);
        var one = $"{OfRepository}/{Uri.EscapeDataString(there.Json.GetProperty("uuid").GetString()!)}";
        string[] hooksAlone = ["read:webhook:bitbucket", "write:webhook:bitbucket", "read:repository:bitbucket"];
        using var granular = server.As("ada@example.com", await server.ApiTokenAsync(new TestUser(ada.Id, "ada", "ada@example.com"), hooksAlone));
        foreach (var (client, method, at, missing) in ((HttpClient, HttpMethod, string, string)[])
            [(narrow, HttpMethod.Put, one, "issue"), (granular, HttpMethod.Put, one, "read:issue:bitbucket"), (granular, HttpMethod.Post, OfRepository, "read:issue:bitbucket")])
        {
            var refused = await client.AskAsync(method, at, method == HttpMethod.Put ? """{"url": "http://127.0.0.1:2/"}""" : Sound);
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains($"\"{missing}\"]", refused.Body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await narrow.AskAsync(HttpMethod.Put, one, """{"events": ["repo:push"]}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await granular.AskAsync(HttpMethod.Put, one, """{"url": "http://127.0.0.1:2/"}""")).Status);
        for (var at = 1; at < 50; at++)
            Assert.Equal(HttpStatusCode.Created, (await ada.Client.AskAsync(HttpMethod.Post, OfRepository, Sound)).Status);

        Assert.Contains("at most 50 webhooks", (await ada.Client.AskAsync(HttpMethod.Post, OfRepository, Sound)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalogue_is_public_and_apps_bring_subscriptions_of_their_own()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var (ada, _) = await FillAsync(server);
        var app = server.Own(await TestApp.StartAsync("build-badges"));
        app.Descriptor["modules"]!["webhooks"] = new JsonArray(new JsonObject { ["event"] = "repo:push", ["url"] = "/hook" });
        await server.InstallAsync(app, "acme");

        var subjects = await server.Client.ReadAsync("/2.0/hook_events");
        var events = await server.Client.ReadAsync(new Uri(subjects.Json.GetProperty("workspace").GetProperty("links").GetProperty("events").GetProperty("href").GetString()!).PathAndQuery);
        var ofRepository = await server.Client.ReadAsync("/2.0/hook_events/repository?pagelen=100");
        var list = await ada.Client.ReadAsync(OfWorkspace);
        var hook = list.Json.GetProperty("values").EnumerateArray().Single();
        var one = $"{OfWorkspace}/{Uri.EscapeDataString(hook.GetProperty("uuid").GetString()!)}";

        Assert.Equal((29, 28), (events.Json.GetProperty("size").GetInt32(), ofRepository.Json.GetProperty("size").GetInt32()));
        Assert.Equal((true, "build-badges", app.Origin + "/hook"), (hook.GetProperty("read_only").GetBoolean(), hook.GetProperty("source").GetString(), hook.GetProperty("url").GetString()));
        Assert.Equal(hook.GetRawText(), (await ada.Client.ReadAsync(one)).Body);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Client.AskAsync(HttpMethod.Delete, one)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Client.AskAsync(HttpMethod.Put, one, """{"active": false}""")).Status);
    }

    /// <summary>ada owns acme, bob may write to its private rocket.</summary>
    private static async Task<(Person Ada, HttpClient Bob)> FillAsync(TestServer server)
    {
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.AddMemberAsync("acme", bob);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.GrantAsync("acme/rocket", bob, "write");
        return (new Person(ada.Id, await server.AsAsync(ada)), await server.AsAsync(bob));
    }

    private sealed record Person(Guid Id, HttpClient Client)
    {
        public static implicit operator HttpClient(Person person) => person.Client;

        public Task<TestAnswer> AskAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) => Client.AskAsync(method, path, json, headers);

        public Task<TestAnswer> ReadAsync(string path) => Client.ReadAsync(path);
    }
}
