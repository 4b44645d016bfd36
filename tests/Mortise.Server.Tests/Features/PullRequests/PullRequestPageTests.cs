using System.Net;
using Mortise.Server.Features.PullRequests.Pages;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.PullRequests;

public sealed class PullRequestPageTests
{
    private const string Pages = "/acme/rocket/pull-requests";
    private const string Hostile = "<img src=x onerror=pwned()>";

    /// <summary>Characters of a page that still shows at once.</summary>
    private const int LargestPage = 512 * 1024;

    [Theory, EveryDatabase]
    public async Task A_pull_request_is_read_listed_and_found(TestDatabase database)
    {
        await using var world = await PullRequestWorld.StartAsync(database);
        await world.BranchAsync("other", "main", ("other.txt", "x\n"));
        await world.PushAsync("other");
        var bob = world.Git.User("bob");
        await world.OpenAsync("feature", $$""", "description": "**Why** not", "reviewers": [{"uuid": "{{{bob.Id:D}}}"}]""");
        await world.OpenAsync("other");
        await world.Ada.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/2/decline", """{"reason": "not _now_"}""");
        await world.Bob.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/approve", "");
        await world.Bob.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/comments", """{"content": {"raw": "On the *line*"}, "inline": {"path": "feature.txt", "to": 1}}""");
        await world.Bob.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/tasks", """{"content": {"raw": "Do the thing"}}""");
        using var browser = await world.Server.BrowserOfAsync(bob);

        var list = (await browser.OpenAsync(Pages + "/")).Body;
        Assert.Contains("Merge feature", list);
        Assert.DoesNotContain("Merge other", list);
        Assert.Contains("Merge other", (await browser.OpenAsync($"{Pages}?state=DECLINED")).Body);
        Assert.Contains("Merge other", (await browser.OpenAsync($"{Pages}?state=all&q=other")).Body);
        Assert.Contains("Merge feature", (await browser.OpenAsync($"{Pages}?q=%231&reviewer=me")).Body);
        Assert.Contains("No pull request found", (await browser.OpenAsync($"{Pages}?author=me")).Body);
        Assert.Contains("No pull request found", (await browser.OpenAsync($"{Pages}?q={Uri.EscapeDataString("\" OR \"")}")).Body);

        var overview = (await browser.OpenAsync($"{Pages}/1")).Body;
        foreach (var part in (string[])["<strong>Why</strong> not", "On the <em>line</em>", "feature.txt, line 1", "Do the thing", "Withdraw approval", "id=\"merge\"", "merge?async=true", "id=\"task-"])
            Assert.Contains(part, overview);

        var diff = (await browser.OpenAsync($"{Pages}/1/diff")).Body;
        Assert.Contains("On the <em>line</em>", diff);
        Assert.Contains("data-diff-may-add", diff);
        Assert.Contains("feature works", (await browser.OpenAsync($"{Pages}/1/commits")).Body);
        var activity = (await browser.OpenAsync($"{Pages}/1/activity")).Body;
        Assert.Contains("approved it", activity);
        Assert.Contains("commented on feature.txt", activity);
        Assert.Contains("declined it", (await browser.OpenAsync($"{Pages}/2/activity")).Body);
        Assert.Contains("not <em>now</em>", (await browser.OpenAsync($"{Pages}/2")).Body);
        Assert.Contains("Merge feature", (await browser.OpenAsync("/acme/workspace/pull-requests")).Body);
        Assert.Contains("Merge feature", (await browser.OpenAsync("/")).Body);

        // Who may not see the repository finds no page of it, whatever the number.
        using var eve = await world.Server.BrowserOfAsync(world.Git.User("eve"));
        using var nobody = new PlainBrowser(world.Server);
        foreach (var path in (string[])["", "/new", "/1", "/9", "/1/edit", "/1/diff", "/1/commits", "/1/activity"])
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), ((await eve.OpenAsync(Pages + path)).Status, (await nobody.OpenAsync(Pages + path)).Status));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{Pages}/9")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{Pages}/x")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.OpenAsync($"{Pages}/2/edit")).Status);
    }

    [Fact]
    public async Task What_people_write_does_nothing_but_be_read_and_much_of_it_in_parts()
    {
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite);
        const string Branch = "<script>pwned(1)</script>";
        await world.BranchAsync(Branch, "main", ("<b onload=pwned()>.txt", Hostile + "\n"));
        await world.PushAsync(Branch);
        using var browser = await world.Server.BrowserOfAsync(world.Git.User("ada"));
        var form = (await browser.OpenAsync($"{Pages}/new?source={Uri.EscapeDataString(Branch)}")).Body;

        var opened = await world.Ada.AskAsync(
            HttpMethod.Post, PullRequestWorld.All,
            $$$"""{"title": "{{{Hostile}}}", "description": "{{{Hostile}}} [x](javascript:pwned())", "source": {"branch": {"name": "{{{Branch}}}"} } }""");
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        await world.Ada.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/comments", $$$"""{"content": {"raw": "{{{Hostile}}}"}, "inline": {"path": "<b onload=pwned()>.txt", "to": 1}}""");
        await world.Ada.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/tasks", $$$"""{"content": {"raw": "{{{Hostile}}}"}}""");

        string[] pages = [form, .. await Task.WhenAll(((string[])["", "/1", "/1/diff", "/1/commits", "/1/activity", "/1/edit"]).Select(async path => (await browser.OpenAsync(Pages + path)).Body))];
        Assert.All(pages, page =>
        {
            Assert.Contains("pwned", page);
            Assert.DoesNotContain("<script>pwned", page);
            Assert.DoesNotContain("<img src=x", page);
            Assert.DoesNotContain("<b onload", page);
            Assert.DoesNotContain("href=\"javascript", page);
        });

        // However much they write, a page stays one that a browser shows at once; an answer stands where its page is, without what it answers.
        for (var number = 1; number <= PullRequestModel.CommentsOnAPage; number++)
            await world.Ada.AskAsync(HttpMethod.Post, $"{PullRequestWorld.All}/1/comments", $$"""{"content": {"raw": "Remark {{number}}"}, "parent": {"id": 1} }""");

        var (first, second) = ((await browser.OpenAsync($"{Pages}/1")).Body, (await browser.OpenAsync($"{Pages}/1?page=2")).Body);
        Assert.All((string[])[first, second], page => Assert.InRange(page.Length, 1, LargestPage));
        Assert.Contains($"Remark {PullRequestModel.CommentsOnAPage - 1}<", first);
        Assert.DoesNotContain($"Remark {PullRequestModel.CommentsOnAPage}<", first);
        Assert.Contains($"Remark {PullRequestModel.CommentsOnAPage}<", second);
    }

    [Fact]
    public async Task A_new_one_begins_with_branches_default_reviewers_and_what_it_would_bring()
    {
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite);
        var bob = world.Git.User("bob");
        await world.Ada.AskAsync(HttpMethod.Put, $"/2.0/repositories/acme/rocket/default-reviewers/%7B{bob.Id:D}%7D", "");
        using var browser = await world.Server.BrowserOfAsync(world.Git.User("ada"));
        using var nobody = new PlainBrowser(world.Server);

        var form = (await browser.OpenAsync($"{Pages}/new?source=feature&t=1")).Body;
        Assert.Contains("value=\"feature works\"", form);
        Assert.Contains("feature.txt", form);
        Assert.Matches($"value=\"\\{{{bob.Id:D}\\}}\"[^>]* checked", form);
        Assert.Contains("All commits of", (await browser.OpenAsync($"{Pages}/new?source=main&dest=feature")).Body);
        Assert.Contains("Nothing to merge yet", (await browser.OpenAsync($"{Pages}/new?source=gone")).Body);

        // A fork asks its parent first.
        Assert.Equal(HttpStatusCode.Created, (await world.Bob.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/rocket/forks", """{"workspace": {"slug": "bob"}}""")).Status);
        using var forker = await world.Server.BrowserOfAsync(bob);
        var fork = (await forker.OpenAsync("/bob/rocket/pull-requests/new?source=feature")).Body;
        Assert.Contains("data-api=\"POST /2.0/repositories/acme/rocket/pullrequests\"", fork);
        Assert.Contains("name=\"source.repository.full_name\" value=\"bob/rocket\"", fork);
        Assert.Contains("data-api=\"POST /2.0/repositories/bob/rocket/pullrequests\"", (await forker.OpenAsync("/bob/rocket/pull-requests/new?source=feature&to=bob/rocket")).Body);

        await world.Ada.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/rocket", """{"is_private": false}""");
        Assert.Equal(HttpStatusCode.Found, (await nobody.OpenAsync($"{Pages}/new?source=feature")).Status);

        // Who else holds something on a public repository is not told to those who hold nothing.
        await world.Ada.AskAsync(HttpMethod.Delete, $"/2.0/repositories/acme/rocket/default-reviewers/%7B{bob.Id:D}%7D");
        using var eve = await world.Server.BrowserOfAsync(world.Git.User("eve"));
        Assert.Contains($"{{{bob.Id:D}}}", (await browser.OpenAsync($"{Pages}/new?source=feature")).Body);
        var ofEve = await eve.OpenAsync($"{Pages}/new?source=feature");
        Assert.Equal(HttpStatusCode.OK, ofEve.Status);
        Assert.DoesNotContain($"{{{bob.Id:D}}}", ofEve.Body);
    }
}
