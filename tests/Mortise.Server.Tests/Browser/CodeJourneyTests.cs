using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Web.Diffs;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>What pages of code do with scripts: forms that commit, parts that come when they are opened, lines that are marked.</summary>
public sealed class CodeJourneyTests(Chromium chromium)
{
    [BrowserFact]
    public async Task A_person_edits_a_file_branches_and_looks_at_what_changed()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.Get<Seeder>().ApplyAsync(SeedReader.Read(CommandLine.Own("demo-seed.yaml")), CancellationToken.None);
        using var git = new GitFixture();
        await git.GitAsync(git.Root, "clone", "--quiet", "--bare", server.Origin.Replace("://", "://ada:demo-password-of-ada@", StringComparison.Ordinal) + "/acme/rocket.git", "rocket.git");
        var many = await git.CommitAsync(
            git.PathOf("rocket.git"), "many", "many\n", [.. Enumerable.Range(0, DiffViews.OpenFiles + 2).Select(number => ($"f{number:000}.txt", (string?)$"line {number}\n")), ("crlf.txt", "one\r\ntwo\r\n")]);
        await git.GitAsync(git.PathOf("rocket.git"), "push", "--quiet", "origin", "many");
        await using var tab = await chromium.OpenAsync(server);
        var page = tab.Page;
        await tab.SignInAsync("ada");

        // A file keeps the ends of its lines, and its commit lands on the branch.
        await tab.GoAsync("/acme/rocket/src/many/crlf.txt?mode=edit");
        await page.FillAsync("#file-text", "one\nthree\n");
        await page.ClickAsync("form[data-file-form] button.primary");
        await page.WaitForURLAsync("**/src/many/crlf.txt");
        Assert.Equal("one\nthree\n", await page.TextContentAsync(".source-code code"));
        await git.GitAsync(git.PathOf("rocket.git"), "fetch", "--quiet", "origin", "many");
        Assert.Equal("one\r\nthree\r", await git.GitAsync(git.PathOf("rocket.git"), "cat-file", "blob", "FETCH_HEAD:crlf.txt"));

        // A number marks its line, and with Shift the lines up to it.
        await page.ClickAsync("#lines-1");
        await page.ClickAsync("#lines-2", new() { Modifiers = [Microsoft.Playwright.KeyboardModifier.Shift] });
        Assert.EndsWith("#lines-1:2", page.Url, StringComparison.Ordinal);
        Assert.Equal(2, await page.Locator(".source-numbers .marked").CountAsync());

        // What is not on the page of a diff yet comes when it is opened, also by a link to it.
        await tab.GoAsync($"/acme/rocket/commits/{many}");
        Assert.NotNull(await page.GetAttributeAsync("details[data-diff-path='f026.txt']", "data-fragment"));
        await page.Locator(".diff-index a", new() { HasText = "f026.txt" }).DispatchEventAsync("click");
        Assert.Equal("line 26", await page.TextContentAsync("details[data-diff-path='f026.txt'] .diff-lines ins"));

        // A branch is made; a name that git does not take is told beside its field.
        await tab.GoAsync("/acme/rocket/branches/");
        tab.Allow("400 (Bad Request)");
        await page.FillAsync("#ref-name", "a b");
        await page.ClickAsync("#create button.primary");
        await page.WaitForSelectorAsync("#ref-name[aria-invalid=true]");
        await page.FillAsync("#ref-name", "fix/it");
        await page.ClickAsync("#create button.primary");
        await page.WaitForSelectorAsync(".ref-row a[href='/acme/rocket/branch/fix/it']");
        await page.FillAsync("#search", "fix");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**search=fix**");
        Assert.Equal(1, await page.Locator(".ref-row").CountAsync());
        await tab.ScreenshotAsync("branches");
    }
}
