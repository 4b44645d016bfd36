using System.Net;
using System.Text.Json;
using Mortise.Testing;

namespace Mortise.Server.Tests.Commands;

/// <summary>The commands for apps, against the sample app as a process of its own.</summary>
public sealed class AppCommandTests
{
    [Fact]
    public async Task An_app_is_installed_listed_updated_and_uninstalled()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateRepositoryAsync("acme/rocket", isPrivate: false);
        using var directory = new TemporaryDirectory();
        await using var app = await HelloPanelProcess.StartAsync(directory);

        var installed = await AskAsync(server, "app", "install", app.DescriptorUrl, "--workspace", "acme");
        var property = await server.Client.ReadAsync("/2.0/repositories/acme/rocket/properties/hello-panel/hello");
        var listed = await AskAsync(server, "app", "list", "--json");
        var updated = await AskAsync(server, "app", "update", "hello-panel");
        var uninstalled = await AskAsync(server, "app", "uninstall", "hello-panel", "--workspace", "acme");
        var gone = await AskAsync(server, "app", "uninstall", "hello-panel");
        var again = await AskAsync(server, "app", "install", app.DescriptorUrl, "--workspace", "acme");

        Assert.All([installed, listed, updated, uninstalled, again], result => Assert.Equal((0, ""), (result.Code, result.Errors)));
        Assert.Contains("hello-panel", installed.Output, StringComparison.Ordinal);
        Assert.Contains("outcome: installed", installed.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, property.Status);
        Assert.Equal("Hello, acme/rocket!", property.Json.GetProperty("greeting").GetString());
        var one = Assert.Single(JsonDocument.Parse(listed.Output).RootElement.GetProperty("values").EnumerateArray());
        Assert.Equal(("hello-panel", "acme", "active"), (one.GetProperty("key").GetString(), one.GetProperty("workspace").GetString(), one.GetProperty("state").GetString()));
        Assert.Equal(1, gone.Code);
        Assert.Contains("No app 'hello-panel' is installed", Assert.Single(gone.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_install_that_fails_says_why_in_one_line()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");

        var silent = await AskAsync(server, "app", "install", $"http://127.0.0.1:{CommandLine.FreePort()}/descriptor.json", "--workspace", "acme");
        var nowhere = await AskAsync(server, "app", "install", "http://127.0.0.1:1/descriptor.json", "--workspace", "nobody");

        Assert.Equal((1, 1), (silent.Code, nowhere.Code));
        Assert.Single(silent.ErrorLines);
        Assert.Contains("No workspace with identifier 'nobody'.", Assert.Single(nowhere.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_explained()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var explained = await AskAsync(server, "jwt", "explain", "not.a.token", "--request", "PUT /2.0/user");

        Assert.Equal((0, ""), (explained.Code, explained.Errors));
        Assert.NotEmpty(explained.Output);
    }

    private static Task<CommandResult> AskAsync(TestServer server, params string[] arguments) =>
        CommandLine.MortiseAsync([.. arguments, "--data", server.DirectoryPath]);
}
