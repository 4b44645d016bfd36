using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Data;
using Mortise.Server.Tests.Web;
using Mortise.Server.Web.Diffs;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Browsing;

/// <summary>The pages of code, as a browser without scripts shows them.</summary>
public sealed class CodePageTests
{
    private const string Password = "correct horse";

    /// <summary>Characters of a page that still shows at once.</summary>
    private const int LargestPage = 1024 * 1024;

    [Fact]
    public async Task A_repository_is_looked_through_from_its_overview_to_one_line_of_a_commit()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var git = new GitFixture();
        using var ada = await SignedInAsync(server, "ada");
        var folder = await NewRepositoryAsync(server, "rocket");
        var bob = await server.CreateUserAsync("bob");
        await server.GrantAsync("acme/rocket", bob, "read");
        var empty = await OpenAsync(ada, "/acme/rocket");
        Assert.Contains($"git remote add origin {server.Origin}/acme/rocket.git", empty.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("No files yet", (await OpenAsync(ada, "/acme/rocket/src/")).Body!.TextContent, StringComparison.Ordinal);

        var first = await git.CommitAsync(
            folder, "main", "Say what this is\n", ("README.md", "# Rocket\n\nSee [the guide](docs/guide.md#up) and ![a picture](art/logo.png).\n"), ("docs/guide.md", "up\n"), ("src/main.cs", "one\r\ntwo\r\n"),
            ("art/logo.png", "\0PNG"));
        var second = await git.CommitAsync(folder, "main", "Change a line\n\nBecause **two** was wrong.\n", ("src/main.cs", "one\r\n2\r\n"));
        await git.CommitAsync(folder, "feature/up", "Start anew\n", ("new.txt", "new\n"));
        await git.GitAsync(folder, "tag", "v1", first);
        await SetMainAsync(server);

        var overview = await OpenAsync(ada, "/acme/rocket");
        Assert.Equal("Rocket", overview.QuerySelector(".markup h1")?.TextContent);
        Assert.Equal($"/acme/rocket/src/{second}/docs/guide.md#up", overview.QuerySelector(".markup a")?.GetAttribute("href"));
        Assert.Equal($"/acme/rocket/raw/{second}/art/logo.png", overview.QuerySelector(".markup img")?.GetAttribute("src"));
        Assert.Equal(["Change a line", "Say what this is"], Texts(overview, ".commit-list .main-line a"));

        var root = await OpenAsync(ada, "/acme/rocket/src/main/");
        Assert.Equal(["art/", "docs/", "src/", "README.md"], Texts(root, ".files td:first-child a"));
        await GlanceAsync(ada, "/acme/rocket/src/main/", ".files td.change a", "Say what this is", "Say what this is", "Change a line", "Say what this is");
        await GlanceAsync(ada, "/acme/rocket/src/main/src/", ".files td.change a", "Change a line");
        Assert.Contains("/acme/rocket/src/feature/up/", root.QuerySelectorAll("#ref-list a").Select(link => link.GetAttribute("href")));
        var file = await OpenAsync(ada, "/acme/rocket/src/main/src/main.cs");
        Assert.Equal(("one\n2\n", "cs", 2), (file.QuerySelector(".source-code code")?.TextContent, file.QuerySelector(".source-code code")?.GetAttribute("data-language"), file.QuerySelectorAll(".source-numbers a").Length));
        Assert.NotNull(file.QuerySelector("#lines-2"));
        Assert.Equal("crlf", (await OpenAsync(ada, "/acme/rocket/src/main/src/main.cs?mode=edit")).QuerySelector("textarea[data-file-text='/src/main.cs']")?.GetAttribute("data-newline"));
        Assert.Contains("# Rocket", (await OpenAsync(ada, "/acme/rocket/src/v1/README.md?mode=source")).QuerySelector(".source-code")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Change a line", "Say what this is"], Texts(await OpenAsync(ada, "/acme/rocket/history/main/src/main.cs"), ".commit-list .main-line a"));

        Assert.Equal(3, (await OpenAsync(ada, "/acme/rocket/commits/")).QuerySelectorAll(".commit-list li").Length);
        Assert.Equal(["Say what this is"], Texts(await OpenAsync(ada, "/acme/rocket/commits/tag/v1"), ".commit-list .main-line a"));
        Assert.Equal(["Change a line"], Texts(await OpenAsync(ada, "/acme/rocket/commits/branch/main?search=CHANGE+A"), ".commit-list .main-line a"));
        Assert.Equal(["Start anew"], Texts(await OpenAsync(ada, "/acme/rocket/commits/branch/feature/up"), ".commit-list .main-line a"));
        Assert.Equal($"/acme/rocket/commits/{second}", (await ada.OpenAsync($"/acme/rocket/commits/?search={second[..8]}")).Header("Location"));

        await (await server.AsAsync(bob)).AskAsync(
            HttpMethod.Post, $"/2.0/repositories/acme/rocket/commit/{second}/comments", """{"content": {"raw": "Why *not*?"}, "inline": {"path": "src/main.cs", "start_to": 1, "to": 2}}""");
        var commit = await OpenAsync(ada, $"/acme/rocket/commits/{second[..10]}");
        Assert.Equal("two", commit.QuerySelector(".commit-message strong")?.TextContent);
        Assert.Equal([" 2 + 2", "1 1  one", "2  − two"], commit.QuerySelectorAll(".diff-lines tr:not(.diff-hunk, .diff-remark)").Where(row => row.QuerySelector("td") is not null).Select(Row).Order(StringComparer.Ordinal));
        Assert.Equal("Why not?", commit.QuerySelector("tr.added + tr.diff-remark .markup")?.TextContent.Trim());
        Assert.Equal($"POST /2.0/repositories/acme/rocket/commit/{second}/approve", commit.QuerySelector(".page-head form")?.GetAttribute("data-api"));

        Assert.Equal(["main", "feature/up"], Texts(await OpenAsync(ada, "/acme/rocket/branches/"), ".ref-row .main-line > a"));
        await GlanceAsync(ada, "/acme/rocket/branches/", ".ref-row .main-line > .quiet", "1 ahead, 2 behind");
        Assert.Equal(["v1"], Texts(await OpenAsync(ada, "/acme/rocket/branches/?tab=tags"), ".ref-row .main-line > a"));
        Assert.Equal(["Start anew"], Texts(await OpenAsync(ada, "/acme/rocket/branch/feature/up"), ".commit-list .main-line a"));
        Assert.Equal("/acme/rocket/branches/compare/feature/up..main", (await ada.OpenAsync("/acme/rocket/branches/compare?to=feature/up&from=main")).Header("Location"));
        var compared = await OpenAsync(ada, "/acme/rocket/branches/compare/feature/up..main");
        Assert.Contains("new.txt", Texts(compared, ".diff-path"));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.OpenAsync("/acme/rocket/branches/compare/nothing..main")).Status);

        Assert.NotNull((await OpenAsync(ada, "/repo/create")).QuerySelector("form[data-api='POST /2.0/repositories/acme/{slug}'] select option[value=PROJ]"));
        Assert.NotNull((await OpenAsync(ada, "/acme/rocket/fork")).QuerySelector("form[data-api='POST /2.0/repositories/acme/rocket/forks']"));
    }

    [Fact]
    public async Task Who_may_not_see_a_repository_finds_no_page_of_it()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var git = new GitFixture();
        using var ada = await SignedInAsync(server, "ada");
        using var eve = await SignedInAsync(server, "eve");
        using var nobody = new PlainBrowser(server);
        var folder = await NewRepositoryAsync(server, "rocket");
        var hash = await git.CommitAsync(folder, "main", "first\n", ("a.txt", "a\n"));
        string[] paths =
        [
            "", "/fork", "/src/", "/src/main/", "/src/main/a.txt", "/raw/main/a.txt", "/history/main/a.txt", "/commits", "/commits/branch/main", $"/commits/{hash}", "/branches", "/branch/main",
            "/branches/compare", $"/branches/compare/{hash}..main", $"/commits/{hash}?file=a.txt&part=1",
        ];
        foreach (var path in paths)
        {
            var seen = (await ada.OpenAsync("/acme/rocket" + path)).Status;
            Assert.True(seen is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{path}: {seen}");
            foreach (var other in new[] { eve, nobody })
            {
                var (hidden, absent) = (await other.OpenAsync("/acme/rocket" + path), await other.OpenAsync("/acme/absent" + path));
                Assert.Equal((path, HttpStatusCode.NotFound), (path, hidden.Status));
                Assert.Equal(Content(absent.Body), Content(hidden.Body));
            }
        }

        foreach (var path in new[] { "/src/main/b.txt", "/src/nothing/", "/raw/main/b.txt", "/commits/nothing", "/commits/branch/nothing", "/branch/nothing", "/history/main/b.txt" })
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await ada.OpenAsync("/acme/rocket" + path)).Status));

        Assert.StartsWith("/site/signin", (await nobody.OpenAsync("/repo/create")).Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_a_repository_holds_is_shown_and_never_runs()
    {
        const string Evil = "\"'><img src=x onerror=alert(1)><script>alert(1)</script>";
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var git = new GitFixture();
        using var ada = await SignedInAsync(server, "ada");
        var folder = await NewRepositoryAsync(server, "rocket");
        var markdown = $"{Evil}\n\n[a](javascript:alert(1)) ![b](javascript:alert(1)) [c](data:text/html,x) <a href='javascript:alert(1)'>d</a>\n\n`</code>{Evil}`\n";
        var hash = await git.CommitAsync(
            folder, "main", $"{Evil}\n\n{markdown}", ("README.md", markdown), ($"{Evil.Replace("/", "", StringComparison.Ordinal)}.txt", $"</code></pre>{Evil}\n"), ("page.html", $"<!doctype html><script>alert(1)</script>{Evil}\n"),
            ("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>\n"));
        const string Branch = "\"'><svg/onload=alert(1)>";
        await git.GitAsync(folder, "branch", "--", Branch, hash);
        await git.GitAsync(folder, "tag", "--", Branch, hash);
        var name = Uri.EscapeDataString($"{Evil.Replace("/", "", StringComparison.Ordinal)}.txt");
        var branch = string.Join('/', Branch.Split('/').Select(Uri.EscapeDataString));
        string[] paths =
        [
            "", "/src/main/", $"/src/main/{name}", $"/src/main/{name}?mode=edit", "/src/main/README.md", "/src/main/README.md?mode=source", "/src/main/page.html", "/src/main/picture.svg", $"/history/main/{name}",
            "/commits", $"/commits?search={Uri.EscapeDataString(Evil)}", $"/commits/branch/{branch}", $"/commits/{hash}", $"/commits/{hash}?file={name}", "/branches", "/branches?tab=tags",
            $"/branches?search={Uri.EscapeDataString(Evil)}", $"/branch/{branch}", $"/branches/compare/{branch}..main", $"/src/{branch}/", $"/src/main/?mode=new&name={Uri.EscapeDataString(Evil)}",
        ];
        foreach (var path in paths)
        {
            var answer = await ada.OpenAsync("/acme/rocket" + path);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.Status));
            AssertHarmless(path, answer.Body);
            Assert.Contains("script-src 'self'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        }

        foreach (var (path, type) in new[] { ("page.html", "text/plain; charset=utf-8"), ("picture.svg", "image/svg+xml"), (name, "text/plain; charset=utf-8") })
        {
            var raw = await ada.OpenAsync($"/acme/rocket/raw/main/{path}");
            Assert.Equal((HttpStatusCode.OK, type), (raw.Status, raw.Header("Content-Type")));
            Assert.Equal("nosniff", raw.Header("X-Content-Type-Options"));
            Assert.EndsWith("sandbox", raw.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Null(raw.Header("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Long_diffs_and_lists_come_in_parts_of_bounded_size()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        using var git = new GitFixture();
        using var ada = await SignedInAsync(server, "ada");
        var folder = await NewRepositoryAsync(server, "rocket");
        var files = Enumerable.Range(0, DiffViews.FilesOfPage + 20).Select(number => ($"f{number:000}.txt", (string?)$"line {number}\n")).ToArray();
        var many = await git.CommitAsync(folder, "main", "many\n", files);
        var large = new StringBuilder();
        for (var line = 1; line <= DiffViews.LinesAmongOthers + 5; line++)
            large.Append(line).Append('\n');
        var one = await git.CommitAsync(folder, "main", "one\n", ("large.txt", large.ToString()));

        var page = await OpenAsync(ada, $"/acme/rocket/commits/{many}");
        Assert.Equal((DiffViews.FilesOfPage, DiffViews.OpenFiles), (page.QuerySelectorAll(".diff-file").Length, page.QuerySelectorAll(".diff-file[open] .diff-lines").Length));
        var closed = page.QuerySelector(".diff-file:not([open])")!;
        Assert.Equal($"f{DiffViews.OpenFiles:000}.txt", closed.GetAttribute("data-diff-path"));

        var part = await ada.OpenAsync(closed.GetAttribute("data-fragment")!);
        Assert.Equal(HttpStatusCode.OK, part.Status);
        Assert.DoesNotContain("<html", part.Body, StringComparison.Ordinal);
        Assert.Contains($"<ins>line {DiffViews.OpenFiles}</ins>", part.Body, StringComparison.Ordinal);
        var alone = await OpenAsync(ada, closed.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal([$"line {DiffViews.OpenFiles}"], Texts(alone, ".diff-lines ins"));
        var next = await OpenAsync(ada, page.QuerySelector(".pager a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal((20, 20, "f100.txt"), (next.QuerySelectorAll(".diff-file").Length, next.QuerySelectorAll(".diff-lines").Length, Texts(next, ".diff-path").First()));

        var cut = await OpenAsync(ada, $"/acme/rocket/commits/{one}");
        Assert.Equal(DiffViews.LinesAmongOthers, cut.QuerySelectorAll(".diff-lines ins").Length);
        var whole = await OpenAsync(ada, cut.QuerySelector(".diff-note a")!.GetAttribute("href")!);
        Assert.Equal(DiffViews.LinesAmongOthers + 5, whole.QuerySelectorAll(".diff-lines ins").Length);

        // Whatever is in there, a page stays one that a browser shows at once.
        await git.CommitAsync(folder, "wide", "wide\n", [.. Enumerable.Range(0, 5000).Select(number => ($"all/{number:0000}.txt", (string?)"x\n"))]);
        var longest = await git.CommitAsync(folder, "wide", "long\n", ("long.txt", string.Concat(Enumerable.Repeat("twenty thousand lines\n", 20_000))));
        var made = await git.RunAsync(folder, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(number => $"create refs/heads/topic/{number:0000} {(number % 2 == 0 ? one : many)}\n"))), "update-ref", "--stdin");
        Assert.True(made.Code == 0, made.Errors);
        string[] paths = ["/src/wide/all/", "/src/wide/all/?from=4500", $"/commits/{longest}", "/branches/", "/branches/?search=topic&from=2990", "/branches/compare/wide..main"];
        foreach (var path in paths)
        {
            var answer = await ada.OpenAsync("/acme/rocket" + path);
            Assert.True(answer.Status == HttpStatusCode.OK && answer.Body.Length < LargestPage, $"{path}: {answer.Status}, {answer.Body.Length}");
        }

        await GlanceAsync(ada, "/acme/rocket/src/wide/all/", ".files tr:nth-child(2) td.change a", "wide");
    }

    /// <summary>What a list tells beside the matter: a busy machine leaves some of it out now and then.</summary>
    private static Task GlanceAsync(PlainBrowser browser, string path, string selector, params string[] expected) =>
        Eventually.SeeAsync(async () => Texts(await OpenAsync(browser, path), selector).ToArray(), texts => texts.SequenceEqual(expected), $"{string.Join(", ", expected)} at {path}");

    /// <summary>Signs the person in; <c>ada</c> owns the workspace.</summary>
    private static async Task<PlainBrowser> SignedInAsync(TestServer server, string name)
    {
        var user = await server.CreateUserAsync(name);
        await server.Get<PasswordStore>().SetAsync(user.Id, Password, CancellationToken.None);
        if (name == "ada")
            await server.CreateWorkspaceAsync("acme", user);

        var browser = new PlainBrowser(server);
        await browser.SignInAsync(name, Password);
        return browser;
    }

    private static async Task<string> NewRepositoryAsync(TestServer server, string slug) => server.RepositoryPath(await server.CreateRepositoryAsync($"acme/{slug}"));

    /// <summary>As a push would: these commits come past the server.</summary>
    private static Task SetMainAsync(TestServer server) =>
        server.Get<Database>().WriteAsync(write => write.ExecuteAsync("UPDATE repositories SET main_branch = 'main'"), CancellationToken.None);

    private static async Task<IDocument> OpenAsync(PlainBrowser browser, string path)
    {
        var answer = await browser.OpenAsync(path);
        if (answer.Status == HttpStatusCode.Redirect)
            answer = await browser.OpenAsync(answer.Header("Location")!);

        Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Status} {answer.Body}");
        return await new HtmlParser().ParseDocumentAsync(answer.Body);
    }

    private static string[] Texts(IDocument page, string selector) => [.. page.QuerySelectorAll(selector).Select(element => element.TextContent.Trim())];

    private static string Row(IElement row) => string.Join(' ', row.QuerySelectorAll("td").Select(cell => cell.TextContent));

    private static string Content(string body) => new HtmlParser().ParseDocument(body).QuerySelector("main")?.InnerHtml ?? body;

    /// <summary>No element that the pages themselves do not have: nothing that runs, nothing that loads from elsewhere.</summary>
    private static void AssertHarmless(string path, string body)
    {
        var page = new HtmlParser().ParseDocument(body);
        var faults = page.All.Where(element =>
            (element.LocalName == "script" && element.GetAttribute("src")?.StartsWith("/assets/", StringComparison.Ordinal) != true)
            || element.LocalName is "iframe" or "object" or "embed" or "base" or "style"
            || (element.LocalName == "img" && element.GetAttribute("src")?.StartsWith('/') != true)
            || element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name == "style"
                || (attribute.Name is "href" or "src" or "action" && attribute.Value.Contains(':', StringComparison.Ordinal) && !attribute.Value.StartsWith('/') && !attribute.Value.StartsWith("http", StringComparison.Ordinal))));

        Assert.True(!faults.Any(), $"{path}: {string.Join('\n', faults.Select(element => element.OuterHtml))}");
    }
}
