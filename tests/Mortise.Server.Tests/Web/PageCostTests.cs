using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Tests.Features.AppModules;
using Mortise.Server.Tests.Features.OAuth;
using Mortise.Server.Tests.Features.PullRequests;
using Mortise.Server.Tests.Platform;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

/// <summary>What pages ask of the database: as much for a long list as for a short one.</summary>
public sealed class PageCostTests
{
    private const string Settings = "/acme/workspace/settings";

    private static readonly string[] Pages =
    [
        "/", "/acme/", "/acme/workspace/projects", "/acme/workspace/members", "/acme/workspace/pull-requests", "/acme/rocket", "/acme/rocket/src/main/", "/acme/rocket/commits",
        "/acme/rocket/branches/", "/acme/rocket/pull-requests", "/acme/rocket/pull-requests/1", "/acme/rocket/pull-requests/1/diff", "/acme/rocket/pull-requests/1/activity",
        "/acme/rocket/pull-requests/1/commits", "/acme/rocket/admin", "/acme/rocket/admin/permissions", "/acme/rocket/admin/webhooks", "/acme/rocket/admin/access-tokens",
        Settings, Settings + "/members", Settings + "/groups", Settings + "/projects", Settings + "/apps", Settings + "/webhooks", Settings + "/oauth-consumers",
    ];

    [Fact]
    public async Task A_page_costs_as_many_reads_with_ten_of_everything_as_with_one()
    {
        // The clock stands: what is looked up in the background after a while is no part of a page.
        await using var world = await PullRequestWorld.StartAsync(TestDatabase.Sqlite, services =>
        {
            CountingDatabase.Add(services);
            services.AddSingleton<TimeProvider>(new FakeClock(stands: true));
        });
        using var ada = await world.SignInAsync("ada");
        await AddAsync(world, 0);
        var few = await CostsAsync(ada);

        for (var i = 1; i < 10; i++)
            await AddAsync(world, i);

        Assert.Empty((await CostsAsync(ada)).Except(few).Select(cost => (cost, few.Single(one => one.Page == cost.Page).Reads)));
        Assert.All(few, cost => Assert.InRange(cost.Reads, 1, 25));
    }

    /// <summary>Of the second visit: the first may read what is kept from then on, such as the linkers of a workspace.</summary>
    private static async Task<List<(string Page, int Reads)>> CostsAsync(PlainBrowser browser)
    {
        var costs = new List<(string Page, int Reads)>();
        foreach (var page in Pages)
        {
            await browser.OpenAsync(page);
            var answer = await browser.OpenAsync(page);
            Assert.Equal((page, HttpStatusCode.OK), (page, answer.Status));
            costs.Add((page, int.Parse(answer.Header(CountingDatabase.Header)!, CultureInfo.InvariantCulture)));
        }

        return costs;
    }

    /// <summary>One more of everything that the pages list.</summary>
    private static async Task AddAsync(PullRequestWorld world, int i)
    {
        var server = world.Server;
        var person = await server.CreateUserAsync($"person{i}");
        await server.AddMemberAsync("acme", person);
        await server.GrantAsync("acme/rocket", person, "write");
        await server.CreateProjectAsync("acme", $"P{i}");
        await server.CreateRepositoryAsync($"acme/repository-{i}", project: $"P{i}");
        await world.BranchAsync($"branch-{i}", "main", ($"file-{i}.txt", "one\n"));
        await world.CommitAsync($"branch-{i}", "more\n", ($"file-{i}.txt", "two\n"));
        await world.CommitAsync("feature", $"more {i}\n", ($"feature-{i}.txt", "two\n"));
        await world.PushAsync($"branch-{i}", "feature");
        var by = await server.AsAsync(person);
        Assert.Equal(HttpStatusCode.Created, (await world.OpenAsync(i == 0 ? "feature" : $"branch-{i}", $$$""", "reviewers": [{"uuid": "{{{{world.Git.User("bob").Id}}}}"}]""", world.Ada)).Status);
        foreach (var (path, body) in new[]
        {
            (PullRequestWorld.All + "/1/comments", """{"content": {"raw": "A word by P-1"}}"""),
            (PullRequestWorld.All + "/1/comments", """{"content": {"raw": "Here"}, "inline": {"path": "feature.txt", "to": 1}}"""),
            (PullRequestWorld.All + "/1/tasks", """{"content": {"raw": "To do"}}"""),
        })
            Assert.Equal((path, HttpStatusCode.Created), (path, (await by.AskAsync(HttpMethod.Post, path, body)).Status));

        Assert.Equal(HttpStatusCode.OK, (await by.AskAsync(HttpMethod.Post, PullRequestWorld.All + "/1/approve")).Status);
        foreach (var path in (string[])["/2.0/repositories/acme/rocket/hooks", "/2.0/workspaces/acme/hooks"])
            await world.Ada.AskAsync(HttpMethod.Post, path, $$"""{"url": "http://127.0.0.1:1/{{i}}", "active": false, "events": ["repo:push"]}""");

        await server.AccessTokenAsync("acme/rocket");
        await server.AdminAsync(HttpMethod.Post, "/workspaces/acme/groups", $$"""{"name": "Group {{i}}"}""");
        await server.ConsumerAsync("acme", name: $"Consumer {i}");
        var app = server.Own(await TestApp.StartAsync($"app-{i}"));
        await server.InstallAsync(app, "acme");
    }
}
