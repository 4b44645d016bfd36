using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.GitAccess;

/// <summary>An unmodified git client against the server.</summary>
public sealed class GitOverHttpTests
{
    [Theory, EveryDatabase]
    public async Task A_first_push_makes_the_main_branch_and_a_clone_brings_it_back(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var mine = await world.Fixture.InitAsync("mine.git");
        var tip = await world.Fixture.CommitAsync(mine, "trunk", "first\n", ("README", "hello\n"));

        await world.Fixture.GitAsync(mine, "push", world.RocketOf("ada"), "trunk");
        await world.Fixture.GitAsync(world.Fixture.Root, "clone", "--quiet", world.RocketOf("bob"), "theirs");

        Assert.Equal(tip, await world.Fixture.GitAsync(world.Fixture.PathOf("theirs"), "rev-parse", "HEAD"));
        Assert.Equal("trunk", await world.Fixture.GitAsync(world.Fixture.PathOf("theirs"), "branch", "--show-current"));
        Assert.Equal("trunk", await world.MainBranchAsync());
        Assert.Equal(0, await world.OpenIntentsAsync());
        Assert.True(await world.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT size FROM repositories WHERE slug = 'rocket'"), default) > 0);
    }

    [Theory, EveryDatabase]
    public async Task A_thousand_commits_and_what_follows_arrive(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var mine = await world.Fixture.InitAsync("mine.git");
        var tip = await world.Fixture.CommitManyAsync(mine, "main", 1000);
        var ada = world.RocketOf("ada");

        await world.Fixture.GitAsync(mine, "push", ada, "main");
        Assert.Equal(tip, await RemoteAsync(world, "refs/heads/main"));

        var rewritten = await world.Fixture.GitAsync(mine, "rev-parse", "main~10");
        var refused = await world.Fixture.TryGitAsync(mine, "push", ada, $"{rewritten}:refs/heads/main");
        Assert.NotEqual(0, refused.Code);
        await world.Fixture.GitAsync(mine, "push", "--force", ada, $"{rewritten}:refs/heads/main");
        Assert.Equal(rewritten, await RemoteAsync(world, "refs/heads/main"));

        var tag = await world.Fixture.TagAsync(mine, "v1", tip, "one");
        await world.Fixture.GitAsync(mine, "push", ada, "v1", "main~5:refs/heads/side");
        Assert.Equal(tag, await RemoteAsync(world, "refs/tags/v1"));

        await world.Fixture.GitAsync(mine, "push", ada, ":side");
        Assert.Equal("", await RemoteAsync(world, "refs/heads/side"));
        Assert.True((await world.RocketGit.FsckAsync()).Sound);
        Assert.Equal(0, await world.OpenIntentsAsync());
    }

    [Theory, EveryDatabase]
    public async Task Shallow_and_partial_clones_and_a_later_fetch_work(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var fixture = world.Fixture;
        var mine = await fixture.InitAsync("mine.git");
        await fixture.CommitManyAsync(mine, "main", 60);
        await fixture.GitAsync(mine, "push", world.RocketOf("ada"), "main");
        var bob = world.RocketOf("bob");

        await fixture.GitAsync(fixture.Root, "clone", "--quiet", "--depth=5", bob, "shallow");
        await fixture.GitAsync(fixture.Root, "clone", "--quiet", "--filter=blob:none", "--no-checkout", bob, "partial");
        await fixture.GitAsync(fixture.Root, "-c", "protocol.version=0", "clone", "--quiet", bob, "old");
        Assert.Equal("5", await fixture.GitAsync(fixture.PathOf("shallow"), "rev-list", "--count", "HEAD"));
        Assert.Equal("60", await fixture.GitAsync(fixture.PathOf("partial"), "rev-list", "--count", "HEAD"));
        Assert.Contains("?", await fixture.GitAsync(fixture.PathOf("partial"), "rev-list", "--objects", "--missing=print", "HEAD"));
        Assert.StartsWith("line", await fixture.GitAsync(fixture.PathOf("partial"), "show", "HEAD:log.txt"));

        var next = await fixture.CommitAsync(mine, "main", "more\n", ("more.txt", "more\n"));
        await fixture.GitAsync(mine, "push", world.RocketOf("bob"), "main");
        await fixture.GitAsync(fixture.PathOf("old"), "fetch", "--quiet");
        await fixture.GitAsync(fixture.PathOf("shallow"), "fetch", "--quiet", "--unshallow");
        Assert.Equal(next, await fixture.GitAsync(fixture.PathOf("old"), "rev-parse", "origin/main"));
        Assert.Equal("61", await fixture.GitAsync(fixture.PathOf("shallow"), "rev-list", "--count", "origin/main"));
    }

    [Theory, EveryDatabase]
    public async Task Who_may_not_is_told_what_git_can_show(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var fixture = world.Fixture;
        var mine = await fixture.InitAsync("mine.git");
        await fixture.CommitAsync(mine, "main", "first\n", ("README", "hello\n"));
        await fixture.GitAsync(mine, "push", world.RocketOf("ada"), "main");
        await fixture.GitAsync(mine, "push", world.Url("docs", "ada"), "main");

        Assert.Contains("not found", (await fixture.TryGitAsync(mine, "ls-remote", world.RocketOf("eve"))).Errors);
        Assert.Contains("Authentication failed", (await fixture.TryGitAsync(mine, "ls-remote", world.Url("rocket", "ada:wrong"))).Errors);
        Assert.Contains("could not read Username", (await fixture.TryGitAsync(mine, "ls-remote", world.Url("rocket"))).Errors);
        Assert.Contains("could not read Username", (await fixture.TryGitAsync(mine, "ls-remote", world.Url("absent"))).Errors);
        Assert.Contains("refs/heads/main", (await fixture.TryGitAsync(mine, "ls-remote", world.Url("docs"))).Output);
        Assert.Contains("could not read Username", (await fixture.TryGitAsync(mine, "push", world.Url("docs"), "main:other")).Errors);

        var outsider = await fixture.TryGitAsync(mine, "push", world.Url("docs", "eve"), "main:other");
        Assert.Contains("You may read acme/docs, but not push to it.", outsider.Errors);
        var readOnly = await fixture.TryGitAsync(mine, "push", world.Url("rocket", "ada reads"), "main:other");
        Assert.Contains("Needed: repository:write", readOnly.Errors);
        Assert.Contains("refs/heads/main", (await fixture.TryGitAsync(mine, "ls-remote", world.Url("rocket", "ada reads"))).Output);
    }

    [Theory, EveryDatabase]
    public async Task An_access_token_serves_with_any_user_name(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var token = await world.Server.AccessTokenAsync("acme/rocket", "repository:write");
        var mine = await world.Fixture.InitAsync("mine.git");
        await world.Fixture.CommitAsync(mine, "main", "first\n", ("README", "hello\n"));

        await world.Fixture.GitAsync(mine, "push", world.Url("rocket", $"x-token-auth:{token}"), "main");
        var named = await world.Fixture.TryGitAsync(mine, "ls-remote", world.Url("rocket", $"whoever:{token}"));
        var elsewhere = await world.Fixture.TryGitAsync(mine, "push", world.Url("docs", $"x-token-auth:{token}"), "main");

        Assert.Contains("refs/heads/main", named.Output);
        Assert.Contains("not push", elsewhere.Errors);
    }

    [Theory, EveryDatabase]
    public async Task Repositories_answer_to_slug_uuid_and_former_slug(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        await world.ExecuteAsync("INSERT INTO repository_aliases (workspace_id, slug, repository_id) VALUES (@Acme, 'missile', @Rocket)", new { world.Acme, world.Rocket });
        var origin = world.OriginOf("bob");
        var mine = await world.Fixture.InitAsync("mine.git");
        await world.Fixture.CommitAsync(mine, "main", "first\n", ("README", "hello\n"));
        await world.Fixture.GitAsync(mine, "push", $"{origin}/acme/missile.git", "main");

        foreach (var path in new[] { "acme/rocket", "acme/rocket.git", "ACME/Rocket.git", "acme/rocket.git/", "/acme//rocket.git", $"%7B{world.Acme}%7D/%7B{world.Rocket}%7D", $"{{{world.Acme}}}/{{{world.Rocket}}}.git" })
            Assert.Contains("refs/heads/main", (await world.Fixture.TryGitAsync(mine, "ls-remote", $"{origin}/{path}")).Output);
    }

    [Theory, EveryDatabase]
    public async Task Hidden_absent_and_reserved_addresses_are_not_told_apart(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var answers = new List<(HttpStatusCode, string)>();
        foreach (var path in new[] { "acme/rocket", "acme/absent", "nobody/absent.git", "nobody/..%2e" })
        {
            var response = await world.Server.Client.GetAsync($"/{path}/info/refs?service=git-upload-pack");
            Assert.Contains("Basic", response.Headers.WwwAuthenticate.ToString());
            answers.Add((response.StatusCode, await response.Content.ReadAsStringAsync()));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.Unauthorized, answers[0].Item1);
        foreach (var path in new[] { "/2.0/x/info/refs", "/_/x/info/refs", "/site/x/info/refs", "/healthz/x/info/refs", "/a%2Fb/x/info/refs", "/..%2f/x/info/refs" })
            Assert.Equal(HttpStatusCode.NotFound, (await world.Server.Client.GetAsync($"{path}?service=git-upload-pack")).StatusCode);
    }

    [Theory, EveryDatabase]
    public async Task Bodies_and_services_that_git_never_sends_are_refused(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        async Task<HttpResponseMessage> PostAsync(string service, byte[] body, string? type = null, string? coding = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/acme/rocket/{service}") { Content = new ByteArrayContent(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(world.Login("ada"))));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type ?? $"application/x-{service}-request");
            if (coding is not null)
                request.Content.Headers.ContentEncoding.Add(coding);

            return await world.Server.Client.SendAsync(request);
        }

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("git-upload-pack", [], "text/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("git-receive-pack", [], coding: "br")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("git-receive-pack", "zzzz"u8.ToArray())).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("git-receive-pack", "no gzip"u8.ToArray(), coding: "gzip")).StatusCode);
        var probe = await PostAsync("git-receive-pack", "0000"u8.ToArray());
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal("application/x-git-receive-pack-result", probe.Content.Headers.ContentType!.ToString());
        Assert.Contains("no-cache", probe.Headers.CacheControl!.ToString());

        var dumb = await world.Server.Client.GetAsync("/acme/docs/info/refs");
        Assert.Equal(HttpStatusCode.Forbidden, dumb.StatusCode);
        Assert.Equal("text/plain", dumb.Content.Headers.ContentType!.MediaType);
        var smart = await world.Server.Client.GetAsync("/acme/docs.git/info/refs?service=git-upload-pack");
        Assert.Equal("application/x-git-upload-pack-advertisement", smart.Content.Headers.ContentType!.ToString());
    }

    [Theory, EveryDatabase]
    public async Task Names_of_the_host_and_the_main_branch_stay(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database, ("Git:MaxPushBytes", "300000"));
        var fixture = world.Fixture;
        var mine = await fixture.InitAsync("mine.git");
        await fixture.CommitAsync(mine, "main", "first\n", ("README", "hello\n"));
        await fixture.GitAsync(mine, "push", world.RocketOf("ada"), "main");

        Assert.Contains("this is the main branch", (await fixture.TryGitAsync(mine, "push", world.RocketOf("ada"), ":main")).Errors);
        var mixed = await fixture.TryGitAsync(mine, "push", world.RocketOf("ada"), "main:refs/pull-requests/1/from", "main:refs/heads/side");
        Assert.Contains("kept for the host", mixed.Errors);
        Assert.NotEqual("", await RemoteAsync(world, "refs/heads/side"));
        var atomic = await fixture.TryGitAsync(mine, "push", "--atomic", world.RocketOf("ada"), "main:refs/mortise/x", "main:refs/heads/other");
        Assert.NotEqual(0, atomic.Code);
        Assert.Equal("", await RemoteAsync(world, "refs/heads/other"));

        await File.WriteAllBytesAsync(fixture.PathOf("noise"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(600_000));
        await fixture.CommitAsync(mine, "big", "big\n", ("noise", Convert.ToBase64String(await File.ReadAllBytesAsync(fixture.PathOf("noise")))));
        var tooLarge = await fixture.TryGitAsync(mine, "push", world.RocketOf("ada"), "big");
        Assert.NotEqual(0, tooLarge.Code);
        Assert.Contains("maximum allowed size", tooLarge.Errors);
        Assert.Equal("", await RemoteAsync(world, "refs/heads/big"));
        Assert.Equal(0, await world.OpenIntentsAsync());
    }

    private static async Task<string> RemoteAsync(GitWorld world, string name)
    {
        var listing = await world.Fixture.GitAsync(world.Fixture.Root, "ls-remote", world.RocketOf("ada"), name);
        return listing.Split('\t')[0];
    }
}
