using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Commands;

public sealed class ClientCommandTests
{
    [Fact]
    public async Task From_an_empty_host_to_a_token_that_reads_an_imported_repository()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var fixture = new GitFixture();
        var source = await fixture.InitAsync("source");
        await fixture.CommitAsync(source, "main", "begin", ("README.md", "# rocket"));

        var user = await AskAsync(server, "user", "add", "ada", "--email", "ada@example.com", "--name", "Ada Lovelace");
        var workspace = await AskAsync(server, "workspace", "add", "acme", "--owner", "ada");
        var member = await AskAsync(server, "workspace", "member", "acme", "ada", "--role", "owner");
        var repository = await AskAsync(server, "repository", "add", "acme/rocket", "--import", source, "--json");
        var token = await AskAsync(server, "token", "add", "--user", "ada", "--scope", "read:repository:bitbucket", "--expires", "30d");

        Assert.All([user, workspace, member, repository, token], result => Assert.Equal((0, ""), (result.Code, result.Errors)));
        Assert.Contains("Ada Lovelace", user.Output, StringComparison.Ordinal);
        Assert.Equal("main", JsonDocument.Parse(repository.Output).RootElement.GetProperty("mainbranch").GetProperty("name").GetString());
        var secret = token.Output.TrimEnd('\n');
        Assert.Matches("^mrtu_[0-9A-Za-z]{49}$", secret);
        Assert.Equal(HttpStatusCode.OK, (await server.As("ada@example.com", secret).ReadAsync("/2.0/repositories/acme/rocket")).Status);
        await GroupsAsync(server);
        await WebhooksAsync(server);
    }

    /// <summary>A group is made, filled, shown and emptied; what cannot be is told in a line.</summary>
    private static async Task GroupsAsync(TestServer server)
    {
        await server.CreateUserAsync("zoe");
        Assert.Contains("the-builders", (await AskAsync(server, "group", "add", "acme", "The Builders")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AskAsync(server, "group", "join", "acme", "the-builders", "ada")).Code);
        Assert.Contains("Ada Lovelace", (await AskAsync(server, "group", "members", "acme", "the-builders")).Output, StringComparison.Ordinal);

        foreach (var (arguments, told) in new (string[], string)[]
        {
            (["add", "acme", "the builders"], "already has a group"), (["add", "acme", "!!!"], "name"), (["add", "nowhere", "x"], "nowhere"),
            (["join", "acme", "the-builders", "zoe"], "not a member"), (["members", "acme", "nobodies"], "nobodies"),
        })
        {
            var refused = await AskAsync(server, ["group", .. arguments]);
            Assert.Equal((1, ""), (refused.Code, refused.Output));
            Assert.Contains(told, Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await AskAsync(server, "group", "leave", "acme", "the-builders", "ada")).Code);
        Assert.DoesNotContain("Ada", (await AskAsync(server, "group", "members", "acme", "the-builders")).Output, StringComparison.Ordinal);
    }

    private static async Task WebhooksAsync(TestServer server)
    {
        var ada = await server.As("ada@example.com", (await AskAsync(server, "token", "add", "--user", "ada", "--scope", "read:repository:bitbucket", "--scope", "read:webhook:bitbucket", "--scope", "write:webhook:bitbucket")).Output.TrimEnd('\n'))
            .AskAsync(HttpMethod.Post, "/2.0/repositories/acme/rocket/hooks", """{"url": "http://127.0.0.1:9/", "events": ["repo:push"], "active": true, "history_enabled": true}""");
        Assert.True(ada.Status == HttpStatusCode.Created, ada.Body);

        var none = await AskAsync(server, "webhook", "attempts", ada.Json.GetProperty("uuid").GetString()!.Trim('{', '}'));
        var absent = await AskAsync(server, "webhook", "attempts", Guid.Empty.ToString());
        var unsound = await AskAsync(server, "webhook", "attempts", "mine");

        Assert.Equal((0, ""), (none.Code, none.Errors));
        Assert.Contains("outcome", none.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, absent.Code);
        Assert.Contains("not a valid hook", Assert.Single(absent.ErrorLines), StringComparison.Ordinal);
        Assert.True(unsound.Code != 0 && unsound.Errors.Contains("mine", StringComparison.Ordinal), unsound.Errors);
    }

    [Fact]
    public async Task A_repository_is_imported_from_a_URL()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");
        using var fixture = new GitFixture();
        var source = await fixture.InitAsync("source");
        await fixture.CommitAsync(source, "trunk", "begin", ("README.md", "# rocket"));
        await fixture.GitAsync(source, "symbolic-ref", "HEAD", "refs/heads/trunk");

        var result = await AskAsync(server, "repository", "add", "acme/rocket", "--public", "--import", new Uri(source).AbsoluteUri);

        Assert.Equal((0, ""), (result.Code, result.Errors));
        Assert.Contains("trunk", result.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.ReadAsync("/2.0/repositories/acme/rocket")).Status);
    }

    [Fact]
    public async Task A_refusal_is_one_line_and_a_code()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateUserAsync("ada");

        var taken = await AskAsync(server, "user", "add", "ada");
        var absent = await AskAsync(server, "token", "add", "--user", "nobody");
        var scope = await AskAsync(server, "token", "add", "--user", "ada", "--scope", "everything");

        Assert.All([taken, absent, scope], result => Assert.Equal((1, ""), (result.Code, result.Output)));
        Assert.Equal("mortise: username: The name 'ada' is taken.", Assert.Single(taken.ErrorLines));
        Assert.Equal("mortise: There is no user 'nobody'.", Assert.Single(absent.ErrorLines));
        Assert.Contains("'everything' is none", Assert.Single(scope.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_does_not_know_the_token_is_named()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var elsewhere = new TemporaryDirectory();
        elsewhere.Write("admin.token", "mrta_not-this-one-but-long-enough-all-the-same");

        var unknown = await CommandLine.MortiseAsync("user", "list", "--data", elsewhere.At("nothing"));
        var silent = await CommandLine.MortiseAsync("user", "list", "--data", elsewhere.Path, "--url", $"http://127.0.0.1:{CommandLine.FreePort()}");
        var wrong = await CommandLine.MortiseAsync("user", "list", "--data", elsewhere.Path, "--url", server.Origin);

        Assert.All([unknown, silent, wrong], result => Assert.Equal(1, result.Code));
        Assert.StartsWith("mortise: No server is known to run on the data directory", Assert.Single(unknown.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("does not answer", Assert.Single(silent.ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith("mortise: The server does not take this administrator's token", Assert.Single(wrong.ErrorLines), StringComparison.Ordinal);
    }

    private static Task<CommandResult> AskAsync(TestServer server, params string[] arguments) =>
        CommandLine.MortiseAsync([.. arguments, "--data", server.DirectoryPath]);
}
