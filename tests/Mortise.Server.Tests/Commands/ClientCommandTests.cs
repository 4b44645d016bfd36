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
