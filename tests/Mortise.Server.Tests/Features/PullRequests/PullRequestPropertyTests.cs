using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

/// <summary>Properties on pull requests, and on what stands inside them.</summary>
public sealed class PullRequestPropertyTests
{
    private const string All = PullRequestWorld.All;
    private const string Own = "properties/com.acme.ci/state";

    [Theory, EveryDatabase]
    [Requirement("P5"), Requirement("P62"), Requirement("P65")]
    public async Task Pull_requests_carry_properties_alone_in_lists_and_in_what_they_embed(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        var app = await SigningApp.InstallAsync(world.Server, world.Git.Acme, "com.acme.ci", "pullrequest account");
        var client = world.Server.Client;
        await world.OpenAsync("feature");
        var hash = await world.RocketAsync("rev-parse", "feature");
        var ada = world.Git.User("ada").Id;
        var subjects = new[] { $"{All}/1", "/2.0/repositories/acme/rocket", $"/2.0/repositories/acme/rocket/commit/{hash}", $"/2.0/users/%7B{ada}%7D" };
        foreach (var (subject, number) in subjects.Select((subject, number) => (subject, number)))
            Assert.Equal(204, (await app.SendAsync(client, "PUT", $"{subject}/{Own}", $$"""{"v": {{number}}, "_attributes": ["public"]}""")).Status);

        Assert.Equal((200, """{"v": 0, "_attributes": ["public"]}"""), await app.SendAsync(client, "GET", $"{All}/1/{Own}"));
        Assert.Equal(404, (await app.SendAsync(client, "GET", $"{All}/2/{Own}")).Status);
        Assert.Equal(400, (await app.SendAsync(client, "PUT", $"{All}/1/{Own}", "[]")).Status);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await world.Ada.AskAsync(HttpMethod.Put, $"{All}/1/{Own}", "{}")).Status);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await world.Eve.ReadAsync($"{All}/1/{Own}")).Status);

        string[] members = ["properties.*", "source.repository.properties.*", "destination.repository.properties.*", "source.commit.properties.*", "author.properties.*"];
        var alone = (await world.Ada.ReadAsync($"{All}/1?fields={string.Join(',', members.Select(member => "%2B" + member))}")).Json;
        var listed = (await world.Ada.ReadAsync($"{All}?fields={string.Join(',', members.Select(member => "%2Bvalues." + member))}")).Json.GetProperty("values")[0];
        foreach (var json in (JsonElement[])[alone, listed])
        {
            Assert.Equal(
                [0, 1, 1, 2, 3],
                [Value(json), Value(json.GetProperty("source").GetProperty("repository")), Value(json.GetProperty("destination").GetProperty("repository")), Value(json.GetProperty("source").GetProperty("commit")), Value(json.GetProperty("author"))]);
        }

        Assert.False((await world.ReadAsync(1)).TryGetProperty("properties", out _));
        Assert.Equal(204, (await app.SendAsync(client, "DELETE", $"{All}/1/{Own}")).Status);
        Assert.Equal(404, (await app.SendAsync(client, "GET", $"{All}/1/{Own}")).Status);

        var commits = (await world.Ada.ReadAsync($"{All}/1/commits")).Json.GetProperty("values");
        Assert.Equal(hash, Assert.Single(commits.EnumerateArray()).GetProperty("hash").GetString());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await world.Eve.ReadAsync($"{All}/1/commits")).Status);
        await QueriesAsync(world);
    }

    private static async Task QueriesAsync(PullRequestWorld world)
    {
        await world.BranchAsync("zebra", "main", ("z.txt", "1\n"));
        await world.PushAsync("zebra");
        await world.OpenAsync("zebra", $$""", "reviewers": [{"uuid": "{{{world.Git.User("bob").Id}}}"}]""", world.Ada);
        await world.Ada.AskAsync(HttpMethod.Post, $"{All}/1/decline");

        foreach (var (query, expected) in new[]
        {
            ("q=id > 0&sort=id", "1 2"),
            ("q=id > 0&sort=-id", "2 1"),
            ("q=id > 0&state=OPEN", "2"),
            ("sort=title", "2"),
            ("q=state = \"DECLINED\"", "1"),
            ("q=title ~ \"ZEBRA\"", "2"),
            ("q=source.branch.name = \"feature\"", "1"),
            ("q=reviewers.nickname = \"bob\"", "2"),
            ("q=author.nickname = \"ada\" AND closed_by != null", "1"),
            ("q=destination.repository.full_name = \"acme/rocket\" AND draft = false&sort=-created_on", "2 1"),
            ("q=created_on < 2020-01-01", ""),
        })
        {
            var answer = await world.Ada.ReadAsync($"{All}?{query.Replace(" ", "%20", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal)}");
            var found = answer.Json.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("id").GetInt32());
            Assert.Equal((query, expected), (query, string.Join(' ', found)));
        }

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await world.Ada.ReadAsync($"{All}?q=nope%20%3D%201")).Status);
    }

    private static int Value(JsonElement json) => json.GetProperty("properties").GetProperty("com.acme.ci").GetProperty("state").GetProperty("v").GetInt32();
}
