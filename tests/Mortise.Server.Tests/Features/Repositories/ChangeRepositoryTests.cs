using System.Net;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Data;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Repositories;

public sealed class ChangeRepositoryTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Theory, EveryDatabase]
    public async Task A_new_name_changes_the_slug_and_keeps_the_uuid(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (owner, id) = await StartAsync(server);

        var renamed = await owner.AskAsync(HttpMethod.Put, Rocket, """{"name": "Moon Lander"}""");
        var old = await owner.ReadAsync(Rocket + "?fields=slug");
        var head = await owner.AskAsync(HttpMethod.Head, Rocket);
        var change = await owner.AskAsync(HttpMethod.Put, Rocket, """{"description": "late"}""");
        var delete = await owner.AskAsync(HttpMethod.Delete, Rocket);

        Assert.Equal(HttpStatusCode.OK, renamed.Status);
        Assert.Equal($"{server.Origin}/2.0/repositories/acme/moon-lander", renamed.Header("Location"));
        Assert.Equal($"{{{id:D}}}", renamed.Json.GetProperty("uuid").GetString());
        Assert.Equal("Moon Lander", renamed.Json.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.MovedPermanently, old.Status);
        Assert.Equal($"{server.Origin}/2.0/repositories/acme/moon-lander?fields=slug", old.Header("Location"));
        Assert.Equal(HttpStatusCode.MovedPermanently, head.Status);
        Assert.Equal(HttpStatusCode.NotFound, change.Status);
        Assert.Equal(HttpStatusCode.NotFound, delete.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_new_repository_takes_the_slug_of_a_renamed_one(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (owner, id) = await StartAsync(server);
        await owner.AskAsync(HttpMethod.Put, Rocket, """{"name": "lander"}""");

        var made = await owner.AskAsync(HttpMethod.Post, Rocket);
        var back = await owner.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/lander", """{"name": "rocket"}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.NotEqual($"{{{id:D}}}", (await owner.ReadAsync(Rocket)).Json.GetProperty("uuid").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, back.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_repository_goes_back_to_its_first_name(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (owner, id) = await StartAsync(server);

        await owner.AskAsync(HttpMethod.Put, Rocket, """{"name": "lander"}""");
        var back = await owner.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/lander", """{"name": "rocket"}""");

        Assert.Equal(HttpStatusCode.OK, back.Status);
        Assert.Equal($"{{{id:D}}}", (await owner.ReadAsync(Rocket)).Json.GetProperty("uuid").GetString());
        Assert.Equal(HttpStatusCode.MovedPermanently, (await owner.ReadAsync("/2.0/repositories/acme/lander")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Only_administrators_change_and_delete(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await StartAsync(server);
        var (bob, eve) = (await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.AddMemberAsync("acme", bob);
        await server.GrantAsync("acme/rocket", bob, "write");

        Assert.Equal(HttpStatusCode.Forbidden, (await (await server.AsAsync(bob)).AskAsync(HttpMethod.Put, Rocket, "{}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await server.AsAsync(bob)).AskAsync(HttpMethod.Delete, Rocket)).Status);
        var hidden = await (await server.AsAsync(eve)).AskAsync(HttpMethod.Put, Rocket, "{}");
        var absent = await (await server.AsAsync(eve)).AskAsync(HttpMethod.Put, "/2.0/repositories/acme/nothing", "{}");
        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Equal(absent.Body, hidden.Body);

        await server.GrantAsync("acme/rocket", bob, "admin");
        Assert.Equal(HttpStatusCode.OK, (await (await server.AsAsync(bob)).AskAsync(HttpMethod.Put, Rocket, """{"has_wiki": true}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await server.AsAsync(bob, "repository:admin")).AskAsync(HttpMethod.Delete, Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_change_with_a_stale_tag_is_refused(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (owner, _) = await StartAsync(server);
        var tag = (await owner.ReadAsync(Rocket)).Header("ETag")!;

        var first = await owner.AskAsync(HttpMethod.Put, Rocket, """{"description": "one"}""", ("If-Match", tag));
        var second = await owner.AskAsync(HttpMethod.Put, Rocket, """{"description": "two"}""", ("If-Match", tag));
        var absent = await owner.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/nothing", "{}", ("If-Match", "*"));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, absent.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await owner.AskAsync(HttpMethod.Delete, Rocket, null, ("If-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await owner.ReadAsync(Rocket, ("If-None-Match", first.Header("ETag")!))).Status);
    }

    [Theory, EveryDatabase]
    public async Task Deletion_leaves_nothing_of_the_repository(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (owner, id) = await StartAsync(server);
        var other = await server.CreateRepositoryAsync("acme/docs");
        await owner.AskAsync(HttpMethod.Put, Rocket, """{"name": "lander"}""");
        var token = server.WithBearer(await server.AccessTokenAsync("acme/lander"));
        await KeepPropertyAsync(server, "repository", $"{id:D}");
        await KeepPropertyAsync(server, "commit", $"{id:D}/{new string('a', 40)}");
        await KeepPropertyAsync(server, "repository", $"{other:D}");
        Assert.Equal(HttpStatusCode.OK, (await token.ReadAsync("/2.0/repositories/acme/lander")).Status);

        var deleted = await owner.AskAsync(HttpMethod.Delete, "/2.0/repositories/acme/lander");

        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.ReadAsync("/2.0/repositories/acme/lander")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.ReadAsync(Rocket)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await token.ReadAsync("/2.0/repositories/acme/docs")).Status);
        Assert.False(Directory.Exists(server.RepositoryPath(id)));
        Assert.Equal(1, await CountAsync(server, "SELECT COUNT(*) FROM application_properties"));
        Assert.Equal(0, await CountAsync(server, "SELECT COUNT(*) FROM repository_aliases"));
    }

    [Theory, EveryDatabase]
    public async Task The_main_branch_must_be_there(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (owner, id) = await StartAsync(server);
        using var git = new GitFixture();
        await git.CommitAsync(server.RepositoryPath(id), "main", "one", ("a.txt", "a"));
        await git.CommitAsync(server.RepositoryPath(id), "develop", "two", ("a.txt", "b"));
        await server.Get<Database>().WriteAsync(write => write.ExecuteAsync("UPDATE repositories SET main_branch = 'main' WHERE id = @id", new { id }), CancellationToken.None);

        var absent = await owner.AskAsync(HttpMethod.Put, Rocket, """{"mainbranch": {"name": "nope"}}""");
        var changed = await owner.AskAsync(HttpMethod.Put, Rocket, """{"mainbranch": {"name": "develop"}}""");

        Assert.Equal(HttpStatusCode.BadRequest, absent.Status);
        Assert.Equal("develop", changed.Json.GetProperty("mainbranch").GetProperty("name").GetString());
        Assert.Equal("ref: refs/heads/develop\n", await File.ReadAllTextAsync(Path.Combine(server.RepositoryPath(id), "HEAD")));
    }

    [Theory, EveryDatabase]
    public async Task The_sweep_removes_directories_that_no_row_names(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (_, id) = await StartAsync(server);
        var (orphan, fresh) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var directories = server.Get<RepositoryDirectories>();
        await directories.InitAsync(orphan, Mortise.Git.Refs.BranchName.Parse("main"), CancellationToken.None);
        await directories.InitAsync(fresh, Mortise.Git.Refs.BranchName.Parse("main"), CancellationToken.None);
        var yesterday = DateTime.UtcNow - TimeSpan.FromDays(1);
        Directory.SetLastWriteTimeUtc(server.RepositoryPath(orphan), yesterday);
        Directory.SetLastWriteTimeUtc(server.RepositoryPath(id), yesterday);
        var left = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(server.RepositoryPath(id))!, ".gone-x"));

        var removed = await server.Get<OrphanSweep>().SweepAsync(CancellationToken.None);

        Assert.Equal(1, removed);
        Assert.False(Directory.Exists(server.RepositoryPath(orphan)));
        Assert.False(Directory.Exists(left.FullName));
        Assert.True(Directory.Exists(server.RepositoryPath(fresh)));
        Assert.True(Directory.Exists(server.RepositoryPath(id)));
    }

    private static async Task<(HttpClient Owner, Guid Repository)> StartAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        return (await server.AsAsync(ada), await server.CreateRepositoryAsync("acme/rocket"));
    }

    private static Task KeepPropertyAsync(TestServer server, string kind, string host) =>
        server.Get<Database>().WriteAsync(
            write => write.ExecuteAsync(
                """
                INSERT INTO application_properties (workspace_id, host_kind, host_id, app_key, name, attributes, value, updated_on)
                SELECT id, @kind, @host, 'app', 'name', 1, @value, 0 FROM workspaces WHERE slug = 'acme'
                """,
                new { kind, host, value = "{}"u8.ToArray() }),
            CancellationToken.None);

    private static Task<long> CountAsync(TestServer server, string sql) =>
        server.Get<Database>().ReadAsync(session => session.ScalarAsync<long>(sql), CancellationToken.None);
}
