using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Tests.Features.Addon;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Commits;

/// <summary>GET /2.0/repositories/{workspace}/{repo_slug}/commit/{commit}, and the linkers on its message.</summary>
public sealed class GetCommitTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket/commit/";

    [Theory, EveryDatabase]
    public async Task A_commit_shows_its_message_author_and_parents(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        using var git = new GitFixture();
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        var first = await git.CommitAsync(path, "main", "first\n", ("README", "a\n"));
        var second = await git.CommitAsync(path, "main", "Fix *it*\n\n<b>now</b>\n", ("README", "b\n"));
        var client = await server.AsAsync(ada);

        var commit = (await client.ReadAsync(Rocket + second)).Json;
        var abbreviated = (await client.ReadAsync($"{Rocket}{second[..10]}?fields=hash,summary.html")).Body;

        Assert.Equal(("commit", second), (commit.GetProperty("type").GetString(), commit.GetProperty("hash").GetString()));
        Assert.Equal("Fix *it*\n\n<b>now</b>\n", commit.GetProperty("message").GetString());
        Assert.Equal(
            """{"type":"rendered","raw":"Fix *it*\n\n<b>now</b>\n","markup":"markdown","html":"<p>Fix <em>it</em></p>\n<p>&lt;b&gt;now&lt;/b&gt;</p>"}""",
            commit.GetProperty("summary").GetRawText());
        Assert.Equal(commit.GetProperty("summary").GetRawText(), commit.GetProperty("rendered").GetProperty("message").GetRawText());
        Assert.Equal(first, Assert.Single(commit.GetProperty("parents").EnumerateArray()).GetProperty("hash").GetString());
        Assert.Equal($"{GitFixture.Author} <{GitFixture.AuthorEmail}>", commit.GetProperty("author").GetProperty("raw").GetString());
        Assert.Equal($"{{{ada.Id}}}", commit.GetProperty("author").GetProperty("user").GetProperty("uuid").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$", commit.GetProperty("date").GetString());
        Assert.Equal("acme/rocket", commit.GetProperty("repository").GetProperty("full_name").GetString());
        Assert.Equal($$$"""{"hash":"{{{second}}}","summary":{"html":"<p>Fix <em>it</em></p>\n<p>&lt;b&gt;now&lt;/b&gt;</p>"}}""", abbreviated);
    }

    [Theory, EveryDatabase]
    public async Task A_commit_that_is_not_there_or_not_to_be_seen_is_not_found(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        using var git = new GitFixture();
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        var hash = await git.CommitAsync(path, "main", "first\n", ("README", "a\n"));
        var client = await server.AsAsync(ada);

        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync(Rocket + new string('0', 40))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync(Rocket + "nothing")).Status);
        Assert.Equal(hash, (await client.ReadAsync(Rocket + "main")).Json.GetProperty("hash").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync(Rocket + hash)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await server.AsAsync(await server.CreateUserAsync("eve"))).ReadAsync(Rocket + hash)).Status);
    }

    [Theory, EveryDatabase, Requirement("A35")]
    public async Task An_issue_key_in_a_message_is_a_link_once_the_app_has_set_the_value(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        using var git = new GitFixture();
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        var hash = await git.CommitAsync(path, "main", "BB-12 and #3\n", ("README", "a\n"));
        var client = await server.AsAsync(ada);
        var without = await HtmlAsync();
        clock.Advance(WorkspaceLinkers.Fresh * 2);
        var app = await server.InstallLinkerAppAsync();
        app.Clock = clock;

        var installed = await HtmlAsync(until: "/issues/3");
        await app.PutAsync(AddonApp.Values, """["BB"]""");
        clock.Advance(WorkspaceLinkers.Fresh * 2);
        var valued = await HtmlAsync(until: "/browse/BB-12");
        await app.DeleteAsync(AddonApp.Values);
        clock.Advance(WorkspaceLinkers.Fresh * 2);
        var emptied = await HtmlAsync(until: "<p>BB-12 and");
        await server.AdminAsync(HttpMethod.Post, $"/apps/{await server.IdAsync(app)}/disable");
        clock.Advance(WorkspaceLinkers.Fresh * 2);
        var disabled = await HtmlAsync(until: "and #3</p>");

        var number = $"<a href=\"{app.Origin}/issues/3\" rel=\"nofollow noopener\">#3</a>";
        Assert.Equal("<p>BB-12 and #3</p>", without);
        Assert.Equal($"<p>BB-12 and {number}</p>", installed);
        Assert.Equal($"<p><a href=\"{app.Origin}/browse/BB-12\" rel=\"nofollow noopener\">BB-12</a> and {number}</p>", valued);
        Assert.Equal(installed, emptied);
        Assert.Equal(without, disabled);

        // A change is seen a moment after the second has passed: the new set is built in the background.
        Task<string> HtmlAsync(string until = "") => Eventually.SeeAsync(
            async () => (await client.ReadAsync(Rocket + hash)).Json.GetProperty("summary").GetProperty("html").GetString()!,
            html => html.Contains(until, StringComparison.Ordinal),
            $"text with {until}");
    }
}
