using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Mortise.Connect.Descriptors;
using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Tests.Features.OAuth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>The demo host with something on every page: a long history, pull requests with talk, builds, hooks, tokens, consumers, an app.</summary>
internal sealed class SiteWorld : IAsyncDisposable
{
    private const string Rocket = "/2.0/repositories/acme/rocket";

    private readonly GitFixture git = new();

    private SiteWorld(TestServer server, SiteWords words)
    {
        (Server, Words) = (server, words);
        Ada = server.As("ada", "demo-password-of-ada");
        Bob = server.As("bob", "demo-password-of-bob");
    }

    public TestServer Server { get; }

    public SiteWords Words { get; }

    public HttpClient Ada { get; }

    public HttpClient Bob { get; }

    public TestApp App { get; private set; } = null!;

    /// <summary>The last commit of the feature branch.</summary>
    public string Commit { get; private set; } = "";

    public string Tag => Words == SiteWords.Plain ? "v1" : "v1" + Words.Branch;

    public string HookId { get; private set; } = "";

    public string WorkspaceHookId { get; private set; } = "";

    public string InstallationId { get; private set; } = "";

    public string ConsumerKey { get; private set; } = "";

    public static async Task<SiteWorld> StartAsync(SiteWords words)
    {
        var world = new SiteWorld(await TestServer.StartAsync(TestDatabase.Sqlite), words);
        await world.SeedAsync();
        await world.PushAsync();
        await world.TalkAsync();
        await world.AdministerAsync();
        await world.InstallAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        Ada.Dispose();
        Bob.Dispose();
        git.Dispose();
        await Server.DisposeAsync();
    }

    private static string Json(object value) => JsonSerializer.Serialize(value);

    private async Task SeedAsync()
    {
        var text = await File.ReadAllTextAsync(CommandLine.Own("demo-seed.yaml"));
        if (Words != SiteWords.Plain)
        {
            foreach (var name in (string[])["Acme Inc", "Rocketry", "Bob Cratchit", "rocket"])
                text = text.Replace($"name: {name}\n", $"name: {Json(Words.Name)}\n", StringComparison.Ordinal);

            text = text.Replace("description: Goes up.", "description: " + Json(Words.Prose), StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(git.PathOf("seed.yaml"), text);
        await Server.Get<Seeder>().ApplyAsync(SeedReader.Read(git.PathOf("seed.yaml")), CancellationToken.None);
        await SendAsync(Ada, HttpMethod.Put, "/2.0/workspaces/acme/projects/ROCK", new { key = "ROCK", name = Words == SiteWords.Plain ? "Rocketry" : Words.Name, description = Words.Title });
        await SendAsync(Ada, HttpMethod.Post, "/2.0/repositories/acme/empty", new { scm = "git", description = Words.Prose, is_private = true });
    }

    private async Task PushAsync()
    {
        var origin = Server.Origin.Replace("://", "://ada:demo-password-of-ada@", StringComparison.Ordinal) + "/acme/rocket.git";
        await git.GitAsync(git.Root, "clone", "--quiet", "--bare", origin, "rocket.git");
        var rocket = git.PathOf("rocket.git");
        await git.CommitAsync(
            rocket, "main", $"{Words.Title}\n\n{Words.Prose}\n",
            ("README.md", "# rocket\n\n" + Words.Prose), ("src/" + Words.File, Words.Source), ("docs/" + Words.File + ".md", Words.Prose), ("logo.svg", Words.Source));
        await git.CommitManyAsync(rocket, "history", 70);
        await git.GitAsync(rocket, "branch", Words.Branch, "main");
        await git.GitAsync(rocket, "branch", "merged", "main");
        await git.CommitAsync(rocket, "merged", Words.Title + "\n", ("merged.txt", Words.Source));
        Commit = await git.CommitAsync(
            rocket, Words.Branch, $"{Words.Title}\n\n{Words.Prose}\n", ("src/" + Words.File, Words.Source.Replace("down", "up", StringComparison.Ordinal) + "\n// one more line\n"), ("fuel.txt", null), ("new.txt", Words.Source));
        await git.TagAsync(rocket, Tag, "main", Words.Title);
        await git.GitAsync(rocket, "push", "--quiet", "--force", origin, "--all");
        await git.GitAsync(rocket, "push", "--quiet", "--force", origin, "--tags");
    }

    private async Task TalkAsync()
    {
        const string All = Rocket + "/pullrequests";
        await OpenAsync(Words.Branch, new { });
        await OpenAsync("merged", new { });
        await SendAsync(Ada, HttpMethod.Post, All + "/2/merge", new { message = Words.Prose });
        var comment = await SendAsync(Ada, HttpMethod.Post, All + "/1/comments", new { content = new { raw = Words.Prose } });
        var id = comment.GetProperty("id").GetInt64();
        await SendAsync(Bob, HttpMethod.Post, All + "/1/comments", new { content = new { raw = Words.Prose }, parent = new { id } });
        await SendAsync(Bob, HttpMethod.Post, All + "/1/comments", new { content = new { raw = Words.Prose }, inline = new { path = "new.txt", to = 1 } });
        await SendAsync(Ada, HttpMethod.Post, All + "/1/tasks", new { content = new { raw = Words.Title }, comment = new { id } });
        await SendAsync(Bob, HttpMethod.Post, All + "/1/approve", null);
        await SendAsync(Ada, HttpMethod.Post, $"{Rocket}/commit/{Commit}/comments", new { content = new { raw = Words.Prose } });
        await SendAsync(Bob, HttpMethod.Post, $"{Rocket}/commit/{Commit}/approve", null);
        // An address that is none may be refused; then another stands in its place.
        foreach (var url in new[] { "https://builds.example.com/" + Uri.EscapeDataString(Words.Address), Words.Address })
            await Ada.AskAsync(HttpMethod.Post, $"{Rocket}/commit/{Commit}/statuses/build", Json(new { key = "BUILD", state = "FAILED", name = Words.Title, description = Words.Title, url }));

        await Ada.AskAsync(HttpMethod.Put, Rocket, Json(new { website = Words.Address, language = Words.Name }));
    }

    private Task<JsonElement> OpenAsync(string branch, object more) => SendAsync(Ada, HttpMethod.Post, Rocket + "/pullrequests", new
    {
        title = Words.Title,
        description = Words.Prose,
        source = new { branch = new { name = branch } },
        destination = new { branch = new { name = "main" } },
        reviewers = new[] { new { uuid = "{01950000-0000-7000-8000-000000000b0b}" } },
        more,
    });

    private async Task AdministerAsync()
    {
        var hook = await SendAsync(Ada, HttpMethod.Post, Rocket + "/hooks", new { url = "http://127.0.0.1:1/hook", description = Words.Title, active = false, events = new[] { "repo:push" } });
        HookId = hook.GetProperty("uuid").GetString()!;
        hook = await SendAsync(Ada, HttpMethod.Post, "/2.0/workspaces/acme/hooks", new { url = "http://127.0.0.1:1/hook", description = Words.Title, active = false, events = new[] { "repo:push" } });
        WorkspaceHookId = hook.GetProperty("uuid").GetString()!;
        await SendAsync(Ada, HttpMethod.Put, Rocket + "/default-reviewers/%7B01950000-0000-7000-8000-000000000b0b%7D", null);
        await Server.AdminAsync(HttpMethod.Post, "/workspaces/acme/groups", Json(new { name = "Developers" }));
        await SendAsync(Ada, HttpMethod.Put, Rocket + "/permissions-config/groups/developers", new { permission = "read" });
        await Server.AccessTokenAsync("acme/rocket");
        await Server.AccessTokenAsync("acme");
        ConsumerKey = (await Server.ConsumerAsync("acme", name: Words.Name)).Key;
    }

    private async Task InstallAsync()
    {
        App = Server.Own(await TestApp.StartAsync("gallery-app"));
        App.ServeDescriptor = AnswerAsync;
        var descriptor = App.Descriptor;
        descriptor["name"] = Words.Name;
        descriptor["description"] = Words.Prose;
        descriptor["vendor"] = new JsonObject { ["name"] = Words.Name, ["url"] = Words.Address };
        descriptor["modules"] = new JsonObject
        {
            ["webPanels"] = new JsonArray([.. KnownNames.WebPanelLocations.Select(location => Module("panel-" + location, location))]),
            ["webItems"] = new JsonArray(
            [
                Module("heavy", "org.bitbucket.repository.actions", 1), Module("light", "org.bitbucket.repository.actions", -1),
                .. KnownNames.WebItemLocations.Select(location => Module(location, location)),
            ]),
            ["repoPages"] = new JsonArray(Module("page", "org.bitbucket.repository.navigation")),
            ["generalPages"] = new JsonArray(Module("general", null)),
            ["adminPages"] = new JsonArray(Module("admin", "org.bitbucket.repository.admin"), Module("account-admin", "org.bitbucket.account.admin")),
            ["configurePage"] = Module("configure", null),
            ["profileTabs"] = new JsonArray(Module("tab", null)),
            ["fileViews"] = new JsonArray(Module("view", null)),
            ["linkers"] = new JsonArray(new JsonObject { ["key"] = "issues", ["regex"] = "HELLO-([^ ]+)", ["url"] = @"/issues/\1" }),
        };
        await Server.InstallAsync(App, "ada");
        InstallationId = (await Server.InstallAsync(App, "acme")).GetProperty("installation").GetProperty("id").GetString()!;
    }

    /// <param name="name">The last part of its address, and its key as far as a key may be that.</param>
    private JsonObject Module(string name, string? location, int weight = 0)
    {
        var module = new JsonObject
        {
            ["key"] = name.Replace('.', '-'),
            ["url"] = $"/{name}?of={{repository.full_name}}",
            ["name"] = new JsonObject { ["value"] = Words.Name },
            ["tooltip"] = new JsonObject { ["value"] = Words.Title },
        };
        if (weight != 0)
            module["weight"] = weight;
        if (location is null)
            return module;

        module["location"] = location;
        module["icon"] = new JsonObject { ["url"] = "/icon.svg", ["width"] = 16, ["height"] = 16 };
        return module;
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/descriptor.json")
            return context.Response.WriteAsync(App.Descriptor.ToJsonString());

        if (context.Request.Path == "/icon.svg")
        {
            context.Response.ContentType = "image/svg+xml";
            return context.Response.WriteAsync("""<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><path fill="teal" d="M0 0h1v1H0z"/></svg>""");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"""
            <!DOCTYPE html><html lang="en"><title>A frame</title><link rel="icon" href="data:,"><script src="{Server.Origin}/atlassian-connect/all.js"></script>
            <body><p>An app shows this.</p></body></html>
            """);
    }

    /// <summary>Sends a request that must succeed.</summary>
    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        var answer = await client.AskAsync(method, path, body is null ? null : Json(body));
        Assert.True(answer.Status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices, $"{method} {path}: {(int)answer.Status} {answer.Body}");
        return answer.Body.Length > 0 ? answer.Json : default;
    }
}
