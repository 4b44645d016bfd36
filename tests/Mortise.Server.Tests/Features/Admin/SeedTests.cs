using System.Net;
using Mortise.Git;
using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Admin;

public sealed class SeedTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    private static readonly string Demo = CommandLine.Own("demo-seed.yaml");

    [Theory, EveryDatabase]
    public async Task The_demo_has_three_people_with_the_rights_they_are_meant_to_have(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.Get<Seeder>().ApplyAsync(SeedReader.Read(Demo), CancellationToken.None);

        async Task<(HttpStatusCode Private, HttpStatusCode Public)> SeesAsync(HttpClient client) =>
            ((await client.ReadAsync(Rocket)).Status, (await client.ReadAsync("/2.0/repositories/acme/docs")).Status);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await SeesAsync(server.As("ada@example.com", "demo-token-of-ada")));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await SeesAsync(server.As("bob", "demo-password-of-bob")));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), await SeesAsync(server.As("eve@example.com", "demo-token-of-eve")));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), await SeesAsync(server.Client));

        var caller = new Caller.Person(Guid.Parse("01950000-0000-7000-8000-000000000b0b"), "bob", Credentials.AppPassword, HeldScopes.Granular(["*"]));
        var repository = await server.Get<RepositoryStore>().FindVisibleAsync(new RepositoryPath("acme", "rocket"), caller, CancellationToken.None);
        Assert.Equal((RepositoryPermission.Write, "main"), (repository!.Granted, repository.MainBranch));
        await GroupsAsync(server);
    }

    /// <summary>A later file adds a group and grants to it; one that names who is not there is refused.</summary>
    private static async Task GroupsAsync(TestServer server)
    {
        const string Builders = "    members:\n      eve: member\n    groups:\n      - name: The Builders\n        members: [eve]\n";
        const string Vault = "    repositories:\n      - slug: vault\n        project: ROCK\n        group_grants:\n          the-builders: write\n";
        async Task ApplyAsync(string more)
        {
            using var directory = new TemporaryDirectory();
            await server.Get<Seeder>().ApplyAsync(SeedReader.Read(directory.Write("seed.yaml", "workspaces:\n  - slug: acme\n" + more)), CancellationToken.None);
        }

        var early = await Assert.ThrowsAsync<SeedException>(() => ApplyAsync(Vault));
        await ApplyAsync(Builders + Vault);
        await ApplyAsync(Builders + Vault + "      - slug: rocket\n        grants:\n          eve: read\n");
        var stranger = await Assert.ThrowsAsync<SeedException>(() => ApplyAsync(Builders.Replace("[eve]", "[nobody]", StringComparison.Ordinal)));

        var eve = new Caller.Person(Guid.Parse("01950000-0000-7000-8000-000000000e5e"), "eve", Credentials.AppPassword, HeldScopes.Granular(["*"]));
        var store = server.Get<RepositoryStore>();
        Assert.Equal(RepositoryPermission.Write, (await store.FindVisibleAsync(new RepositoryPath("acme", "vault"), eve, CancellationToken.None))!.Granted);
        Assert.Equal(RepositoryPermission.Read, (await store.FindVisibleAsync(new RepositoryPath("acme", "rocket"), eve, CancellationToken.None))!.Granted);
        Assert.Contains("the-builders", early.Message, StringComparison.Ordinal);
        Assert.Contains("nobody", stranger.Message, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task A_second_start_changes_nothing_and_commits_have_the_same_ids_on_every_host(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var seed = SeedReader.Read(Demo);
        await server.Get<Seeder>().ApplyAsync(seed, CancellationToken.None);
        var first = await server.As("ada@example.com", "demo-token-of-ada").ReadAsync(Rocket);

        await server.Get<Seeder>().ApplyAsync(seed, CancellationToken.None);

        var second = await server.As("ada@example.com", "demo-token-of-ada").ReadAsync(Rocket);
        var git = new GitRepository(server.RepositoryPath(Guid.Parse("01950000-0000-7000-8000-00000020c4e7")));
        var head = await git.FindHeadAsync();
        Assert.Equal(first.Body, second.Body);
        Assert.Equal("2026-01-05T10:00:00.000000+00:00", first.Json.GetProperty("created_on").GetString());
        Assert.Equal("d366affe02977f3aa1e08d24ad1729979039eaaf", head!.Value.Commit.ToString());
    }

    [Theory, EveryDatabase]
    public async Task What_was_changed_since_stays_as_it_is(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var seed = SeedReader.Read(Demo);
        await server.Get<Seeder>().ApplyAsync(seed, CancellationToken.None);
        var ada = server.As("ada@example.com", "demo-token-of-ada");
        var store = server.Get<RepositoryStore>();
        var owner = new Caller.HostAdmin { Workspace = Guid.Parse("01950000-0000-7000-8000-00000000ac3e") };
        var id = Guid.Parse("01950000-0000-7000-8000-00000020c4e7");
        await store.UpdateAsync(id, new RepositoryChanges { Name = "shuttle", Description = "Comes back." }, owner, _ => null, CancellationToken.None);

        await server.Get<Seeder>().ApplyAsync(seed, CancellationToken.None);

        Assert.Equal("Comes back.", (await ada.ReadAsync("/2.0/repositories/acme/shuttle")).Json.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Secrets_in_a_file_are_refused_in_the_profile_for_others_to_reach()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, ("Mortise:Profile", "server"));

        var refused = await Assert.ThrowsAsync<SeedException>(() => server.Get<Seeder>().ApplyAsync(SeedReader.Read(Demo), CancellationToken.None));

        Assert.Contains("are for the profile dev", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync(Rocket)).Status);
    }

    [Theory]
    [InlineData("users: [}", ":1: ")]
    [InlineData("users:\n  - name: Ada\n", ":2: 'username' is missing.")]
    [InlineData("users:\n  - username: ada\n    mail: x\n", ":3: There is no member 'mail' here")]
    [InlineData("users:\n  - username: ada\n    id: 7\n", ":3: '7' is not a UUID.")]
    [InlineData("users:\n  - username: ada\n    created_on: soon\n", ":3: 'soon' is not a time")]
    [InlineData("users:\n  - username: ada\n    tokens:\n      - secret: short\n", ":4: A secret has at least")]
    [InlineData("users:\n  - username: ada\n    tokens:\n      - secret: long-enough-for-one\n        scopes: [all]\n", ":5: An API token has scopes such as")]
    [InlineData("workspaces:\n  - slug: acme\n    members:\n      ada: boss\n", ":4: 'ada: boss' is not member or owner.")]
    [InlineData("workspaces:\n  - slug: acme\n    repositories:\n      - slug: ../etc\n", ":4: A slug has")]
    [InlineData("workspaces:\n  - slug: acme\n    repositories:\n      - slug: a\n        commits:\n          - author: Ada\n", ":6: 'Ada' is not written like")]
    [InlineData("workspaces:\n  - slug: acme\n    groups:\n      - slug: x\n", ":4: 'name' is missing.")]
    [InlineData("workspaces:\n  - slug: acme\n    repositories:\n      - slug: a\n        group_grants:\n          x: boss\n", ":6: 'x: boss' is not read, write or admin.")]
    [InlineData("apps:\n  - url: nothing\n    workspace: acme\n", ":2: 'nothing' is not the URL of a descriptor.")]
    public void A_fault_is_named_with_its_line(string yaml, string expected)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("seed.yaml", yaml);

        var fault = Assert.Throws<SeedException>(() => SeedReader.Read(file));

        Assert.StartsWith(file + expected, fault.Message, StringComparison.Ordinal);
    }
}
