using System.Net;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>The main job from end to end: a repository pushed by git, an app installed by its descriptor's address, and what that app keeps there.</summary>
public sealed class FirstMilestoneTests
{
    private const string Rocket = "/2.0/repositories/acme/rocket";
    private const string Key = "com.example.ci";

    [Theory, EveryDatabase]
    [Requirement("P1"), Requirement("P2"), Requirement("P3"), Requirement("P6"), Requirement("P8"), Requirement("P14"), Requirement("P27"), Requirement("P58"), Requirement("P68")]
    public async Task An_installed_app_keeps_properties_on_a_pushed_repository(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        using var fixture = new GitFixture();
        var ada = await server.CreateUserAsync("ada");
        await server.CreateWorkspaceAsync("acme", ada);
        var password = await server.AppPasswordAsync(ada);
        using var asAda = server.As(ada.Username, password);

        // A repository made over /2.0 and pushed by a real git.
        Assert.Equal(HttpStatusCode.Created, (await asAda.AskAsync(HttpMethod.Post, Rocket, """{"scm": "git", "is_private": true}""")).Status);
        var local = await fixture.InitAsync("rocket");
        var tip = await fixture.CommitManyAsync(local, "main", 20);
        var remote = $"{server.Origin.Replace("http://", $"http://ada:{password}@", StringComparison.Ordinal)}/acme/rocket.git";
        await fixture.GitAsync(local, "push", remote, "main");

        // An app installed by its descriptor's address keeps a value on the repository and on the commit.
        var app = await server.InstallAppAsync(Key, on: "acme");
        const string Body = """{"status": "passed", "run": {"number": 7}, "_attributes": ["read_only"]}""";
        Assert.Equal(HttpStatusCode.NoContent, (await app.PutAsync($"{Rocket}/properties/{Key}/latest", Body)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await app.PutAsync($"{Rocket}/commit/{tip[..12]}/properties/{Key}/build", """{"ok": true}""")).Status);

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(Body, (await app.GetAsync($"{Rocket}/properties/{Key}/latest")).Body);
            Assert.Equal("""{"ok": true}""", (await app.GetAsync($"{Rocket}/commit/{tip}/properties/{Key}/build")).Body);
            var shown = await app.GetAsync(Rocket + "?fields=%2Bproperties.*");
            Assert.Equal("""{"com.example.ci":{"latest":{"status":"passed"}}}""", shown.Json.GetProperty("properties").GetRawText());
            Assert.Equal("acme/rocket", shown.Json.GetProperty("full_name").GetString());
            Assert.Equal("{}", (await asAda.ReadAsync(Rocket + "?fields=%2Bproperties.*")).Json.GetProperty("properties").GetRawText());
            Assert.Equal($"{tip}\trefs/heads/main", await fixture.GitAsync(fixture.Root, "ls-remote", remote, "refs/heads/main"));

            // All of it is still there after a restart: data, credentials, secrets.
            await server.RestartAsync();
        }

        await fixture.GitAsync(fixture.Root, "clone", "--quiet", remote, "again");
        Assert.Equal(tip, await fixture.GitAsync(fixture.PathOf("again"), "rev-parse", "HEAD"));
        Assert.Equal(HttpStatusCode.NoContent, (await app.DeleteAsync($"{Rocket}/properties/{Key}/latest")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"{Rocket}/properties/{Key}/latest")).Status);
    }

    [Theory, EveryDatabase]
    [Requirement("P45")]
    public async Task A_module_with_the_printed_conditions_is_accepted(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        await server.CreateRepositoryAsync("acme/rocket");
        var app = server.Own(await TestApp.StartAsync(Key));
        app.Descriptor["modules"] = System.Text.Json.Nodes.JsonNode.Parse(
            """
            {
              "webPanels": [{
                "key": "badge", "name": {"value": "Badge"}, "url": "/badge", "location": "org.bitbucket.repository.overview.informationPanel",
                "conditions": [{
                  "type": "or",
                  "conditions": [{
                    "condition": "property_exists",
                    "target": "repository.properties",
                    "params": {"appKey": {"eval": "app.key"}, "objectName": "myproperty", "propertyKey": "enabled"},
                    "invert": true
                  },
                  {
                    "condition": "equals",
                    "target": "repository.properties.get(attribute=app.key).myproperty.enabled",
                    "params": {"value": "true"}
                  }]
                }]
              }]
            }
            """);

        await server.InstallAsync(app, "acme");

        Assert.Equal(HttpStatusCode.NoContent, (await app.PutAsync($"{Rocket}/properties/{Key}/myproperty", """{"enabled": true}""")).Status);
    }
}
