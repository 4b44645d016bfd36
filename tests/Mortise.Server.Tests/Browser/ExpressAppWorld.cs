using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>
/// An app on the unmodified package atlassian-connect-express, which knows no other names than Bitbucket's: it has installed itself on Ada's account, and a browser
/// of its own finds the script that its pages name. Both were told what <c>mortise serve --impersonate</c> prints.
/// </summary>
internal sealed partial class ExpressAppWorld : IAsyncDisposable
{
    public const string Repository = "/2.0/repositories/ada/rocket";

    private const string Seed = """
        users:
          - username: ada
            name: Ada
            emails: [ada@example.com]
            password: ada
            app_passwords:
              - secret: secret-of-ada
        """;

    private readonly TemporaryDirectory directory = new();
    private RunningProgram server = null!;
    private ForeignProcess app = null!;

    private ExpressAppWorld()
    {
    }

    /// <summary>Where tests find the packages, and what they say where these are not there.</summary>
    public static string Clients { get; } = SourceTree.Path("tests", "clients");

    public string Origin { get; private set; } = "";

    public string AppOrigin { get; private set; } = "";

    public Chromium Browser { get; private set; } = null!;

    /// <summary>UUIDs in braces.</summary>
    public string RepositoryId { get; private set; } = "";

    public string PersonId { get; private set; } = "";

    public static async Task<ExpressAppWorld> StartAsync()
    {
        var world = new ExpressAppWorld();
        try
        {
            await world.ServeAsync();
            await world.FillAsync();
            await world.RegisterAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>The frame that shows a page of the app, once both sides know each other.</summary>
    public async Task<IFrame> FrameAsync(BrowserTab tab, string page)
    {
        var shown = await tab.Page.WaitForSelectorAsync($"[data-app-answers] > iframe[src^='{AppOrigin}/{page}']");
        return (await shown!.ContentFrameAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();

        if (app is not null)
            await app.DisposeAsync();

        if (server is not null)
            await server.DisposeAsync();

        directory.Dispose();
    }

    private async Task ServeAsync()
    {
        var port = CommandLine.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        (server, Origin) = await RunningProgram.ServeAsync(directory.At("data"), "--seed", directory.Write("seed.yaml", Seed), "--impersonate", port);
        var line = await PrintedAsync("Browser");
        Browser = Chromium.With(Rules().Match(line).Value.Replace("'", "", StringComparison.Ordinal), Key().Match(line).Value, "--no-proxy-server");
    }

    private async Task FillAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Origin) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("ada:secret-of-ada")));
        foreach (var name in (string[])["rocket", "second"])
        {
            using var described = new StringContent("""{"scm": "git"}""", Encoding.UTF8, "application/json");
            using var made = await client.PostAsync($"/2.0/repositories/ada/{name}", described);
            Assert.True(made.IsSuccessStatusCode, $"{made.StatusCode}");
        }

        using var files = new MultipartFormDataContent
        {
            { new StringContent("first"), "message" },
            { new StringContent("# Rocket\n"), "README.md", "README.md" },
            { new ByteArrayContent([0, 255, 128, 10]), "data.bin", "data.bin" },
        };
        using var written = await client.PostAsync(Repository + "/src", files);
        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        RepositoryId = await IdAsync(client, Repository);
        PersonId = await IdAsync(client, "/2.0/user");
    }

    /// <summary>The environment as printed; the package installs the app by <c>https://api.bitbucket.org/2.0/account/ada/addons</c> on its own.</summary>
    private async Task RegisterAsync()
    {
        var environment = (await PrintedAsync("Node")).Split(' ').Where(word => word.Contains('=', StringComparison.Ordinal))
            .Select(word => (word[..word.IndexOf('=', StringComparison.Ordinal)], word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..])).ToArray();
        directory.Write("main.js", $"require({JsonSerializer.Serialize(Path.Combine(Clients, "ace-app", "app.js"))})");
        directory.Write("credentials.json", """{"bitbucket": {"username": "ada", "password": "secret-of-ada"}}""");
        (app, var descriptor) = await ForeignProcess.StartAsync("node", [directory.At("main.js"), "register"], directory.Path, environment);
        AppOrigin = new Uri(descriptor).GetLeftPart(UriPartial.Authority);
        using var client = new HttpClient();
        await Eventually.SeeAsync(() => client.GetStringAsync(AppOrigin + "/control"), static heard => heard.Contains("\"installed\"", StringComparison.Ordinal), "installation");
    }

    private async Task<string> PrintedAsync(string name) =>
        (await server.OutputWithAsync("  Hosts ")).Split('\n').Select(line => line.Trim()).Last(line => line.StartsWith(name + " ", StringComparison.Ordinal));

    private static async Task<string> IdAsync(HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(path)).RootElement.GetProperty("uuid").GetString()!;

    [GeneratedRegex("--host-resolver-rules='[^']*'")]
    private static partial Regex Rules();

    [GeneratedRegex(@"--ignore-certificate-errors-spki-list=\S+")]
    private static partial Regex Key();
}
