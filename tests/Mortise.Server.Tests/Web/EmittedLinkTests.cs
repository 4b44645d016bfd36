using System.Net;
using System.Text.Json;
using Mortise.Server.Tests.House;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

public sealed class EmittedLinkTests
{
    [Theory, EveryDatabase]
    public async Task Every_link_answers_on_our_own_address_or_is_known_to_be_still_to_come(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var rocket = await server.CreateRepositoryAsync("acme/rocket");
        var notes = await server.CreateRepositoryAsync("ada/notes");
        var client = await server.AsAsync(ada);
        using var browser = await server.BrowserOfAsync(ada);
        using var git = new GitFixture();
        await git.CommitAsync(server.RepositoryPath(notes), "main", "first\n", ("README", "a\n"));
        var folder = server.RepositoryPath(rocket);
        await git.CommitAsync(folder, "main", "first\n", ("README", "a\n"));
        var hash = await git.CommitAsync(folder, "main", "second\n", ("README", "b\n"));
        await server.AdminAsync(HttpMethod.Post, "/workspaces/acme/groups", """{"name": "Dev"}""");
        await client.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/rocket/permissions-config/groups/dev", """{"permission": "read"}""");
        await client.AskAsync(HttpMethod.Post, "/2.0/repositories/acme/rocket/hooks", """{"url": "http://127.0.0.1:1/", "events": ["repo:fork"]}""");
        string[] paths =
        [
            "/2.0/repositories/acme/rocket/permissions-config/groups", "/2.0/repositories/acme/rocket/hooks", "/2.0/hook_events",
            $"/2.0/repositories/acme/rocket/commit/{hash}", "/2.0/repositories/acme/rocket/refs/branches/main", "/2.0/repositories/acme/rocket/src/main/",
            "/2.0/", "/2.0/user", "/2.0/user/emails", "/2.0/workspaces", "/2.0/user/workspaces", "/2.0/workspaces/acme/members", "/2.0/workspaces/acme/projects/PROJ",
            "/2.0/workspaces/acme/permissions", "/2.0/user/permissions/workspaces", "/2.0/user/permissions/repositories?fields=%2Bvalues.user.*,%2Bvalues.repository.*",
            "/2.0/workspaces/ada/projects", "/2.0/repositories/ada?fields=%2Bvalues.owner.*", "/2.0/workspaces/acme/projects?fields=%2Bvalues.owner.*,%2Bvalues.workspace.*",
            "/2.0/repositories/acme/rocket", "/2.0/repositories/acme/rocket?fields=*,owner.*,owner.links.*,project.*,project.links.*,project.owner.*,workspace.*,workspace.links.*",
        ];
        var links = new HashSet<Link>();
        foreach (var path in paths)
        {
            var answer = await client.ReadAsync(path);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Body}");
            Gather(answer.Json, "index", links);
        }

        Assert.All(LinksToCome.All, known => Assert.Contains(links, link => link.Type == known.Type && link.Relation == known.Relation));
        foreach (var link in links)
        {
            var isToCome = LinksToCome.Has(link.Type, link.Relation);
            var read = link.IsPage ? await browser.OpenAsync(link.Href) : await client.ReadAsync(link.Relation == "clone" ? link.Href + "/info/refs?service=git-upload-pack" : link.Href);
            if (read.Status == HttpStatusCode.Found)
                read = await client.ReadAsync(read.Header("Location")!);
            Assert.StartsWith(link.Relation == "clone" ? server.Origin.Replace("//", "//ada@", StringComparison.Ordinal) : server.Origin, link.Href);
            var expected = isToCome ? HttpStatusCode.NotFound : LinksToCome.Acts(link.Relation) ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.OK;
            Assert.True(read.Status == expected, $"{link}: {(int)read.Status}");

            var stranger = await server.Client.ReadAsync(link.Href);
            Assert.True(
                stranger.Status is HttpStatusCode.OK or HttpStatusCode.Found or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed,
                $"{link}: {(int)stranger.Status}");
        }
    }

    [Theory, EveryDatabase]
    public async Task Links_that_filter_give_what_they_say(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, bob) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("bob"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.AddMemberAsync("acme", bob);
        await server.CreateProjectAsync("acme", "TWO");
        await server.CreateRepositoryAsync("acme/one");
        await server.CreateRepositoryAsync("acme/two", project: "TWO");
        var client = await server.AsAsync(ada);

        var owners = await FollowAsync(client, "/2.0/workspaces/acme", "owners");
        var repositories = await FollowAsync(client, "/2.0/workspaces/acme/projects/TWO", "repositories");

        Assert.Equal((1, "ada"), (owners.GetProperty("size").GetInt32(), owners.GetProperty("values")[0].GetProperty("user").GetProperty("nickname").GetString()));
        Assert.Equal((1, "two"), (repositories.GetProperty("size").GetInt32(), repositories.GetProperty("values")[0].GetProperty("slug").GetString()));
    }

    [Fact]
    public async Task A_picture_can_do_nothing_but_be_looked_at()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var answer = await server.Client.ReadAsync("/account/%3Cscript%3E/avatar/");
        var again = await server.Client.ReadAsync("/account/%3Cscript%3E/avatar/64");

        Assert.Equal("image/svg+xml", answer.ContentHeaders.ContentType!.MediaType);
        Assert.StartsWith("default-src 'none'", answer.Header("Content-Security-Policy"));
        Assert.DoesNotContain("script", answer.Body);
        Assert.Equal(answer.Body, again.Body);
    }

    private static async Task<JsonElement> FollowAsync(HttpClient client, string path, string relation)
    {
        var from = await client.ReadAsync(path);
        return (await client.ReadAsync(from.Json.GetProperty("links").GetProperty(relation).GetProperty("href").GetString()!)).Json;
    }

    /// <summary>Every link below <paramref name="element"/>, with the type of the object that has it.</summary>
    private static void Gather(JsonElement element, string type, HashSet<Link> links)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Gather(item, type, links);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;

        if (element.TryGetProperty("type", out var named))
            type = named.GetString()!;

        foreach (var member in element.EnumerateObject())
        {
            if (member.Name == "links")
                links.UnionWith(member.Value.EnumerateObject().SelectMany(relation => Hrefs(relation.Value).Select(href => new Link(type, relation.Name, href))));
            else
                Gather(member.Value, type, links);
        }
    }

    private static IEnumerable<string> Hrefs(JsonElement link) =>
        (link.ValueKind == JsonValueKind.Array ? link.EnumerateArray().AsEnumerable() : [link]).Select(one => one.GetProperty("href").GetString()!);

    private sealed record Link(string Type, string Relation, string Href)
    {
        /// <summary>Pages know who looks by the cookie of the browser.</summary>
        public bool IsPage => Relation is "html" or "pullrequest_create";
    }
}
