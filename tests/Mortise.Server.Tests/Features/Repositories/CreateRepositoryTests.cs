using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Repositories;

public sealed class CreateRepositoryTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    [Theory, EveryDatabase]
    public async Task An_owner_makes_a_private_repository(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);

        var made = await owner.AskAsync(HttpMethod.Post, Rocket, """{"scm": "git", "description": "Flies.\nOnce.", "language": "C#", "project": {"key": "PROJ"}}""");
        var read = await owner.ReadAsync(Rocket);

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal($"{server.Origin}{Rocket}", made.Header("Location"));
        Assert.Equal(made.Body, read.Body);
        Assert.True(read.Json.GetProperty("is_private").GetBoolean());
        Assert.Equal("c#", read.Json.GetProperty("language").GetString());
        Assert.Equal("ref: refs/heads/main\n", await File.ReadAllTextAsync(Path.Combine(PathOf(server, read), "HEAD")));
    }

    [Theory, EveryDatabase]
    public async Task The_main_branch_is_what_the_body_says(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);

        var made = await owner.AskAsync(HttpMethod.Put, Rocket, """{"mainbranch": {"name": "trunk"}, "is_private": false}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("ref: refs/heads/trunk\n", await File.ReadAllTextAsync(Path.Combine(PathOf(server, made), "HEAD")));
        Assert.Equal(HttpStatusCode.OK, (await server.Client.ReadAsync(Rocket)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_second_repository_of_the_same_slug_is_refused(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);
        await owner.AskAsync(HttpMethod.Post, Rocket);

        var again = await owner.AskAsync(HttpMethod.Post, Rocket);

        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        Assert.Equal("Repository with this Slug and Owner already exists.", again.ErrorMessage);
        Assert.Single(Directories(server));
    }

    [Theory, EveryDatabase]
    public async Task Of_many_who_make_one_repository_at_once_one_succeeds(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => owner.AskAsync(HttpMethod.Post, Rocket)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.BadRequest));
        Assert.Single(Directories(server));
    }

    [Theory, EveryDatabase]
    public async Task Only_owners_of_the_workspace_with_the_scope_make_repositories(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await OwnerAsync(server);
        var (bob, eve) = (await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.AddMemberAsync("acme", bob);

        var member = await (await server.AsAsync(bob)).AskAsync(HttpMethod.Post, Rocket);
        var stranger = await (await server.AsAsync(eve)).AskAsync(HttpMethod.Post, Rocket);
        var anonymous = await server.Client.AskAsync(HttpMethod.Post, Rocket);
        var reader = await (await server.AsAsync(bob, "repository")).AskAsync(HttpMethod.Post, Rocket);
        var token = await server.WithBearer(await server.AccessTokenAsync("acme", "repository:admin", "repository")).AskAsync(HttpMethod.Post, Rocket);

        Assert.Equal(HttpStatusCode.Forbidden, member.Status);
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        Assert.Equal("No workspace with identifier 'acme'.", stranger.ErrorMessage);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.Status);
        Assert.Equal("""{"granted":["repository"],"required":["repository:admin"]}""", reader.Json.GetProperty("error").GetProperty("detail").GetRawText());
        Assert.Equal(HttpStatusCode.Created, token.Status);
    }

    [Theory, EveryDatabase]
    public async Task Names_that_try_to_be_options_or_paths_leave_nothing_behind(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);
        string[] slugs =
        [
            "--upload-pack", "-x", ".git", "x.git", "x.lock", "x.GIT", "..x", "a..b", "...", ".", "x.", "_", "a%20b", "a%2Fb", "..%2Fx", "%252e%252e", "a%00b", "a%0Ab", "a%5Cb",
            "a;b", "$(id)", "a%26b", "%C3%A4", "a~1", "a%5Eb", "a:b", "%7B00000000-0000-0000-0000-000000000000%7D", new string('a', 63), new string('a', 300),
        ];
        foreach (var slug in slugs)
        {
            foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put })
            {
                var answer = await owner.AskAsync(method, $"/2.0/repositories/acme/{slug}", "{}");
                Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{method} {slug}: {answer.Status}");
                Assert.NotEqual(HttpStatusCode.InternalServerError, answer.Status);
            }
        }

        Assert.Empty(Directories(server));
        Assert.Equal(0, (await owner.ReadAsync("/2.0/repositories/acme")).Json.GetProperty("size").GetInt64());
    }

    [Theory, EveryDatabase]
    public async Task A_slug_at_fault_is_named(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);

        var answer = await owner.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/--upload-pack", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Json.GetProperty("error").GetProperty("fields").TryGetProperty("slug", out _));
    }

    [Theory, EveryDatabase]
    public async Task Members_of_the_body_at_fault_are_named(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var owner = await OwnerAsync(server);
        await server.CreateProjectAsync("acme", "HIDDEN", isPrivate: true);
        (string Body, string Member)[] faults =
        [
            ("""{"scm": "hg"}""", "scm"),
            ("""{"name": 1}""", "name"),
            ("""{"name": "../x"}""", "name"),
            ("""{"name": "--upload-pack=x"}""", "name"),
            ("""{"name": "a\u0000b"}""", "name"),
            ("""{"name": "\ud800"}""", "name"),
            ($$"""{"name": "{{new string('n', 63)}}"}""", "name"),
            ("""{"is_private": "maybe"}""", "is_private"),
            ("""{"fork_policy": "all"}""", "fork_policy"),
            ("""{"description": "a\u0007"}""", "description"),
            ("""{"project": {"key": "NOPE"}}""", "project"),
            ("""{"project": {}}""", "project"),
            ("""{"project": {"key": "HIDDEN"}, "is_private": false}""", "is_private"),
            ("""{"mainbranch": {"name": "-x"}}""", "mainbranch.name"),
            ("""{"mainbranch": {"name": "a..b"}}""", "mainbranch.name"),
        ];
        foreach (var (body, member) in faults)
        {
            var answer = await owner.AskAsync(HttpMethod.Post, Rocket, body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.True(answer.Json.GetProperty("error").GetProperty("fields").TryGetProperty(member, out _), $"{body}: {answer.Body}");
        }

        Assert.Empty(Directories(server));
    }

    private static string PathOf(TestServer server, TestAnswer answer) => server.RepositoryPath(Guid.Parse(answer.Json.GetProperty("uuid").GetString()!.Trim('{', '}')));

    private static string[] Directories(TestServer server) =>
        [.. Directory.EnumerateDirectories(Path.Combine(server.DirectoryPath, "repositories")).SelectMany(Directory.EnumerateDirectories)];

    private static async Task<HttpClient> OwnerAsync(TestServer server)
    {
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        return await server.AsAsync(ada);
    }
}
