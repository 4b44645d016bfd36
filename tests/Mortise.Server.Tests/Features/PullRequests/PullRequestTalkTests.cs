using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

/// <summary>Comments, tasks, activity and statuses of pull requests.</summary>
public sealed class PullRequestTalkTests
{
    [Theory, EveryDatabase]
    public async Task A_review_is_written_answered_resolved_and_seen_in_the_activity(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        await world.OpenAsync("feature");
        var comments = $"{PullRequestWorld.All}/1/comments";

        var general = await world.Bob.AskAsync(HttpMethod.Post, comments, """{"content": {"raw": "Looks *good*"}}""");
        var onLine = await world.Bob.AskAsync(HttpMethod.Post, comments, """{"content": {"raw": "why one?"}, "inline": {"path": "feature.txt", "to": 1}}""");
        var reply = await world.Ada.AskAsync(HttpMethod.Post, comments, $$$"""{"content": {"raw": "because"}, "parent": {"id": {{{Id(onLine)}}}}}""");
        var draft = await world.Bob.AskAsync(HttpMethod.Post, comments, """{"content": {"raw": "not yet"}, "pending": true}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created), (general.Status, reply.Status, draft.Status));
        Assert.Equal($"{world.Server.Origin}{comments}/{Id(general)}", general.Header("Location"));
        Assert.Equal("<p>Looks <em>good</em></p>", general.Json.GetProperty("content").GetProperty("html").GetString());
        Assert.Equal(("pullrequest_comment", 1), (general.Json.GetProperty("type").GetString(), general.Json.GetProperty("pullrequest").GetProperty("id").GetInt32()));
        Assert.False(onLine.Json.GetProperty("inline").GetProperty("outdated").GetBoolean());
        Assert.Equal("feature.txt", reply.Json.GetProperty("inline").GetProperty("path").GetString());
        Assert.Equal([Id(general), Id(onLine), Id(reply)], await IdsAsync(world.Ada, comments));
        Assert.Equal([Id(general), Id(onLine), Id(reply), Id(draft)], await IdsAsync(world.Bob, comments));
        Assert.Equal([Id(reply), Id(onLine)], await IdsAsync(world.Ada, $"{comments}?q=inline.path%20%3D%20%22feature.txt%22&sort=-id"));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync($"{comments}/{Id(draft)}")).Status);
        var counted = await world.ReadAsync(1);
        Assert.Equal(3, counted.GetProperty("comment_count").GetInt32());
        Assert.Contains("bob", counted.GetProperty("participants").EnumerateArray().Select(one => one.GetProperty("user").GetProperty("nickname").GetString()));

        // The author publishes it, and changes it; nobody takes it back, and nobody else changes it.
        var published = await world.Bob.AskAsync(HttpMethod.Put, $"{comments}/{Id(draft)}", """{"content": {"raw": "now"}, "pending": false}""");
        Assert.Equal((HttpStatusCode.OK, "now", false), (published.Status, published.Json.GetProperty("content").GetProperty("raw").GetString(), published.Json.GetProperty("pending").GetBoolean()));
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Bob.AskAsync(HttpMethod.Put, $"{comments}/{Id(draft)}", """{"pending": true}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Ada.AskAsync(HttpMethod.Put, $"{comments}/{Id(draft)}", """{"content": {"raw": "x"}}""")).Status);
        Assert.Equal(4, (await world.ReadAsync(1)).GetProperty("comment_count").GetInt32());

        // A thread on the diff is resolved once, and opened again.
        var resolved = await world.Ada.AskAsync(HttpMethod.Post, $"{comments}/{Id(onLine)}/resolve");
        Assert.Equal(("comment_resolution", "ada"), (resolved.Json.GetProperty("type").GetString(), resolved.Json.GetProperty("user").GetProperty("nickname").GetString()));
        Assert.Equal(resolved.Body, (await world.Bob.ReadAsync($"{comments}/{Id(onLine)}")).Json.GetProperty("resolution").GetRawText());
        Assert.Equal(HttpStatusCode.Conflict, (await world.Ada.AskAsync(HttpMethod.Post, $"{comments}/{Id(onLine)}/resolve")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Bob.AskAsync(HttpMethod.Delete, $"{comments}/{Id(onLine)}/resolve")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Bob.AskAsync(HttpMethod.Delete, $"{comments}/{Id(onLine)}/resolve")).Status);
        foreach (var other in new[] { Id(reply), Id(general) })
            Assert.Equal(HttpStatusCode.Forbidden, (await world.Ada.AskAsync(HttpMethod.Post, $"{comments}/{other}/resolve")).Status);

        // A new content of the file outdates what was said on the old one.
        await world.CommitAsync("feature", "again\n", ("feature.txt", "two\n"));
        await world.PushAsync("feature");
        Assert.True((await world.Ada.ReadAsync($"{comments}/{Id(onLine)}")).Json.GetProperty("inline").GetProperty("outdated").GetBoolean());

        // With a reply it stays, blank; with the last reply it goes.
        Assert.Equal(HttpStatusCode.NoContent, (await world.Bob.AskAsync(HttpMethod.Delete, $"{comments}/{Id(onLine)}")).Status);
        Assert.Equal((true, ""), Deleted((await world.Ada.ReadAsync($"{comments}/{Id(onLine)}")).Json));
        Assert.Equal(HttpStatusCode.NoContent, (await world.Ada.AskAsync(HttpMethod.Delete, $"{comments}/{Id(reply)}")).Status);
        Assert.Equal([Id(general), Id(draft)], await IdsAsync(world.Ada, comments));
        Assert.Equal(2, (await world.ReadAsync(1)).GetProperty("comment_count").GetInt32());

        await world.Bob.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/approve");
        await world.Bob.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/request-changes");
        await world.Ada.AskAsync(HttpMethod.Put, $"{PullRequestWorld.All}/1", """{"title": "Better"}""");
        var one = (await world.Ada.ReadAsync($"{PullRequestWorld.All}/1/activity")).Json;
        var all = (await world.Ada.ReadAsync($"{PullRequestWorld.All}/activity?pagelen=3")).Json;
        Assert.Equal("update changes_requested approval update comment comment update", string.Join(' ', Kinds(one)));
        Assert.Equal((20, 7), (one.GetProperty("pagelen").GetInt32(), one.GetProperty("size").GetInt32()));
        Assert.Equal("update changes_requested approval", string.Join(' ', Kinds(all)));
        var newest = one.GetProperty("values")[0];
        Assert.Equal("Better", newest.GetProperty("update").GetProperty("changes").GetProperty("title").GetProperty("new").GetString());
        Assert.Equal(("ada", "feature"), (newest.GetProperty("update").GetProperty("author").GetProperty("nickname").GetString(), newest.GetProperty("update").GetProperty("source").GetProperty("branch").GetProperty("name").GetString()));
        Assert.Equal("acme/rocket", newest.GetProperty("update").GetProperty("destination").GetProperty("repository").GetProperty("full_name").GetString());
        Assert.Equal("bob", one.GetProperty("values")[2].GetProperty("approval").GetProperty("user").GetProperty("nickname").GetString());
        Assert.All(one.GetProperty("values").EnumerateArray(), entry => Assert.Equal(1, entry.GetProperty("pull_request").GetProperty("id").GetInt32()));
    }

    [Theory, EveryDatabase]
    public async Task Tasks_are_counted_while_open_and_statuses_are_those_of_the_source(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        var opened = await world.OpenAsync("feature");
        var tasks = $"{PullRequestWorld.All}/1/tasks";
        var comment = Id(await world.Bob.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/comments", """{"content": {"raw": "hm"}}"""));

        var first = await world.Bob.AskAsync(HttpMethod.Post, tasks, $$$"""{"content": {"raw": "Test *it*"}, "comment": {"id": {{{comment}}}}}""");
        var second = await world.Ada.AskAsync(HttpMethod.Post, tasks, """{"content": {"raw": "Write it down"}}""");
        Assert.Equal((HttpStatusCode.Created, $"{world.Server.Origin}{tasks}/{Id(first)}"), (first.Status, first.Header("Location")));
        Assert.Equal(("UNRESOLVED", comment, "bob"), (first.Json.GetProperty("state").GetString(), first.Json.GetProperty("comment").GetProperty("id").GetInt64(), first.Json.GetProperty("creator").GetProperty("nickname").GetString()));
        Assert.Equal(2, (await world.ReadAsync(1)).GetProperty("task_count").GetInt32());

        var done = await world.Ada.AskAsync(HttpMethod.Put, $"{tasks}/{Id(first)}", """{"state": "RESOLVED"}""");
        Assert.Equal(("RESOLVED", "ada"), (done.Json.GetProperty("state").GetString(), done.Json.GetProperty("resolved_by").GetProperty("nickname").GetString()));
        Assert.Equal(done.Body, (await world.Bob.ReadAsync($"{tasks}/{Id(first)}")).Body);
        Assert.Equal([Id(second)], await IdsAsync(world.Bob, $"{tasks}?q=state%3D%22UNRESOLVED%22&sort=-created_on"));
        Assert.Equal(1, (await world.ReadAsync(1)).GetProperty("task_count").GetInt32());
        Assert.Equal("Write *more*", (await world.Ada.AskAsync(HttpMethod.Put, $"{tasks}/{Id(second)}", """{"content": {"raw": "Write *more*"}}""")).Json.GetProperty("content").GetProperty("raw").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.AskAsync(HttpMethod.Put, $"{tasks}/{Id(second)}", """{"content": {"raw": "x"}}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.AskAsync(HttpMethod.Delete, $"{tasks}/{Id(second)}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Ada.AskAsync(HttpMethod.Delete, $"{tasks}/{Id(second)}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Delete, $"{tasks}/{Id(second)}")).Status);
        Assert.Equal(0, (await world.ReadAsync(1)).GetProperty("task_count").GetInt32());

        var hash = await world.RocketAsync("rev-parse", "refs/heads/feature");
        var builds = $"/2.0/repositories/acme/rocket/commit/{hash}/statuses/build";
        foreach (var body in new[] { """{"key": "any", "state": "FAILED"}""", """{"key": "mine", "state": "FAILED", "refname": "feature"}""", """{"key": "other", "state": "FAILED", "refname": "main"}""" })
            await world.Ada.AskAsync(HttpMethod.Post, builds, body);

        var statuses = (await world.Bob.ReadAsync($"{PullRequestWorld.All}/1/statuses?sort=key")).Json;
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        Assert.Equal(["any", "mine"], statuses.GetProperty("values").EnumerateArray().Select(status => status.GetProperty("key").GetString()));
    }

    [Theory, EveryDatabase]
    public async Task What_is_absent_forbidden_or_unsound_is_refused_by_name(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        await world.OpenAsync("feature");
        var one = $"{PullRequestWorld.All}/1";
        var comment = Id(await world.Ada.AskAsync(HttpMethod.Post, $"{one}/comments", """{"content": {"raw": "x"}, "inline": {"path": "feature.txt", "to": 1}}"""));
        var task = Id(await world.Ada.AskAsync(HttpMethod.Post, $"{one}/tasks", """{"content": {"raw": "x"}}"""));
        const string Sound = """{"content": {"raw": "x"}}""";

        foreach (var read in new[] { "comments", $"comments/{comment}", "tasks", $"tasks/{task}", "activity", "statuses" })
        {
            Assert.Equal(HttpStatusCode.OK, (await world.Ada.ReadAsync($"{one}/{read}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync($"{PullRequestWorld.All}/9/{read}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.ReadAsync($"{one}/{read}")).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.ReadAsync($"{PullRequestWorld.All}/activity")).Status);
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Post, "comments", Sound), (HttpMethod.Put, $"comments/{comment}", Sound), (HttpMethod.Delete, $"comments/{comment}", null),
            (HttpMethod.Post, $"comments/{comment}/resolve", null), (HttpMethod.Delete, $"comments/{comment}/resolve", null),
            (HttpMethod.Post, "tasks", Sound), (HttpMethod.Put, $"tasks/{task}", Sound), (HttpMethod.Delete, $"tasks/{task}", null),
        })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await world.Server.Client.AskAsync(method, $"{one}/{path}", body)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Eve.AskAsync(method, $"{one}/{path}", body)).Status);
        }

        foreach (var absent in new[] { "comments/999999", "tasks/999999", "comments/x", $"comments/{task}", $"tasks/{comment}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.ReadAsync($"{one}/{absent}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Put, $"{one}/{absent}", Sound)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Delete, $"{one}/{absent}")).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Post, $"{one}/comments", """{"content": {"raw": "x"}, "parent": {"id": 999999}}""")).Status);
        foreach (var (path, method, body, member) in new[]
        {
            ("comments", HttpMethod.Post, "{}", "content.raw"), ("comments", HttpMethod.Post, """{"content": {"raw": " "}}""", "content.raw"),
            ("comments", HttpMethod.Post, """{"content": {"raw": "x"}, "type": "pullrequest_comment"}""", "type"),
            ("comments", HttpMethod.Post, """{"content": {"raw": "x"}, "inline": {"path": "a", "from": 2, "start_from": 3}}""", "inline.start_from"),
            ($"comments/{comment}", HttpMethod.Put, """{"inline": {"path": "b"}}""", "inline"), ($"comments/{comment}", HttpMethod.Put, """{"content": {"raw": ""}}""", "content.raw"),
            ("tasks", HttpMethod.Post, """{"content": {"raw": ""}}""", "content.raw"), ("tasks", HttpMethod.Post, """{"content": {"raw": "x"}, "state": "RESOLVED"}""", "state"),
            ("tasks", HttpMethod.Post, $$$"""{"content": {"raw": "x"}, "comment": {"id": {{{task}}}}}""", "comment.id"),
            ($"tasks/{task}", HttpMethod.Put, """{"state": "DONE"}""", "state"), ($"tasks/{task}", HttpMethod.Put, """{"pending": true}""", "pending"),
        })
        {
            var refused = await world.Ada.AskAsync(method, $"{one}/{path}", body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.True(refused.Json.GetProperty("error").GetProperty("fields").TryGetProperty(member, out _), $"{member}: {refused.Body}");
        }
    }

    private static long Id(TestAnswer answer) => answer.Json.GetProperty("id").GetInt64();

    private static (bool IsDeleted, string? Raw) Deleted(JsonElement comment) =>
        (comment.GetProperty("deleted").GetBoolean(), comment.GetProperty("content").GetProperty("raw").GetString());

    private static async Task<long[]> IdsAsync(HttpClient client, string path) =>
        [.. (await client.ReadAsync(path)).Json.GetProperty("values").EnumerateArray().Select(one => one.GetProperty("id").GetInt64())];

    private static IEnumerable<string> Kinds(JsonElement page) =>
        page.GetProperty("values").EnumerateArray().Select(entry => entry.EnumerateObject().First(member => member.Name != "pull_request").Name);
}
