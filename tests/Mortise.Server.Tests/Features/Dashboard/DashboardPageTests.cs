using System.Net;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Dashboard;

public sealed class DashboardPageTests
{
    private const string Hostile = "<script>pwned=1</script>";

    [Theory, EveryDatabase]
    public async Task Each_page_shows_what_its_visitor_may_see_and_no_more(TestDatabase database)
    {
        await using var server = await TestServer.StartAsync(database);
        var (ada, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        await server.CreateProjectAsync("acme", "DARK", isPrivate: true);
        using var client = await server.AsAsync(ada);
        await client.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/rocket", $$"""{"description": "{{Hostile}} goes up"}""");
        using var own = await server.BrowserOfAsync(ada);
        using var other = await server.BrowserOfAsync(eve);
        using var nobody = new PlainBrowser(server);

        // While all is private, others find nothing, in one page for absent and hidden.
        var absent = await nobody.OpenAsync("/nothing/");
        foreach (var path in (string[])["/acme/", "/acme/workspace/projects", "/acme/workspace/projects/PROJ", "/acme/workspace/members", "/acme/workspace/pull-requests"])
        {
            var (mine, theirs, anonymous) = (await own.OpenAsync(path), await other.OpenAsync(path), await nobody.OpenAsync(path));
            Assert.True(mine.Status == HttpStatusCode.OK, $"{path}: {(int)mine.Status}");
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (theirs.Status, anonymous.Status));
            Assert.Equal(ContentOf(absent.Body), ContentOf(anonymous.Body));
        }

        Assert.Contains("rocket", (await own.OpenAsync("/")).Body);
        Assert.Contains("Nothing is public here", (await nobody.OpenAsync("/")).Body);
        Assert.DoesNotContain("rocket", (await other.OpenAsync("/")).Body);
        Assert.DoesNotContain("acme/rocket", (await other.OpenAsync("/search?q=rocket")).Body);

        // A list shows of a description the first line that says something, without its markup.
        await client.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/rocket", $$"""{"description": "\n## Goes *up* by [fire](https://example.com) {{Hostile}} goes up\n\nAnd down."}""");
        var list = (await own.OpenAsync("/acme/")).Body;
        Assert.Contains($"<p class=\"list-text\">Goes up by fire {WebUtility.HtmlEncode(Hostile)} goes up</p>", list);

        // A public repository shows itself, its workspace, and not what else is there.
        await client.AskAsync(HttpMethod.Put, "/2.0/repositories/acme/rocket", """{"is_private": false}""");
        var start = (await nobody.OpenAsync("/")).Body;
        Assert.Contains("acme/rocket", start);
        Assert.DoesNotContain(Hostile, start);
        Assert.Contains(WebUtility.HtmlEncode(Hostile), start);
        Assert.Equal(HttpStatusCode.OK, (await nobody.OpenAsync("/acme/")).Status);
        Assert.DoesNotContain("DARK", (await nobody.OpenAsync("/acme/workspace/projects")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.OpenAsync("/acme/workspace/projects/DARK")).Status);
        Assert.Equal(HttpStatusCode.Found, (await nobody.OpenAsync("/acme/workspace/members")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.OpenAsync("/acme/workspace/members")).Status);

        // Search is by words, whatever is in them, and keeps them in the links to other pages.
        Assert.Contains("acme/rocket", (await nobody.OpenAsync("/search?q=goes+up")).Body);
        var none = (await nobody.OpenAsync("/search?q=" + Uri.EscapeDataString("\"> \\ OR name ~ \"rocket" + Hostile))).Body;
        Assert.Contains("No repository found", none);
        Assert.DoesNotContain(Hostile, none);
        Assert.Contains("No repository found", (await nobody.OpenAsync("/acme/?q=nowhere&sort=nonsense&page=nonsense")).Body);
    }

    [Fact]
    public async Task An_address_that_nothing_answers_is_a_page_for_a_browser_and_an_error_for_others()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var ada = await server.CreateUserAsync("ada");
        using var own = await server.BrowserOfAsync(ada);

        foreach (var path in (string[])["/docs/nowhere", "/acme/rocket/nowhere/at/all", "/site/nothing-here"])
        {
            var page = await AskAsync(server.Client, path, "text/html,application/xhtml+xml,*/*;q=0.8");
            Assert.Equal((path, HttpStatusCode.NotFound, "text/html"), (path, page.Status, page.Type));
            Assert.Contains("There is nothing here", page.Body, StringComparison.Ordinal);
            Assert.Contains($"/site/signin?next={Uri.EscapeDataString(path)}", page.Body, StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.NotFound, "application/json"), await AskAsync(server.Client, path, "*/*") is var other ? (other.Status, other.Type) : default);
        }

        Assert.Contains("Account menu of", (await AskAsync(server.Client, "/docs/nowhere", "text/html", own.Cookies.GetCookieHeader(new Uri(server.Origin)))).Body, StringComparison.Ordinal);
        foreach (var path in (string[])["/2.0/nowhere", "/api/2.0/nowhere", "/_/nowhere"])
            Assert.Equal("application/json", (await AskAsync(server.Client, path, "text/html")).Type);
    }

    private static async Task<(HttpStatusCode Status, string? Type, string Body)> AskAsync(HttpClient client, string path, string accept, string cookie = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", accept);
        if (cookie.Length > 0)
            request.Headers.Add("Cookie", cookie);

        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_profile_of_a_person_is_there_by_name_and_id_and_their_private_work_is_not()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var (ada, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("eve"));
        await server.CreateRepositoryAsync("ada/secrets");
        await server.CreateRepositoryAsync("ada/notes", isPrivate: false);
        await server.CreateRepositoryAsync("eve/diary");
        using var own = await server.BrowserOfAsync(ada);
        using var nobody = new PlainBrowser(server);

        var page = await nobody.OpenAsync("/ada/");
        var byId = await nobody.OpenAsync($"/%7B{ada.Id:D}%7D/");
        var ofEve = await nobody.OpenAsync($"/%7B{eve.Id:D}%7D/");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (page.Status, byId.Status, ofEve.Status));
        Assert.Contains("ada/notes", byId.Body);
        Assert.DoesNotContain("secrets", page.Body + byId.Body);
        Assert.DoesNotContain("diary", ofEve.Body);
        Assert.Contains("ada/secrets", (await own.OpenAsync("/ada/")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.OpenAsync($"/%7B{Guid.NewGuid():D}%7D/")).Status);
    }

    [Fact]
    public async Task A_preview_is_what_the_page_will_show_and_only_where_one_may_look()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var (ada, eve) = (await server.CreateUserAsync("ada"), await server.CreateUserAsync("eve"));
        await server.CreateWorkspaceAsync("acme", ada);
        await server.CreateRepositoryAsync("acme/rocket");
        const string Body = """{"repository": "acme/rocket", "raw": "**bold** <script>pwned=1</script> [x](javascript:alert(1))"}""";

        var shown = await AskAsync(server, ada, Body);
        var hidden = await AskAsync(server, eve, Body);
        var anonymous = await server.Client.AskAsync(HttpMethod.Post, "/_/site/markup", Body);

        Assert.Equal(HttpStatusCode.OK, shown.Status);
        var html = shown.Json.GetProperty("html").GetString()!;
        Assert.Contains("<strong>bold</strong>", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("href=\"javascript", html);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (hidden.Status, anonymous.Status));
    }

    private static async Task<TestAnswer> AskAsync(TestServer server, TestUser user, string body)
    {
        using var browser = await server.BrowserOfAsync(user);
        var token = (await browser.OpenAsync("/")).Body.Split("name=\"mortise-token\" content=\"")[1].Split('"')[0];
        using var client = new HttpClient { BaseAddress = new Uri(server.Origin), DefaultRequestHeaders = { { "Authorization", $"Bearer {token}" } } };
        return await client.AskAsync(HttpMethod.Post, "/_/site/markup", body);
    }

    private static string ContentOf(string body) => body[body.IndexOf("<main", StringComparison.Ordinal)..];
}
