using System.Net;
using System.Text.Json;
using Mortise.Server.Tests.Features.GitAccess;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Commits;

/// <summary>GET and POST /2.0/repositories/{workspace}/{repo_slug}/commits and …/commits/{revision}</summary>
public sealed class ListCommitsTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string Log = Rocket + "/commits";

    [Theory, EveryDatabase]
    public async Task The_log_pages_onward_filters_and_takes_names_and_forms(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        using var git = new GitFixture();
        var path = server.RepositoryPath(await server.CreateRepositoryAsync("acme/rocket"));
        await server.CreateRepositoryAsync("acme/empty");
        var client = await server.AsAsync(ada);
        var main = new List<string>();
        for (var number = 1; number <= 5; number++)
            main.Insert(0, await git.CommitAsync(path, "main", $"main {number}\n", ($"src/{number}.txt", "a\n")));
        await git.GitAsync(path, "branch", "feature/door", main[2]);
        var door = await git.CommitAsync(path, "feature/door", "a *door*\n", ("door", "b\n"));
        await git.TagAsync(path, "v1", main[4], "first");

        var first = (await client.ReadAsync(Log + "?pagelen=2&fields=%2Bvalues.repository.links")).Json;
        await git.CommitAsync(path, "main", "pushed between two pages\n", ("late", "c\n"));
        var second = (await client.ReadAsync(Next(first))).Json;
        var third = (await client.ReadAsync(Next(second))).Json;

        Assert.Equal([door, main[0]], Hashes(first));
        Assert.Equal([main[1], main[2]], Hashes(second));
        Assert.Equal([main[3], main[4]], Hashes(third));
        Assert.Equal("next pagelen values", string.Join(' ', first.EnumerateObject().Select(member => member.Name).Order()));
        Assert.Contains("fields=%2Bvalues.repository.links", first.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.False(third.TryGetProperty("next", out _));
        var shown = first.GetProperty("values")[0];
        Assert.Equal("<p>a <em>door</em></p>", shown.GetProperty("rendered").GetProperty("message").GetProperty("html").GetString());
        Assert.Equal($"{{{ada.Id}}}", shown.GetProperty("author").GetProperty("user").GetProperty("uuid").GetString());
        Assert.Equal("acme/rocket", shown.GetProperty("repository").GetProperty("full_name").GetString());
        Assert.False(shown.TryGetProperty("participants", out _));

        (string Query, string[] Expected)[] cases =
        [
            ("/feature/door?pagelen=1", [door]),
            ("/feature%2Fdoor", [door, .. main[2..]]),
            ("/v1", [main[4]]),
            ($"/{main[1][..9]}?exclude=v1", main[1..4].ToArray()),
            ("/?include=feature/door&exclude=main", [door]),
            ($"?include={main[0]}&path=src/2.txt", [main[3]]),
            ($"?include={main[0]}&path=/src/&pagelen=2&page=2", [main[2], main[3]]),
            ($"/{main[0]}?page=9", []),
            ("/v1?exclude=main", []),
        ];
        foreach (var (query, expected) in cases)
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', Hashes((await client.ReadAsync(Log + query)).Json))));

        var posted = await PostAsync(client, Log + "?pagelen=1", ("include", "feature/door"), ("include", main[0]), ("exclude", main[1]));
        var postedNext = await PostAsync(client, Next(posted), ("include", "feature/door"), ("include", main[0]), ("exclude", main[1]));
        Assert.Equal([door], Hashes(posted));
        Assert.Equal([main[0]], Hashes(postedNext));
        var postedName = await PostAsync(client, Log + "/feature/door");
        Assert.Equal([door, .. main[2..]], Hashes(postedName));
        Assert.Empty(Hashes((await client.ReadAsync("/2.0/repositories/acme/empty/commits")).Json));

        (string Query, HttpStatusCode Status)[] refused =
        [
            ("/nothing", HttpStatusCode.NotFound), ("?include=nothing", HttpStatusCode.NotFound), ("?exclude=feature", HttpStatusCode.NotFound),
            ("/main~1", HttpStatusCode.NotFound), ("/--all", HttpStatusCode.NotFound), ($"/{new string('1', 40)}", HttpStatusCode.NotFound),
            ("?ctx=nonsense", HttpStatusCode.BadRequest), ("?pagelen=101", HttpStatusCode.BadRequest), ("?page=0", HttpStatusCode.BadRequest),
            (new Uri(Next(first)).Query.Replace("page=2", "page=1", StringComparison.Ordinal), HttpStatusCode.BadRequest),
        ];
        foreach (var (query, status) in refused)
            Assert.Equal((query, status), (query, (await client.ReadAsync(Log + query)).Status));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.AskAsync(HttpMethod.Post, Log, """{"include": ["main"]}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.ReadAsync(Log)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await server.AsAsync(ada, "account")).ReadAsync(Log)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await server.AsAsync(await server.CreateUserAsync("eve"))).ReadAsync(Log + "/main")).Status);
    }

    [Theory, EveryDatabase, Requirement("P64")]
    public async Task Commits_in_a_list_carry_their_properties(TestDatabase database)
    {
        await using var world = await GitWorld.StartAsync(database);
        var path = world.RocketGit.Path;
        var first = await world.Fixture.CommitAsync(path, "main", "first\n", ("README", "hello\n"));
        var second = await world.Fixture.CommitAsync(path, "main", "second\n", ("README", "hi\n"));
        var app = await SigningApp.InstallAsync(world.Server, world.Acme, "com.acme.build-badges");
        await app.SendAsync(world.Server.Client, "PUT", $"{Rocket}/commit/{second}/properties/com.acme.build-badges/build", """{"state": "ok", "_attributes": ["public"]}""");
        var login = world.Login("bob").Split(':');
        var bob = world.Server.As(login[0], login[1]);

        var list = (await bob.ReadAsync(Log + "?fields=values.hash,%2Bvalues.properties.*")).Json;
        var alone = (await bob.ReadAsync($"{Rocket}/commit/main?fields=properties.*.*.state")).Body;

        Assert.Equal([second, first], Hashes(list));
        Assert.Equal(
            """{"com.acme.build-badges":{"build":{"state":"ok"}}} {}""",
            string.Join(' ', list.GetProperty("values").EnumerateArray().Select(commit => commit.GetProperty("properties").GetRawText())));
        Assert.Equal("""{"properties":{"com.acme.build-badges":{"build":{"state":"ok"}}}}""", alone);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string address, params (string Name, string Value)[] form)
    {
        using var body = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await client.PostAsync(address, form.Length == 0 ? null : body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static string Next(JsonElement page) => page.GetProperty("next").GetString()!;

    private static string[] Hashes(JsonElement page) => [.. page.GetProperty("values").EnumerateArray().Select(commit => commit.GetProperty("hash").GetString()!)];
}
