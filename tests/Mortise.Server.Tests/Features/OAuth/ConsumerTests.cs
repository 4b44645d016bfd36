using System.Net;
using System.Text.Json;
using Mortise.Server.Platform.Data;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

public sealed class ConsumerTests
{
    private const string Consumers = "/oauth-consumers";

    [Theory, EveryDatabase]
    public async Task A_consumer_is_made_listed_and_removed_and_its_secret_is_shown_once(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateWorkspaceAsync("other");

        var made = await server.AdminAsync(HttpMethod.Post, Consumers, """
            {"workspace": "acme", "name": "Deploy", "description": "Ships", "url": "https://deploy.example.com", "callback_url": "https://deploy.example.com/callback", "scopes": ["repository", "account"]}
            """);
        var again = await server.AdminAsync(HttpMethod.Post, Consumers, """{"workspace": "acme", "name": "Deploy"}""");
        var elsewhere = await server.AdminAsync(HttpMethod.Post, Consumers, """{"workspace": "other", "name": "Deploy", "is_private": false}""");
        var listed = await server.AdminAsync(HttpMethod.Get, Consumers + "?workspace=acme");
        var key = made.Json.GetProperty("key").GetString();
        var secret = made.Json.GetProperty("secret").GetString()!;

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.BadRequest, HttpStatusCode.Created), (made.Status, again.Status, elsewhere.Status));
        Assert.Contains("already has a consumer", again.Body, StringComparison.Ordinal);
        Assert.True(made.Json.GetProperty("is_private").GetBoolean());
        Assert.False(elsewhere.Json.GetProperty("is_private").GetBoolean());
        Assert.Equal("repository account", made.Json.GetProperty("scopes").GetString());
        Assert.Equal(["Deploy"], listed.Json.GetProperty("values").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(2, (await server.AdminAsync(HttpMethod.Get, Consumers)).Json.GetProperty("values").GetArrayLength());
        Assert.DoesNotContain(secret, listed.Body, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(server, "SELECT COUNT(*) FROM oauth_consumers WHERE secret_hash = @secret", new { secret }));
        Assert.Equal(HttpStatusCode.NoContent, (await server.AdminAsync(HttpMethod.Delete, $"{Consumers}/{key}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.AdminAsync(HttpMethod.Delete, $"{Consumers}/{key}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.AdminAsync(HttpMethod.Post, $"{Consumers}/{key}/rotate")).Status);

        // The page makes a hundred, and no more.
        const string Page = "/acme/workspace/settings/oauth-consumers";
        using var browser = await server.BrowserOfAsync(ada);
        for (var i = 0; i < 99; i++)
            await server.ConsumerAsync("acme", name: $"Consumer {i}");

        Assert.Contains("The secret of", (await browser.SubmitAsync(Page, ("form.name", "The hundredth"))).Body, StringComparison.Ordinal);
        Assert.Contains("There are 100 consumers already.", (await browser.SubmitAsync(Page, ("form.name", "One more"))).Body, StringComparison.Ordinal);
        Assert.Equal(100, (await server.AdminAsync(HttpMethod.Get, Consumers + "?workspace=acme")).Json.GetProperty("values").GetArrayLength());
    }

    [Theory, EveryDatabase]
    public async Task A_consumer_at_fault_is_refused_with_the_member_at_fault(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database, ("Mortise:Profile", "server"));
        await server.CreateWorkspaceAsync("acme");
        (string Body, string Member)[] cases =
        [
            ("""{"name": "x"}""", "workspace"),
            ("""{"workspace": "acme"}""", "name"),
            ("""{"workspace": "acme", "name": "a\nb"}""", "name"),
            ("""{"workspace": "acme", "name": "x", "scopes": ["repository", "Repository"]}""", "scopes"),
            ("""{"workspace": "acme", "name": "x", "scopes": "repository"}""", "scopes"),
            ("""{"workspace": "acme", "name": "x", "url": "javascript:alert(1)"}""", "url"),
            ("""{"workspace": "acme", "name": "x", "callback_url": "/callback"}""", "callback_url"),
            ("""{"workspace": "acme", "name": "x", "callback_url": "https://app.example.com/#done"}""", "callback_url"),
            ("""{"workspace": "acme", "name": "x", "callback_url": "javascript:alert(1)"}""", "callback_url"),
            ("""{"workspace": "acme", "name": "x", "callback_url": "http://app.example.com/callback"}""", "callback_url"),
        ];
        foreach (var (body, member) in cases)
        {
            var answer = await server.AdminAsync(HttpMethod.Post, Consumers, body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.True(answer.Json.GetProperty("error").GetProperty("fields").TryGetProperty(member, out _), $"{body}: {answer.Body}");
        }

        Assert.Equal(HttpStatusCode.NotFound, (await server.AdminAsync(HttpMethod.Post, Consumers, """{"workspace": "nowhere", "name": "x"}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.AdminAsync(HttpMethod.Post, Consumers, """{"workspace": "acme", "name": "x", "callback_url": "http://127.0.0.1:8080/callback"}""")).Status);
    }

    [Fact]
    public async Task The_command_line_makes_lists_rotates_and_deletes_consumers()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");
        string[] Where(params string[] arguments) => ["consumer", .. arguments, "--url", server.Origin, "--data", server.DirectoryPath];

        var made = await CommandLine.MortiseAsync(Where("add", "Deploy", "--workspace", "acme", "--callback", "https://deploy.example.com/cb", "--scope", "repository", "--json"));
        var consumer = JsonDocument.Parse(made.Output).RootElement;
        var key = consumer.GetProperty("key").GetString()!;
        var listed = await CommandLine.MortiseAsync(Where("list", "--workspace", "acme"));
        var rotated = await CommandLine.MortiseAsync(Where("rotate", key));
        var deleted = await CommandLine.MortiseAsync(Where("delete", key));
        var absent = await CommandLine.MortiseAsync(Where("delete", key));

        Assert.All([made, listed, rotated, deleted], result => Assert.True(result.Code == 0, result.Errors));
        Assert.Contains("https://deploy.example.com/cb", listed.Output, StringComparison.Ordinal);
        Assert.Contains("mrtk_", rotated.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(consumer.GetProperty("secret").GetString()!, rotated.Output, StringComparison.Ordinal);
        Assert.Equal(1, absent.Code);
        Assert.Single(absent.ErrorLines);
    }

    private static Task<long> CountAsync(TestServer server, string sql, object parameters) =>
        server.Get<Database>().ReadAsync(session => session.ScalarAsync<long>(sql, parameters), CancellationToken.None);
}
