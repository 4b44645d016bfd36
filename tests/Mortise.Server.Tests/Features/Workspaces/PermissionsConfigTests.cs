using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Workspaces;

/// <summary>Explicit grants on repositories and projects, to people and to groups (rest.md 6).</summary>
public sealed class PermissionsConfigTests
{
    private const string OnRepository = "/2.0/repositories/acme/rocket/permissions-config";
    private const string OnProject = "/2.0/workspaces/acme/projects/PROJ/permissions-config";

    [Theory, EveryDatabase]
    public async Task What_is_granted_counts_at_once_and_is_listed(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob, _, _) = await FillAsync(server);

        foreach (var (on, subject, level) in ((string, string, string)[])[(OnRepository, "repository", "write"), (OnProject, "project", "create-repo")])
        {
            foreach (var (kind, name, self) in ((string, string, string)[])[("user", "bob", bob.Braced), ("group", "dev-team", "dev-team")])
            {
                var address = $"{on}/{kind}s/{name}";
                var hidden = await bob.Client.ReadAsync("/2.0/repositories/acme/rocket");
                var put = await ada.AskAsync(HttpMethod.Put, address, $$"""{"permission": "{{level}}"}""");
                var seen = await bob.Client.ReadAsync("/2.0/repositories/acme/rocket");
                var get = await ada.ReadAsync(address);
                var list = await ada.ReadAsync($"{on}/{kind}s");
                var effective = await ada.ReadAsync("/2.0/workspaces/acme/permissions/repositories/rocket");
                var own = await bob.Client.ReadAsync("/2.0/user/permissions/repositories");
                var role = await bob.Client.ReadAsync("/2.0/user/workspaces/acme/permission");
                var stale = await ada.AskAsync(HttpMethod.Delete, address, null, ("If-Match", "\"old\""));
                var gone = await ada.AskAsync(HttpMethod.Delete, address, null, ("If-Match", get.Header("ETag")!));

                Assert.Equal(
                    (HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent),
                    (hidden.Status, put.Status, seen.Status, stale.Status, gone.Status));
                Assert.Equal(put.Body, get.Body);
                Assert.Equal(($"{subject}_{kind}_permission", level), (Text(get.Json, "type"), Text(get.Json, "permission")));
                Assert.Equal($"{server.Origin}{on}/{kind}s/{Uri.EscapeDataString(self)}", get.Json.GetProperty("links").GetProperty("self").GetProperty("href").GetString());
                Assert.Equal(get.Json.GetProperty(kind).GetRawText(), list.Json.GetProperty("values").EnumerateArray().Single().GetProperty(kind).GetRawText());
                Assert.Equal("ada admin, bob write", string.Join(", ", effective.Json.GetProperty("values").EnumerateArray()
                    .Select(one => $"{Text(one.GetProperty("user"), "nickname")} {Text(one, "permission")}").Order(StringComparer.Ordinal)));
                Assert.Contains("acme/rocket write", own.Json.GetProperty("values").EnumerateArray().Select(one => $"{Text(one.GetProperty("repository"), "full_name")} {Text(one, "permission")}"));
                Assert.Equal("collaborator", Text(role.Json, "permission"));
                Assert.Equal(HttpStatusCode.NotFound, (await ada.ReadAsync(address)).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await ada.AskAsync(HttpMethod.Delete, address)).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await bob.Client.ReadAsync("/2.0/repositories/acme/rocket")).Status);
            }
        }

        // Who leaves the group holds nothing through it any more.
        await ada.AskAsync(HttpMethod.Put, $"{OnRepository}/groups/dev-team", """{"permission": "read"}""");
        var inside = await bob.Client.ReadAsync("/2.0/repositories/acme/rocket");
        using var administrator = server.Administrator();
        await administrator.AskAsync(HttpMethod.Delete, "/_/api/workspaces/acme/groups/dev-team/members/bob");
        var outside = await bob.Client.ReadAsync("/2.0/repositories/acme/rocket");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (inside.Status, outside.Status));
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_granted_is_refused_with_its_reason(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob, eve, consumer) = await FillAsync(server);
        const string Read = """{"permission": "read"}""";
        foreach (var on in (string[])[OnRepository, OnProject])
        {
            (HttpClient As, HttpMethod Method, string Path, string? Body, HttpStatusCode Status, string Says)[] cases =
            [
                (ada, HttpMethod.Put, "/users/nobody", Read, HttpStatusCode.NotFound, "No user with identifier 'nobody'"),
                (ada, HttpMethod.Put, "/groups/nobody", Read, HttpStatusCode.NotFound, "No group with the slug 'nobody'"),
                (ada, HttpMethod.Put, "/users/eve", Read, HttpStatusCode.BadRequest, "not a member of the workspace acme"),
                (ada, HttpMethod.Put, "/users/ada", Read, HttpStatusCode.BadRequest, "owns the workspace acme"),
                (ada, HttpMethod.Put, "/users/bob", "{}", HttpStatusCode.BadRequest, "This field is required"),
                (ada, HttpMethod.Put, "/users/bob", """{"permission": "none"}""", HttpStatusCode.BadRequest, "'none' cannot be granted"),
                (ada, HttpMethod.Put, "/users/bob", """{"permission": "read", "type": "x"}""", HttpStatusCode.BadRequest, "extra keys not allowed"),
                (ada, HttpMethod.Put, "/users/bob", "[]", HttpStatusCode.BadRequest, "an array"),
                (ada, HttpMethod.Get, "/users/bob", null, HttpStatusCode.NotFound, "no explicit permission"),
                (ada, HttpMethod.Get, "/groups/dev-team", null, HttpStatusCode.NotFound, "no explicit permission"),
                (server.Client, HttpMethod.Get, "/users", null, HttpStatusCode.Unauthorized, "Authentication"),
                (consumer, HttpMethod.Put, "/users/bob", Read, HttpStatusCode.Unauthorized, "not supported for this endpoint"),
                (eve, HttpMethod.Get, "/groups", null, HttpStatusCode.NotFound, on == OnProject ? "No workspace" : "no longer exists"),
            ];
            foreach (var (client, method, path, body, status, says) in cases)
            {
                var answer = await client.AskAsync(method, on + path, body);
                Assert.True(answer.Status == status && answer.Body.Contains(says, StringComparison.Ordinal), $"{method} {on}{path} {body}: {answer.Status} {answer.Body}");
            }
        }

        // One who may write sees neither list, and the token of someone with too few scopes is refused before anything is looked for.
        await ada.AskAsync(HttpMethod.Put, $"{OnProject}/users/bob", """{"permission": "write"}""");
        using var reader = server.As("ada@example.com", await server.ApiTokenAsync(new TestUser(ada.Id, "ada", "ada@example.com"), "read:repository:bitbucket"));
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.Client.ReadAsync($"{OnRepository}/users")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.Client.ReadAsync($"{OnProject}/users")).Status);
        Assert.Equal(HttpStatusCode.OK, (await reader.ReadAsync($"{OnRepository}/users")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.AskAsync(HttpMethod.Put, $"{OnRepository}/users/nobody", Read)).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_project_lets_others_create_and_administer(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob, _, _) = await FillAsync(server);
        await server.CreateProjectAsync("acme", "OTHER");

        var before = await bob.Client.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/probe", """{"project": {"key": "PROJ"}}""");
        await ada.AskAsync(HttpMethod.Put, $"{OnProject}/users/bob", """{"permission": "create-repo"}""");
        var made = await bob.Client.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/probe", """{"project": {"key": "PROJ"}}""");
        var elsewhere = await bob.Client.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/other", """{"project": {"key": "OTHER"}}""");
        var nowhere = await bob.Client.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/other", "{}");
        var renamed = await bob.Client.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/probe", """{"description": "mine"}""");
        var tooEarly = await bob.Client.AskAsync(HttpMethod.Put, "/2.0/workspaces/acme/projects/PROJ", """{"name": "Ours"}""");
        await ada.AskAsync(HttpMethod.Put, $"{OnProject}/users/bob", """{"permission": "admin"}""");
        var changed = await bob.Client.AskAsync(HttpMethod.Put, "/2.0/workspaces/acme/projects/PROJ", """{"name": "Ours"}""");
        var grants = await bob.Client.ReadAsync($"{OnRepository}/groups");

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Created, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            (before.Status, made.Status, elsewhere.Status, nowhere.Status, renamed.Status));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK), (tooEarly.Status, changed.Status, grants.Status));
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.Client.AskAsync(HttpMethod.Put, "/2.0/workspaces/acme/projects/OTHER", """{"name": "Ours"}""")).Status);
    }

    [Fact]
    public async Task The_administrator_keeps_groups()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await FillAsync(server);
        using var administrator = server.Administrator();
        const string Groups = "/_/api/workspaces/acme/groups";

        var again = await administrator.AskAsync(HttpMethod.Post, Groups, """{"name": "Dev: Team!"}""");
        var odd = await administrator.AskAsync(HttpMethod.Post, Groups, """{"name": "!!"}""");
        var stranger = await administrator.AskAsync(HttpMethod.Put, $"{Groups}/dev-team/members/eve", "{}");
        var list = await administrator.ReadAsync(Groups);
        var members = await administrator.ReadAsync($"{Groups}/dev-team/members");
        var gone = await administrator.AskAsync(HttpMethod.Delete, $"{Groups}/dev-team");

        Assert.Contains("already has a group 'dev-team'", again.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (odd.Status, stranger.Status));
        Assert.Equal(("dev-team", 1), (Text(list.Json.GetProperty("values")[0], "slug"), list.Json.GetProperty("values")[0].GetProperty("members").GetInt32()));
        Assert.Equal("bob", Text(members.Json.GetProperty("values")[0], "username"));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (gone.Status, (await administrator.ReadAsync($"{Groups}/dev-team/members")).Status));
    }

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();

    /// <summary>ada owns acme, bob is a member and in the group dev-team, eve is nobody there; acme/rocket is private, and so is acme.</summary>
    private static async Task<(Person Ada, Person Bob, HttpClient Eve, HttpClient Consumer)> FillAsync(TestServer server)
    {
        var (ada, bob, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.AddMemberAsync("acme", bob);
        await server.CreateRepositoryAsync("acme/rocket");
        using var administrator = server.Administrator();
        Assert.Equal(HttpStatusCode.Created, (await administrator.AskAsync(HttpMethod.Post, "/_/api/workspaces/acme/groups", """{"name": "Dev team"}""")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.AskAsync(HttpMethod.Put, "/_/api/workspaces/acme/groups/dev-team/members/bob", "{}")).Status);
        return (new Person(ada.Id, await server.AsAsync(ada)), new Person(bob.Id, await server.AsAsync(bob)), await server.AsAsync(eve),
            server.WithBearer(await server.AccessTokenAsync("acme")));
    }

    private sealed record Person(Guid Id, HttpClient Client)
    {
        public string Braced => $"{{{Id:D}}}";

        public static implicit operator HttpClient(Person person) => person.Client;

        public Task<TestAnswer> AskAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
            Client.AskAsync(method, path, json, headers);

        public Task<TestAnswer> ReadAsync(string path) => Client.ReadAsync(path);
    }
}
