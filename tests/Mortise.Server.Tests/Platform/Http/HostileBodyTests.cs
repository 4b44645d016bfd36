using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Platform.Http;

/// <summary>Bodies that no honest client sends end as a refusal, never as a fault of the server.</summary>
public sealed class HostileBodyTests
{
    private const string Rocket = "/2.0/repositories/ada/rocket";

    [Theory, EveryDatabase]
    public async Task A_text_that_is_no_text_is_refused_wherever_it_stands(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.AsAsync(await server.CreateUserAsync("ada"));
        var admin = server.Administrator();
        string[] bodies =
        [
            """{"\ud800member of that name": 1}""", """{"nam\ud800aaaaaaaaaaa": 1}""", """{"name": "\ud800"}""", """{"url": "\ud800"}""", """{"token": "\udc00"}""",
            """{"project": {"\ud800keykey": 1}}""", """{"a": [[{"b": "\ud800"}]]}""",
        ];
        (HttpClient Client, HttpMethod Method, string Path)[] endpoints =
        [
            (ada, HttpMethod.Post, Rocket), (ada, HttpMethod.Put, Rocket), (ada, HttpMethod.Post, "/2.0/workspaces/ada/projects"),
            (ada, HttpMethod.Post, "/2.0/account/ada/addons"), (admin, HttpMethod.Post, "/_/api/users"), (admin, HttpMethod.Post, "/_/api/tokens"),
            (admin, HttpMethod.Post, "/_/api/apps"), (admin, HttpMethod.Post, "/_/api/jwt/explain"), (admin, HttpMethod.Post, "/_/api/app-registrations"),
        ];

        foreach (var (client, method, path) in endpoints)
        {
            foreach (var body in bodies)
            {
                var answer = await client.AskAsync(method, path, body);
                Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{method} {path} {body}: {(int)answer.Status} {answer.Body}");
            }
        }
    }

    [Theory, EveryDatabase]
    public async Task A_NUL_character_in_an_address_is_no_fault_of_the_server(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var admin = server.Administrator();

        // What is escaped twice is the text %00, and names nothing.
        string[] absent = ["/2.0/workspaces/%2500", "/2.0/repositories/%2500/%2500", "/2.0/users/%2500", "/nothing/%2500"];
        var hidden = await Task.WhenAll(absent.Select(path => admin.ReadAsync(path)));
        var consumer = await admin.AskAsync(HttpMethod.Post, "/_/api/oauth-consumers/%2500/rotate", "{}");
        var twice = await admin.AskAsync(HttpMethod.Post, "/_/api/oauth-consumers/%2541/rotate", "{}");
        string[] queries = ["/_/api/oauth-consumers?workspace=a%00b", "/_/api/apps?workspace=%00", "/2.0/workspaces/ada/permissions?q=permission%3D%22%00%22"];
        var searched = await Task.WhenAll(queries.Select(path => admin.ReadAsync(path)));

        Assert.All(hidden, answer => Assert.InRange((int)answer.Status, 400, 499));
        Assert.Equal(HttpStatusCode.NotFound, consumer.Status);
        Assert.All(searched, answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Status));
        Assert.All(searched, answer => Assert.Contains("NUL", answer.Body, StringComparison.Ordinal));
        Assert.Contains("'%41'", twice.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task A_NUL_character_for_the_admin_API_is_refused(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateWorkspaceAsync("acme");
        await server.CreateUserAsync("ada");
        var admin = server.Administrator();
        (string Path, string Body)[] requests =
        [
            ("/_/api/users", """{"username": "eve", "display_name": "\u0000"}"""), ("/_/api/users", """{"username": "eve", "emails": ["\u0000@example.com"]}"""),
            ("/_/api/workspaces", """{"slug": "new", "name": "\u0000"}"""), ("/_/api/workspaces", """{"slug": "new", "owner": "\u0000"}"""),
            ("/_/api/workspaces/acme/members", """{"user": "\u0000"}"""), ("/_/api/repositories", """{"full_name": "acme/new", "description": "\u0000"}"""),
            ("/_/api/repositories", """{"full_name": "\u0000/new"}"""), ("/_/api/tokens", """{"owner": "\u0000"}"""),
            ("/_/api/tokens", """{"owner": "ada", "name": "\u0000"}"""), ("/_/api/apps", """{"url": "http://127.0.0.1:1/", "workspace": "\u0000"}"""),
        ];

        foreach (var (path, body) in requests)
        {
            var answer = await admin.AskAsync(HttpMethod.Post, path, body);
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{path} {body}: {(int)answer.Status} {answer.Body}");
        }
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nit ends here", 400)]
    [InlineData("multipart/form-data; boundary=x", "no boundary at all", 400)]
    [InlineData("multipart/form-data", "a", 400)]
    [InlineData("multipart/form-data; boundary=\"", "", 415)]
    [InlineData("application/x-www-form-urlencoded;;;", "description=a", 415)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "description=a", 400)]
    [InlineData("application/x-www-form-urlencoded", "description=%00", 400)]
    [InlineData("application/x-www-form-urlencoded", "description=a", 201)]
    public async Task A_broken_form_is_refused(string type, string body, int status)
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var ada = await server.AsAsync(await server.CreateUserAsync("ada"));

        Assert.Equal(status, await PostAsync(ada, type, body));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_form_is_no_way_around_the_bound_of_a_body(string type)
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var ada = await server.AsAsync(await server.CreateUserAsync("ada"));
        var value = new string('a', 1024 * 1024);

        Assert.Equal(413, await PostAsync(ada, type, type.StartsWith('a')
            ? $"description={value}"
            : $"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n{value}\r\n--x--\r\n"));
    }

    private static async Task<int> PostAsync(HttpClient client, string type, string body)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await client.PostAsync(Rocket, content);
        return (int)answer.StatusCode;
    }
}
