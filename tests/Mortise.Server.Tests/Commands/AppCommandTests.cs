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
        var why = await AskAsync(server, "app", "why", "/acme/rocket");
        var nowhere = await AskAsync(server, "app", "why", "/acme/nothing");
        var updated = await AskAsync(server, "app", "update", "hello-panel");
        var uninstalled = await AskAsync(server, "app", "uninstall", "hello-panel", "--workspace", "acme");
        var gone = await AskAsync(server, "app", "uninstall", "hello-panel");
        var again = await AskAsync(server, "app", "install", app.DescriptorUrl, "--workspace", "acme");

        Assert.All([installed, listed, why, updated, uninstalled, again], result => Assert.Equal((0, ""), (result.Code, result.Errors)));
        Assert.Contains("hello-panel", installed.Output, StringComparison.Ordinal);
        Assert.Contains($"  ✓ fetch       {app.DescriptorUrl}  200", installed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" \n", installed.Output, StringComparison.Ordinal);
        Assert.Contains("  ✓ validation  the descriptor is sound", installed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Not acted on", installed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("✗", installed.Output + updated.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, property.Status);
        Assert.Equal("Hello, acme/rocket!", property.Json.GetProperty("greeting").GetString());
        var one = Assert.Single(JsonDocument.Parse(listed.Output).RootElement.GetProperty("values").EnumerateArray());
        Assert.Equal(("hello-panel", "acme", "active"), (one.GetProperty("key").GetString(), one.GetProperty("workspace").GetString(), one.GetProperty("state").GetString()));
        Assert.Contains("✓ hello-panel/hello  webPanels at org.bitbucket.repository.overview.informationPanel\n    true    or: any of these\n", why.Output, StringComparison.Ordinal);
        Assert.Contains("\n        false   equals on repository.properties.get(attribute=app.key).hello.shown: there is no member 'shown'\n", why.Output, StringComparison.Ordinal);
        Assert.Equal(1, nowhere.Code);
        Assert.Contains("no page at '/acme/nothing'", Assert.Single(nowhere.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(1, gone.Code);
        Assert.Contains("No app 'hello-panel' is installed", Assert.Single(gone.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_install_that_fails_shows_every_step_and_ends_with_cause_and_fix()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");
        await using var app = await TestApp.StartAsync("build-badges");
        string[] order = ["app", "install", app.DescriptorUrl, "--workspace", "acme"];

        app.OnCallback = _ => Task.FromResult(500);
        var refused = await AskAsync(server, order);
        app.Descriptor["scopes"] = "repository";
        var unsound = await AskAsync(server, order);
        var asJson = await AskAsync(server, [.. order, "--json"]);

        Assert.Equal((1, 1, 1), (refused.Code, unsound.Code, asJson.Code));
        Assert.Contains($"  ✓ fetch       {app.DescriptorUrl}  200", refused.Output, StringComparison.Ordinal);
        Assert.Contains($"  ✗ callback    {app.Origin}/installed  500", refused.Output, StringComparison.Ordinal);
        Assert.Contains("the app answered: the app refuses", refused.Output, StringComparison.Ordinal);
        Assert.Contains("it must answer 2xx.", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("  ✗ validation  1 fault\n      fault at /scopes\n        found     ", unsound.Output, StringComparison.Ordinal);
        Assert.Contains("  · callback    not reached", unsound.Output, StringComparison.Ordinal);
        Assert.Contains("Correct the descriptor at the place named.", Assert.Single(unsound.ErrorLines), StringComparison.Ordinal);
        var report = JsonDocument.Parse(asJson.Output).RootElement.GetProperty("report");
        Assert.Equal("/scopes", report.GetProperty("validation").GetProperty("faults")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task An_update_that_fails_shows_every_step_too()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        app.ServeDescriptor = context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };

        var updated = await AskAsync(server, "app", "update", "build-badges");

        Assert.Equal(1, updated.Code);
        Assert.Contains($"  ✗ fetch       {app.DescriptorUrl}  410", updated.Output, StringComparison.Ordinal);
        Assert.Contains("answers 410", Assert.Single(updated.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_shows_the_difference_and_a_dry_run_only_that()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "descriptor.json");
        app.Descriptor["scopes"] = new System.Text.Json.Nodes.JsonArray("account", "repository", "webhook");
        app.Descriptor["modules"] = System.Text.Json.Nodes.JsonNode.Parse("""{"linkers": [{"key": "issues", "regex": "((?K)-[0-9]+)", "url": "/i/\\1"}]}""");
        await File.WriteAllTextAsync(file, app.Descriptor.ToJsonString());

        var refused = await AskAsync(server, "app", "update", "build-badges", "--dry-run");
        var dry = await AskAsync(server, "app", "update", "build-badges", "--dry-run", "--accept-scopes", "--descriptor", file);
        var still = await AskAsync(server, "app", "list", "--json");
        var done = await AskAsync(server, "app", "update", "build-badges", "--accept-scopes");
        var both = await AskAsync(server, "app", "update", "build-badges", "--descriptor", file, "--descriptor-url", app.DescriptorUrl);

        Assert.Equal((1, 0, 0, 2), (refused.Code, dry.Code, done.Code, both.Code));
        Assert.Contains("  ✗ change      refused\n      scopes gained    webhook\n      scopes dropped   pullrequest\n      module added     linkers issues\n", refused.Output, StringComparison.Ordinal);
        Assert.Contains("install the app again", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("  ✓ change      would be updated\n", dry.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("webhook", still.Output, StringComparison.Ordinal);
        Assert.Contains("  ✓ change      updated\n", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_is_registered_moved_rotated_updated_disabled_and_forgotten()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await using var app = await TestApp.StartAsync("build-badges");

        var added = await AskAsync(server, "app", "registration", "add", "build-badges", app.DescriptorUrl);
        await server.InstallAsync(app, "acme");
        var rotated = await AskAsync(server, "app", "registration", "rotate", "build-badges");
        app.Descriptor["name"] = "Renamed";
        var updated = await AskAsync(server, "app", "registration", "update", "build-badges");
        var moved = await AskAsync(server, "app", "registration", "move", "build-badges", app.DescriptorUrl + "?v=2");
        var listed = await AskAsync(server, "app", "registration", "list");
        var disabled = await AskAsync(server, "app", "disable", "build-badges");
        var enabled = await AskAsync(server, "app", "enable", "build-badges");
        var held = await AskAsync(server, "app", "registration", "remove", "build-badges");
        var erased = await AskAsync(server, "app", "uninstall", "build-badges", "--app-data", "erase");
        var odd = await AskAsync(server, "app", "uninstall", "build-badges", "--app-data", "burn");
        var removed = await AskAsync(server, "app", "list", "--removed");
        var forgotten = await AskAsync(server, "app", "forget", "build-badges");
        var gone = await AskAsync(server, "app", "registration", "remove", "build-badges");

        Assert.All([added, rotated, updated, moved, listed, disabled, enabled, erased, removed, forgotten, gone], result => Assert.Equal(0, result.Code));
        Assert.Matches("^[A-Za-z0-9]{64}\n$", added.Output);
        Assert.Matches("^[A-Za-z0-9]{64}\n$", rotated.Output);
        Assert.Contains("acme       updated\n", updated.Output, StringComparison.Ordinal);
        Assert.Equal("1 of 1 done", updated.ErrorLines[^1]);
        Assert.Contains("1              1          " + app.DescriptorUrl + "?v=2", listed.Output, StringComparison.Ordinal);
        Assert.Contains("disabled", disabled.Output, StringComparison.Ordinal);
        Assert.Contains("active", enabled.Output, StringComparison.Ordinal);
        Assert.Contains("Uninstall it there first", Assert.Single(held.ErrorLines), StringComparison.Ordinal);
        Assert.Equal((1, 2), (held.Code, odd.Code));
        Assert.Contains("removed", removed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_install_that_cannot_begin_says_why_in_one_line()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.CreateWorkspaceAsync("acme");

        var silent = await AskAsync(server, "app", "install", $"http://127.0.0.1:{CommandLine.FreePort()}/descriptor.json", "--workspace", "acme");
        var nowhere = await AskAsync(server, "app", "install", "http://127.0.0.1:1/descriptor.json", "--workspace", "nobody");

        Assert.Equal((1, 1), (silent.Code, nowhere.Code));
        Assert.Contains("no answer", silent.Output, StringComparison.Ordinal);
        Assert.Contains("Connection refused. Check that", Assert.Single(silent.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("No workspace with identifier 'nobody'.", Assert.Single(nowhere.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_explained()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);

        var explained = await AskAsync(server, "jwt", "explain", "not.a.token", "--request", "PUT /2.0/user");

        Assert.Equal((0, ""), (explained.Code, explained.Errors));
        Assert.Contains("  ✗ format      ", explained.Output, StringComparison.Ordinal);
        Assert.Contains("  · qsh         not reached", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_another_request_is_explained_by_both_texts_and_the_mistake()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var app = await server.InstallAppAsync("build-badges", on: "acme");
        var token = app.Sign("GET", "/2.0/user");

        var refused = await AskAsync(server, "jwt", "explain", token, "--request", "PUT /2.0/user");
        var taken = await AskAsync(server, "jwt", "explain", token, "--request", "GET /2.0/user");

        Assert.Contains("  this request   PUT&/2.0/user&\n  the token's    GET&/2.0/user&\n                 ^ they differ from here on\n", refused.Output, StringComparison.Ordinal);
        Assert.Contains("  mistake        its method is GET, the request's is PUT", refused.Output, StringComparison.Ordinal);
        Assert.Contains("  ✓ signature\n", refused.Output, StringComparison.Ordinal);
        Assert.Contains("  ✗ qsh         ", refused.Output, StringComparison.Ordinal);
        Assert.Contains("The server takes this token for this request.", taken.Output, StringComparison.Ordinal);
    }

    private static Task<CommandResult> AskAsync(TestServer server, params string[] arguments) =>
        CommandLine.MortiseAsync([.. arguments, "--data", server.DirectoryPath]);
}
