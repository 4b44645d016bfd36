using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Admin;

public sealed class AdminApiTests
{
    private static readonly HttpMethod Post = HttpMethod.Post;

    [Theory, EveryDatabase]
    public async Task The_administrators_token_opens_the_admin_API_and_nothing_else(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket", isPrivate: false);
        var admin = server.Administrator();
        var ada = await server.AsAsync(await server.CreateUserAsync("ada"));

        Assert.Equal(HttpStatusCode.OK, (await admin.ReadAsync("/_/api/users")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.ReadAsync("/2.0/repositories/acme/rocket")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.ReadAsync("/_/api/users")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.ReadAsync("/_/api/users")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer("mrta_wrong").ReadAsync("/_/api/users")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_person_a_workspace_and_a_repository_are_made(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var admin = server.Administrator();

        var user = await admin.AskAsync(Post, "/_/api/users", """{"username": "ada", "display_name": "Ada", "emails": ["ada@example.com"]}""");
        var workspace = await admin.AskAsync(Post, "/_/api/workspaces", """{"slug": "acme", "owner": "ada"}""");
        var bob = await admin.AskAsync(Post, "/_/api/users", """{"username": "bob"}""");
        var member = await admin.AskAsync(Post, "/_/api/workspaces/acme/members", """{"user": "bob"}""");
        var repository = await admin.AskAsync(Post, "/_/api/repositories", """{"full_name": "acme/rocket", "is_private": true}""");
        var users = await admin.ReadAsync("/_/api/users");

        Assert.All([user, workspace, bob, member, repository], answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Equal("ada@example.com", user.Json.GetProperty("email").GetString());
        Assert.Equal("member", member.Json.GetProperty("role").GetString());
        Assert.Equal("acme/rocket", repository.Json.GetProperty("full_name").GetString());
        Assert.Equal(JsonValueKind.Null, repository.Json.GetProperty("mainbranch").ValueKind);
        Assert.Equal(["ada", "bob"], users.Json.GetProperty("values").EnumerateArray().Select(one => one.GetProperty("username").GetString()));
    }

    [Theory, EveryDatabase]
    public async Task A_repository_is_imported_with_its_branches_and_main_branch(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        using var fixture = new GitFixture();
        var source = await fixture.InitAsync("source");
        var tip = await fixture.CommitAsync(source, "main", "begin", ("README.md", "# rocket"));

        var made = await server.Administrator().AskAsync(Post, "/_/api/repositories", $$"""{"full_name": "acme/rocket", "import": "{{source}}"}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("main", made.Json.GetProperty("mainbranch").GetProperty("name").GetString());
        Assert.True(made.Json.GetProperty("size").GetInt64() > 0);
        var git = new Mortise.Git.GitRepository(server.RepositoryPath(Guid.Parse(made.Json.GetProperty("uuid").GetString()!)));
        Assert.Equal(tip, (await git.FindHeadAsync())!.Value.Commit.ToString());
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_made_is_refused_and_leaves_nothing_behind(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        var admin = server.Administrator();

        var noSource = await admin.AskAsync(Post, "/_/api/repositories", """{"full_name": "acme/rocket", "import": "/nowhere/at/all"}""");
        var noWorkspace = await admin.AskAsync(Post, "/_/api/repositories", """{"full_name": "nobody/rocket"}""");
        var noName = await admin.AskAsync(Post, "/_/api/repositories", """{"full_name": "rocket"}""");
        var oddSlug = await admin.AskAsync(Post, "/_/api/repositories", """{"full_name": "acme/--upload-pack=x"}""");
        var noUser = await admin.AskAsync(Post, "/_/api/users", "{}");
        var wrongType = await admin.AskAsync(Post, "/_/api/users", """{"username": "ada", "emails": "ada@example.com"}""");
        var taken = await admin.AskAsync(Post, "/_/api/workspaces", """{"slug": "acme"}""");
        var again = await admin.AskAsync(Post, "/_/api/repositories", """{"full_name": "acme/rocket"}""");

        Assert.Contains("cannot be imported", noSource.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, noWorkspace.Status);
        Assert.All([noSource, noName, oddSlug, noUser, wrongType, taken], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Status));
        Assert.Equal(HttpStatusCode.Created, again.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_token_has_the_scopes_that_were_named_and_ends_when_revoked(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateRepositoryAsync("acme/rocket");
        await server.GrantAsync("acme/rocket", ada, "admin");
        var admin = server.Administrator();

        var reads = await TokenAsync(admin, """{"owner": "ada", "scopes": ["read:repository:bitbucket"]}""");
        var other = await TokenAsync(admin, """{"owner": "ada", "scopes": ["read:user:bitbucket"]}""");
        var password = await TokenAsync(admin, """{"kind": "app_password", "owner": "ada"}""");
        var repository = await TokenAsync(admin, """{"kind": "repository", "owner": "acme/rocket", "scopes": ["repository"]}""");
        var project = await TokenAsync(admin, """{"kind": "project", "owner": "acme/PROJ"}""");
        var workspace = await TokenAsync(admin, """{"kind": "workspace", "owner": "acme"}""");

        Assert.Equal(HttpStatusCode.OK, await SeesAsync(server.As("ada@example.com", reads.Token)));
        Assert.Equal(HttpStatusCode.Forbidden, await SeesAsync(server.As("ada@example.com", other.Token)));
        Assert.Equal(HttpStatusCode.OK, await SeesAsync(server.As("ada", password.Token)));
        Assert.Equal(HttpStatusCode.OK, await SeesAsync(server.WithBearer(repository.Token)));
        Assert.Equal(HttpStatusCode.OK, await SeesAsync(server.WithBearer(project.Token)));
        Assert.Equal(HttpStatusCode.OK, await SeesAsync(server.WithBearer(workspace.Token)));

        Assert.Equal(HttpStatusCode.NoContent, (await admin.AskAsync(HttpMethod.Delete, "/_/api/tokens/" + reads.Id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.AskAsync(HttpMethod.Delete, "/_/api/tokens/" + reads.Id)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await SeesAsync(server.As("ada@example.com", reads.Token)));
    }

    [Theory]
    [InlineData("""{"owner": "nobody"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"owner": "ada", "scopes": ["repository"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind": "app_password", "owner": "ada", "scopes": ["read:user:bitbucket"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind": "repository", "owner": "acme/rocket", "scopes": ["account"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind": "repository", "owner": "acme"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"kind": "session", "owner": "ada"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"owner": "ada", "expires": "2001-01-01"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"owner": "ada", "expires": "soon"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"owner": "ada", "expires": "-3d"}""", HttpStatusCode.BadRequest)]
    public async Task A_token_that_cannot_be_is_refused(string body, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateUserAsync("ada");
        await server.CreateRepositoryAsync("acme/rocket");

        Assert.Equal(expected, (await server.Administrator().AskAsync(Post, "/_/api/tokens", body)).Status);
    }

    [Theory]
    [InlineData(null, 365 * 24)]
    [InlineData("12h", 12)]
    [InlineData("30d", 30 * 24)]
    [InlineData("4w", 4 * 7 * 24)]
    [InlineData("never", null)]
    public async Task A_token_ends_when_it_was_told_to(string? expires, int? hours)
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateUserAsync("ada");
        var before = TimeProvider.System.GetUtcNow();

        var made = await server.Administrator().AskAsync(Post, "/_/api/tokens", JsonSerializer.Serialize(new { owner = "ada", expires }));

        var end = made.Json.GetProperty("expires_on").GetString();
        if (hours is null)
            Assert.Null(end);
        else
            Assert.InRange(DateTimeOffset.Parse(end!) - before.AddHours(hours.Value), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(10));
    }

    private static async Task<(string Id, string Token)> TokenAsync(HttpClient admin, string body)
    {
        var made = await admin.AskAsync(Post, "/_/api/tokens", body);
        Assert.Equal(HttpStatusCode.Created, made.Status);
        return (made.Json.GetProperty("id").GetString()!, made.Json.GetProperty("token").GetString()!);
    }

    private static async Task<HttpStatusCode> SeesAsync(HttpClient client) => (await client.ReadAsync("/2.0/repositories/acme/rocket")).Status;
}
