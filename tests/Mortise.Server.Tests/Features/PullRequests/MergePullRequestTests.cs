using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.PullRequests.Merging;
using Mortise.Server.Platform.Outbox;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

/// <summary>Merging, from the request to the branch.</summary>
public sealed class MergePullRequestTests
{
    private const string All = PullRequestWorld.All;

    [Fact]
    public async Task Each_strategy_merges_and_the_client_fetches_it()
    {
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite);
        var strategies = new[] { "merge_commit", "squash", "fast_forward", "squash_fast_forward", "rebase_fast_forward", "rebase_merge" };
        foreach (var strategy in strategies)
        {
            var branch = strategy.Replace('_', '-');
            await world.Git.Fixture.GitAsync(world.Work, "fetch", "--quiet", "--force", world.Git.RocketOf("ada"), "main:main");
            await world.BranchAsync(branch, "main", ($"{branch}.txt", "x\n"));
            await world.PushAsync(branch);
            var number = (await world.OpenAsync(branch)).Json.GetProperty("id").GetInt64();
            var before = await world.RocketAsync("rev-parse", "main");

            var merged = await world.Bob.AskAsync(
                HttpMethod.Post, $"{All}/{number}/merge", $$"""{"type": "pullrequest", "merge_strategy": "{{strategy}}", "message": "By {{strategy}}", "close_source_branch": true}""");

            Assert.Equal((HttpStatusCode.OK, strategy), (merged.Status, strategy));
            var tip = await world.RocketAsync("rev-parse", "main");
            var json = merged.Json;
            Assert.Equal(("MERGED", tip[..12], "bob"), (Text(json, "state"), Text(json, "merge_commit.hash"), Text(json, "closed_by.nickname")));
            Assert.Equal(before[..12], Text(json, "destination.commit.hash"));
            Assert.Equal("x", await world.RocketAsync("show", $"main:{branch}.txt"));
            Assert.NotEqual(0, (await world.Git.Fixture.TryGitAsync(world.Rocket.Path, "rev-parse", "--verify", "--quiet", $"refs/heads/{branch}")).Code);
            Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.AskAsync(HttpMethod.Post, $"{All}/{number}/merge")).Status);
        }

        Assert.Equal("By rebase_merge", await world.RocketAsync("log", "-1", "--format=%s", "main"));
        var shown = await world.Git.Fixture.GitAsync(world.Work, "ls-remote", world.Git.RocketOf("ada"));
        Assert.DoesNotContain("refs/mortise", shown, StringComparison.Ordinal);
        Assert.Equal(0, await world.Git.OpenIntentsAsync());
        Assert.True((await world.Rocket.FsckAsync()).Sound);
    }

    [Theory, EveryDatabase]
    public async Task What_stands_in_the_way_is_told_and_an_asynchronous_merge_survives_a_restart(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        await world.OpenAsync("feature");
        await world.BranchAsync("other", "main", ("README", "other\n"));
        await world.CommitAsync("main", "newer\n", ("README", "newer\n"));
        await world.PushAsync("main", "other");
        await world.OpenAsync("other");

        var conflict = await world.Ada.AskAsync(HttpMethod.Post, $"{All}/2/merge");
        Assert.Equal(HttpStatusCode.Conflict, conflict.Status);
        Assert.Contains("README (content)", conflict.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("OPEN", Text(await world.ReadAsync(2), "state"));

        Assert.Equal(["git_mergeability_check"], await BlockingAsync(world.Ada, $"{All}/2/mergeability/checks"));
        Assert.Empty(await BlockingAsync(world.Ada, $"{All}/1/mergeability/checks"));
        Assert.Empty(await BlockingAsync(world.Ada, $"{All}/2/mergeability/checks?q={Uri.EscapeDataString("type!=\"git_mergeability_check\" AND check.kind!=\"maximum_commits_behind\"")}"));
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.ReadAsync($"{All}/2/mergeability/checks?q=type%3D1")).Status);

        foreach (var (body, named) in new[] { ("""{"merge_strategy": "octopus"}""", "merge_strategy"), ("""{"message": 7}""", "message"), ("[]", "JSON object") })
            Assert.Contains(named, (await AskedAsync(world.Ada, body, HttpStatusCode.BadRequest)).Body, StringComparison.Ordinal);

        await AskedAsync(world.Ada, """{"merge_strategy": "fast_forward"}""", HttpStatusCode.Conflict);
        await AskedAsync(world.Eve, "{}", HttpStatusCode.NotFound);
        await AskedAsync(world.Server.Client, "{}", HttpStatusCode.Unauthorized);
        await world.Server.GrantAsync("acme/rocket", world.Git.User("bob"), "read");
        await AskedAsync(world.Bob, "{}", HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ada.AskAsync(HttpMethod.Post, $"{All}/99/merge")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ada.ReadAsync($"{All}/1/merge/task-status/{Guid.NewGuid()}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Ada.AskAsync(HttpMethod.Put, $"{All}/1", """{"draft": true}""")).Status);
        Assert.Contains("draft", (await AskedAsync(world.Ada, "{}", HttpStatusCode.BadRequest)).Body, StringComparison.Ordinal);
        await world.Ada.AskAsync(HttpMethod.Put, $"{All}/1", """{"draft": false}""");

        await ATaskWaitsAndIsGivenUpAsync(world);

        // One merge of a pull request is taken on at a time.
        var stored = world.Server.Get<Mortise.Server.Platform.Data.Database>();
        await stored.WriteAsync(
            write => write.ExecuteAsync(
                """
                INSERT INTO merge_tasks (workspace_id, repository_id, number, id, account_id, orders, state, created_on)
                SELECT workspace_id, repository_id, number, 'pending', author_id, '{}', 'PENDING', 0 FROM pull_requests WHERE number = 1
                """),
            CancellationToken.None);
        Assert.Equal(HttpStatusCode.Conflict, (await world.Ada.AskAsync(HttpMethod.Post, $"{All}/1/merge?async=true", "{}")).Status);
        await stored.WriteAsync(write => write.ExecuteAsync("DELETE FROM merge_tasks WHERE id = 'pending'"), CancellationToken.None);

        var accepted = await world.Ada.AskAsync(HttpMethod.Post, $"{All}/1/merge?async=true", "{}");
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        var task = new Uri(accepted.Header("Location")!).PathAndQuery;
        await world.Server.RestartAsync();
        var status = await FollowAsync(world.Ada, task);
        Assert.Equal(("SUCCESS", "MERGED"), (Text(status.Json, "task_status"), Text(status.Json, "merge_result.state")));

        var failing = new Uri((await world.Ada.AskAsync(HttpMethod.Post, $"{All}/2/merge?async=true", "{}")).Header("Location")!).PathAndQuery;
        Assert.Equal(HttpStatusCode.Conflict, (await FollowAsync(world.Ada, failing)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Bob.ReadAsync(failing)).Status);

        Task<TestAnswer> AskedAsync(HttpClient client, string body, HttpStatusCode expected) => AskAsync(client, body, expected);
    }

    /// <summary>A task waits while a merge of its request may still be moving the branch, and tells that it was given up.</summary>
    private static async Task ATaskWaitsAndIsGivenUpAsync(PullRequestWorld world)
    {
        var (id, intent) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await world.Git.ExecuteAsync(
            """
            INSERT INTO merge_tasks (workspace_id, repository_id, number, id, account_id, orders, state, created_on)
            SELECT workspace_id, repository_id, number, @task, author_id, @orders, 'PENDING', 0 FROM pull_requests WHERE number = 1
            """,
            new { task = id, orders = """{"Strategy": "merge_commit"}""" });
        await world.Git.ExecuteAsync(
            """
            INSERT INTO reference_intents (id, workspace_id, repository_id, actor_id, cause, changes, created_on)
            VALUES (@intent, @Acme, @Rocket, NULL, @cause, '', @now)
            """,
            new { intent, world.Git.Acme, world.Git.Rocket, cause = $"merge 1 {new string('a', 40)} main", now = world.Server.Get<TimeProvider>().GetUtcNow() });
        var handler = world.Server.Services.GetServices<IMessageHandler>().Single(one => one.Kind == MergeMessage.Kind);
        var message = new OutboxMessage { Id = id, Kind = MergeMessage.Kind, Payload = JsonSerializer.Serialize(new MergeMessage(id)) };

        var waiting = await handler.SendAsync(message, CancellationToken.None);
        var status = await world.Ada.ReadAsync($"{All}/1/merge/task-status/{id}");
        Assert.NotNull(waiting.Again);
        Assert.Equal(("PENDING", "OPEN"), (Text(status.Json, "task_status"), Text(await world.ReadAsync(1), "state")));

        await handler.GiveUpAsync(message, CancellationToken.None);
        var given = await world.Ada.ReadAsync($"{All}/1/merge/task-status/{id}");
        Assert.Equal(HttpStatusCode.BadRequest, given.Status);
        Assert.Contains("given up", given.ErrorMessage, StringComparison.Ordinal);
        Assert.Null((await handler.SendAsync(message, CancellationToken.None)).Again);
        await world.Git.ExecuteAsync("DELETE FROM reference_intents WHERE id = @intent", new { intent });
    }

    [Theory, EveryDatabase]
    public async Task Pushes_keep_requests_right(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        await world.OpenAsync("feature");
        await world.BranchAsync("second", "main", ("second.txt", "2\n"));
        await world.PushAsync("second");
        await world.OpenAsync("second");

        var pushed = await world.CommitAsync("feature", "more\n", ("feature.txt", "two\n"));
        await world.PushAsync("feature");
        Assert.Equal(("OPEN", pushed[..12]), await StandAsync(world, 1));

        var main = await world.CommitAsync("main", "moves on\n", ("main.txt", "1\n"));
        await world.PushAsync("main");
        Assert.Equal(main[..12], Text(await world.ReadAsync(2), "destination.commit.hash"));

        var merge = await MergedByHandAsync(world, "feature");
        await world.PushAsync("main");
        Assert.Equal(("MERGED", pushed[..12]), await StandAsync(world, 1));
        Assert.Equal((merge[..12], "ada"), (Text(await world.ReadAsync(1), "merge_commit.hash"), Text(await world.ReadAsync(1), "closed_by.nickname")));
        Assert.Equal("OPEN", Text(await world.ReadAsync(2), "state"));

        var kept = await world.RocketAsync("rev-parse", "second");
        await world.PushAsync(":second");
        Assert.Equal(("OPEN", kept[..12]), await StandAsync(world, 2));
        Assert.Equal("MERGED", Text((await world.Ada.AskAsync(HttpMethod.Post, $"{All}/2/merge", """{"merge_strategy": "squash"}""")).Json, "state"));

        var fork = await world.Ada.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/rocket/forks", """{"name": "rocket-fork", "workspace": {"slug": "acme"}}""");
        Assert.Equal(HttpStatusCode.Created, fork.Status);
        await world.BranchAsync("forked", "main", ("forked.txt", "1\n"));
        await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", world.Git.Url("rocket-fork.git", "ada"), "forked");
        var opened = await world.OpenAsync("forked", """, "x": 1""");
        Assert.Equal(HttpStatusCode.BadRequest, opened.Status);
        opened = await world.Ada.AskAsync(HttpMethod.Post, All, """{"title": "t", "source": {"branch": {"name": "forked"}, "repository": {"full_name": "acme/rocket-fork"}}}""");
        Assert.Equal((HttpStatusCode.Created, "acme/rocket-fork"), (opened.Status, Text(opened.Json, "source.repository.full_name")));
        var number = opened.Json.GetProperty("id").GetInt64();
        var later = await world.CommitAsync("forked", "later\n", ("forked.txt", "2\n"));
        await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", world.Git.Url("rocket-fork.git", "ada"), "forked");
        Assert.Equal(("OPEN", later[..12]), await StandAsync(world, number));
        const string Closing = """{"close_source_branch": true}""";
        var strange = await world.Bob.AskAsync(HttpMethod.Post, $"{All}/{number}/merge", Closing);
        Assert.Equal(HttpStatusCode.BadRequest, strange.Status);
        Assert.Contains("may not write to", strange.Body, StringComparison.Ordinal);
        Assert.Equal("MERGED", Text((await world.Ada.AskAsync(HttpMethod.Post, $"{All}/{number}/merge", Closing)).Json, "state"));
        Assert.Equal("2", await world.RocketAsync("show", "main:forked.txt"));
        Assert.Equal("", await world.Git.Fixture.GitAsync(world.Work, "ls-remote", world.Git.Url("rocket-fork.git", "ada"), "refs/heads/forked"));
        await FromAfarAsync(world);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Ada.AskAsync(HttpMethod.Delete, "/2.0/repositories/acme/rocket-fork")).Status);
        Assert.Equal(JsonValueKind.Null, (await world.ReadAsync(number)).GetProperty("source").GetProperty("repository").ValueKind);
    }

    /// <summary>A request from a private fork is told by it to those who see it alone, and follows it while its author does.</summary>
    private static async Task FromAfarAsync(PullRequestWorld world)
    {
        var eve = world.Git.User("eve");
        var fork = world.Git.Url("rocket-fork.git", "ada");
        foreach (var repository in (string[])["acme/rocket", "acme/rocket-fork"])
            await world.Server.GrantAsync(repository, eve, "read");

        await world.Git.Fixture.GitAsync(world.Work, "fetch", "--quiet", "--force", world.Git.RocketOf("ada"), "main:main");
        await world.BranchAsync("afar", "main", ("afar.txt", "1\n"));
        await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", fork, "afar");
        const string Body = """{"title": "t", "source": {"branch": {"name": "afar"}, "repository": {"full_name": "acme/rocket-fork"}}}""";
        var opened = await world.Eve.AskAsync(HttpMethod.Post, All, Body);
        var number = opened.Json.GetProperty("id").GetInt64();
        var source = await world.CommitAsync("afar", "more\n", ("afar.txt", "2\n"));
        await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", fork, "afar");
        Assert.Equal(("OPEN", source[..12]), await StandAsync(world, number));

        var asked = $"{All}?q=source.repository.uuid%20%3D%20%22{Uri.EscapeDataString(Text(opened.Json, "source.repository.uuid")!)}%22%20AND%20id%20%3D%20{number}&sort=source.repository.uuid";
        Assert.Equal((1, 0), ((await world.Ada.ReadAsync(asked)).Json.GetProperty("size").GetInt32(), (await world.Bob.ReadAsync(asked)).Json.GetProperty("size").GetInt32()));

        for (var i = 1; i < 20; i++)
        {
            await world.Git.ExecuteAsync(
                """
                INSERT INTO pull_requests (workspace_id, repository_id, number, title, description, state, draft, author_id, source_repository_id, source_branch,
                    source_hash, destination_branch, destination_hash, close_source_branch, reason, comment_count, task_count, created_on, updated_on)
                SELECT workspace_id, repository_id, number + 1000 + @i, title, description, state, draft, author_id, source_repository_id, source_branch,
                    source_hash, @branch, destination_hash, close_source_branch, reason, comment_count, task_count, created_on, updated_on
                FROM pull_requests WHERE repository_id = @Rocket AND number = @number
                """,
                new { i, number, branch = $"gone-{i}", world.Git.Rocket });
        }

        await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", world.Git.RocketOf("ada"), "main:another");
        var tooMany = await world.Eve.AskAsync(HttpMethod.Post, All, Body.Replace("\"title\"", "\"destination\": {\"branch\": {\"name\": \"another\"}}, \"title\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.Status);
        Assert.Contains("At most 20", tooMany.ErrorMessage, StringComparison.Ordinal);

        await world.Git.ExecuteAsync("DELETE FROM repository_permissions WHERE user_id = @Id", new { eve.Id });
        await world.CommitAsync("afar", "secret\n", ("afar.txt", "3\n"));
        await world.Git.Fixture.GitAsync(world.Work, "push", "--quiet", fork, "afar");
        Assert.Equal(("OPEN", source[..12]), await StandAsync(world, number));
        Assert.Equal(source, await world.RocketAsync("rev-parse", $"refs/mortise/pull-requests/{number}"));
        Assert.Equal("MERGED", Text((await world.Ada.AskAsync(HttpMethod.Post, $"{All}/{number}/merge", "{}")).Json, "state"));
        Assert.Equal("2", await world.RocketAsync("show", "main:afar.txt"));
    }

    private static async Task<(string?, string?)> StandAsync(PullRequestWorld world, long number)
    {
        var json = await world.ReadAsync(number);
        return (Text(json, "state"), Text(json, "source.commit.hash"));
    }

    /// <summary>Merges a branch into main as a client would, and another commit upon it.</summary>
    private static async Task<string> MergedByHandAsync(PullRequestWorld world, string branch)
    {
        var tree = (await world.Git.Fixture.GitAsync(world.Work, "merge-tree", "--write-tree", "main", branch)).Split('\n')[0];
        var merge = await world.Git.Fixture.GitAsync(world.Work, "commit-tree", "-m", "by hand", "-p", "main", "-p", branch, tree);
        await world.Git.Fixture.GitAsync(world.Work, "update-ref", "refs/heads/main", merge);
        await world.CommitAsync("main", "after\n", ("after.txt", "1\n"));
        return merge;
    }

    private static Task<TestAnswer> FollowAsync(HttpClient client, string task) =>
        Eventually.SeeAsync(() => client.ReadAsync(task), static answer => answer.Status != HttpStatusCode.OK || Text(answer.Json, "task_status") != "PENDING", "end of the merge");

    private static async Task<TestAnswer> AskAsync(HttpClient client, string body, HttpStatusCode expected)
    {
        var answer = await client.AskAsync(HttpMethod.Post, $"{All}/1/merge", body);
        Assert.Equal((expected, body), (answer.Status, body));
        return answer;
    }

    private static async Task<string[]> BlockingAsync(HttpClient client, string path)
    {
        var answer = await client.ReadAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return [.. answer.Json.GetProperty("values").EnumerateArray().Where(check => check.GetProperty("blocking").GetBoolean()).Select(check => check.GetProperty("type").GetString()!)];
    }

    private static string? Text(JsonElement json, string path) => path.Split('.').Aggregate(json, (element, name) => element.GetProperty(name)).GetString();
}
