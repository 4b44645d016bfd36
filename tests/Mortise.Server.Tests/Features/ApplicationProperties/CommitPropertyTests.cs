using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.ApplicationProperties;

/// <summary>Properties on commits: the same rules as on repositories, under a hash.</summary>
public sealed class CommitPropertyTests
{
    [Theory, EveryDatabase, Requirement("P6")]
    public async Task A_short_hash_and_the_full_one_are_one_commit(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var client = world.Server.Client;
        var app = await SigningApp.InstallAsync(world.Server, world.Acme, "com.acme.build-badges");
        var hash = await world.Fixture.CommitAsync(world.RocketGit.Path, "main", "first\n", ("README", "hello\n"));

        Assert.Equal(204, (await app.SendAsync(client, "PUT", Path(hash[..9]), """{"state": "ok"}""")).Status);

        Assert.Equal((200, """{"state": "ok"}"""), await app.SendAsync(client, "GET", Path(hash)));
        Assert.Equal((200, """{"state": "ok"}"""), await app.SendAsync(client, "GET", Path(hash[..7].ToUpperInvariant())));
        Assert.Equal(204, (await app.SendAsync(client, "DELETE", Path(hash))).Status);
        Assert.Equal(404, (await app.SendAsync(client, "GET", Path(hash[..9]))).Status);
    }

    [Theory, EveryDatabase, Requirement("P6")]
    public async Task What_is_no_commit_of_the_repository_is_not_there(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var app = await SigningApp.InstallAsync(world.Server, world.Acme, "com.acme.build-badges");
        var path = world.RocketGit.Path;
        await world.Fixture.CommitAsync(path, "main", "first\n", ("README", "hello\n"));
        await world.Fixture.CommitAsync(path, "feedbeef", "second\n", ("README", "again\n"));
        var tree = await world.Fixture.GitAsync(path, "rev-parse", "main^{tree}");

        foreach (var name in new[] { new string('0', 40), "main", "feedbeef", "HEAD", tree, tree[..8], "abc", "--all", "main~1", new string('a', 41) })
        {
            var (status, body) = await app.SendAsync(world.Server.Client, "GET", Path(name));
            Assert.Equal(404, status);
            Assert.Contains("Changeset not found.", body);
        }
    }

    [Theory, EveryDatabase, Requirement("P6")]
    public async Task A_hash_that_two_commits_begin_with_is_refused(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var app = await SigningApp.InstallAsync(world.Server, world.Acme, "com.acme.build-badges");
        await world.Fixture.CommitManyAsync(world.RocketGit.Path, "main", 1500);
        var hashes = (await world.Fixture.GitAsync(world.RocketGit.Path, "rev-list", "main")).Split('\n');
        var twins = hashes.GroupBy(hash => hash[..4]).First(group => group.Count() > 1).Key;

        var (status, body) = await app.SendAsync(world.Server.Client, "PUT", Path(twins), "{}");

        Assert.Equal(400, status);
        Assert.Contains(twins, body);
    }

    [Theory, EveryDatabase, Requirement("P6")]
    public async Task A_fork_with_the_same_commit_shows_nothing(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var app = await SigningApp.InstallAsync(world.Server, world.Acme, "com.acme.build-badges");
        var hash = await world.Fixture.CommitAsync(world.RocketGit.Path, "main", "first\n", ("README", "hello\n"));
        await world.Server.CreateRepositoryAsync("acme/fork");
        await world.Fixture.GitAsync(world.RocketGit.Path, "push", world.Url("fork", "ada"), "main");
        await app.SendAsync(world.Server.Client, "PUT", Path(hash), """{"state": "ok", "_attributes": ["public"]}""");

        var inFork = await app.SendAsync(world.Server.Client, "GET", Path(hash).Replace("rocket", "fork", StringComparison.Ordinal));
        var byHash = await app.SendAsync(world.Server.Client, "GET", Path(hash));

        Assert.Equal(404, inFork.Status);
        Assert.Equal(200, byHash.Status);
    }

    [Theory, EveryDatabase]
    public async Task Who_may_not_see_the_repository_learns_nothing_of_its_commits(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var app = await SigningApp.InstallAsync(world.Server, world.Acme, "com.acme.build-badges");
        var hash = await world.Fixture.CommitAsync(world.RocketGit.Path, "main", "first\n", ("README", "hello\n"));
        await app.SendAsync(world.Server.Client, "PUT", Path(hash), """{"state": "ok", "_attributes": ["public"]}""");

        var seen = await world.Server.Client.GetAsync(Path(hash));
        var absent = await world.Server.Client.GetAsync(Path(new string('0', 40)));
        var login = world.Login("bob").Split(':');
        var bob = await world.Server.As(login[0], login[1]).ReadAsync(Path(hash));

        Assert.Equal((404, 404, 200), ((int)seen.StatusCode, (int)absent.StatusCode, (int)bob.Status));
        Assert.Equal(await absent.Content.ReadAsStringAsync(), await seen.Content.ReadAsStringAsync());
        Assert.Equal("""{"state": "ok"}""", bob.Body);
    }

    private static string Path(string commit) => $"/2.0/repositories/acme/rocket/commit/{commit}/properties/com.acme.build-badges/build";
}
