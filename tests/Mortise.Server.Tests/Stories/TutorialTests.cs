using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mortise.Server.Tests.Browser;
using Mortise.Testing;

namespace Mortise.Server.Tests.Stories;

/// <summary>The tutorial of <c>samples/HelloPanel</c>, done as written, and the sample app as a browser shows it.</summary>
public sealed partial class TutorialTests(Chromium chromium)
{
    [Fact]
    public async Task The_first_app_of_the_tutorial_runs_as_it_stands_there()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("node"), "node is not there; ./x test installs it");
        using var directory = new TemporaryDirectory();
        var app = $"http://localhost:{CommandLine.FreePort()}";
        var seed = directory.Write("seed.yaml", (await File.ReadAllTextAsync(CommandLine.Own("demo-seed.yaml"))).Split("apps:")[0]);
        var (server, origin) = await RunningProgram.ServeAsync(directory.At("data"), "--seed", seed);
        await using var stopping = server;
        var page = (await File.ReadAllTextAsync(SourceTree.Path("samples", "HelloPanel", "README.md")))
            .Replace("http://localhost:3000", app, StringComparison.Ordinal).Replace("http://localhost:7990", origin, StringComparison.Ordinal);
        var blocks = Block().Matches(page).Select(match => match.Groups["text"].Value).ToArray();
        var lines = blocks[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);

        directory.Write("app.js", blocks[0]);
        Assert.Equal("node app.js", lines[0]);
        var (process, said) = await ForeignProcess.StartAsync("node", ["app.js"], directory.Path);
        await using var ending = process;
        Assert.Equal(app + "/descriptor.json", said);
        var installed = await CommandLine.BashAsync(lines[1].Replace("./x mortise", "mortise", StringComparison.Ordinal) + " --data " + directory.At("data"));
        Assert.True(installed.Code == 0, installed.Output + installed.Errors);
        var seen = await CommandLine.BashAsync(lines[2]);
        Assert.True(seen.Code == 0, seen.Errors);
        var frame = JsonDocument.Parse(WebUtility.HtmlDecode(Frame().Match(seen.Output).Groups["json"].Value)).RootElement;
        var url = frame.GetProperty("url").GetString()!;
        Assert.StartsWith($"{app}/panel?repository=acme%2Fdocs&jwt=", url, StringComparison.Ordinal);

        // What the frame shows, and that it shows it to the host alone; the second install is signed, as the app demands.
        using var client = new HttpClient();
        Assert.Equal("<p>Hello, acme/docs!</p>", await client.GetStringAsync(url));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(url[..^2])).StatusCode);
        Assert.Equal(0, (await CommandLine.BashAsync(lines[1].Replace("./x mortise", "mortise", StringComparison.Ordinal) + " --data " + directory.At("data"))).Code);
        Assert.Equal(3, lines.Length);
    }

    [BrowserFact]
    public async Task The_first_minute_ends_with_the_panel_of_the_sample_app_which_shows_all_of_it()
    {
        // The one command of the README: the server, the demo and the sample app.
        using var directory = new TemporaryDirectory();
        var sample = $"http://127.0.0.1:{CommandLine.FreePort()}";
        var seed = directory.Write("seed.yaml", (await File.ReadAllTextAsync(CommandLine.Own("demo-seed.yaml"))).Replace("http://127.0.0.1:3900", sample, StringComparison.Ordinal));
        var (run, origin) = await RunningProgram.RunAsync(directory.At("data"), seed, sample);
        await using var ending = run;
        var said = await run.OutputWithAsync("Install");
        Assert.Contains($"{origin}  sign in: ada / ada", said, StringComparison.Ordinal);
        Assert.Contains($"app hello-panel is installed in workspace acme; see {origin}/acme/rocket", said, StringComparison.Ordinal);

        await using var tab = await chromium.OpenAsync(origin);
        await tab.SignInAsync("ada", "ada");

        async Task<Microsoft.Playwright.IFrame> FrameAsync(string path) =>
            (await (await tab.Page.WaitForSelectorAsync($"iframe[src^='{sample}{path}']"))!.ContentFrameAsync())!;

        // A linker that has just come is in the texts a moment later.
        await Eventually.SeeAsync<Microsoft.Playwright.IElementHandle?>(
            async () =>
            {
                await tab.GoAsync("/acme/rocket");
                return await tab.Page.QuerySelectorAsync($".commit-list a[href='{sample}/issues/HELLO-1']");
            },
            link => link is not null,
            "link that the linker of the sample app makes of HELLO-1");
        Assert.Equal("HELLO-1: count before going up", await tab.Page.InnerTextAsync(".commit-list .main-line:has(a[href$='/issues/HELLO-1'])"));
        await (await FrameAsync("/panel")).WaitForSelectorAsync("text=Hello, acme/rocket!");
        Assert.Contains("Hello page", await tab.Page.ContentAsync(), StringComparison.Ordinal);
        await tab.ScreenshotAsync("sample-overview");

        await tab.GoAsync("/acme/rocket/addon/hello-panel/hello-page");
        var page = await FrameAsync("/page");
        await page.ClickAsync("#api");
        await page.WaitForSelectorAsync("text=The API says: Goes up.");
        await page.ClickAsync("#proxy");
        await page.WaitForSelectorAsync("text=Hello, Ada Lovelace, from acme/rocket! It is git.");
        await page.ClickAsync("#dialog");
        var dialog = await FrameAsync("/dialog");
        await dialog.WaitForSelectorAsync("text=Hello from a dialog, acme!");
        await dialog.ClickAsync("#close");
        await tab.Page.WaitForSelectorAsync("dialog", new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });

        foreach (var (address, shown) in (IEnumerable<(string, string)>)[("/acme/rocket/admin/addon/hello-panel/hello-admin", "Hello from a page, acme/rocket!"), ("/acme/workspace/settings/addon/hello-panel", "Hello, configure acme!")])
        {
            await tab.GoAsync(address);
            await (await FrameAsync("/")).WaitForSelectorAsync($"text={shown}");
        }
    }

    [GeneratedRegex("```(js)?\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex("data-app-frame=(?<quote>[\"'])(?<json>.*?)\\k<quote>", RegexOptions.ExplicitCapture)]
    private static partial Regex Frame();
}
