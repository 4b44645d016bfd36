using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Features.Users;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Storage;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.Users;

public sealed class SignInTests
{
    private const string Page = "/site/signin";
    private const string Password = "correct horse";

    [Theory, EveryDatabase]
    public async Task A_person_signs_in_and_out(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        using var browser = new PlainBrowser(server);

        var signedIn = await browser.SubmitAsync(Page, ("username", "ADA@example.com"), ("password", Password));
        var page = await browser.OpenAsync(Page);
        var cookie = browser.Cookies.GetAllCookies().Single(one => one.Name == "mortise_session");
        var signedOut = await browser.SubmitAsync("/site/signout");

        Assert.Equal((HttpStatusCode.Redirect, "/"), (signedIn.Status, signedIn.Header("Location")));
        Assert.Contains("signed in as <strong>ada</strong>", page.Body, StringComparison.Ordinal);
        Assert.True(cookie.HttpOnly);
        Assert.Contains("samesite=lax", signedIn.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("mortise_session", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, signedOut.Status);
        Assert.DoesNotContain("signed in as", (await browser.OpenAsync(Page)).Body, StringComparison.Ordinal);

        // The cookie is worth nothing afterwards, also to whoever kept it.
        browser.Cookies.Add(new Uri(server.Origin), new Cookie(cookie.Name, cookie.Value));
        Assert.DoesNotContain("signed in as", (await browser.OpenAsync(Page)).Body, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Whatever_is_wrong_is_answered_alike(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        await server.CreateUserAsync("bob");
        await server.Get<Database>().WriteAsync(write => write.ExecuteAsync("UPDATE users SET account_status = 'inactive' WHERE username = 'cleo'"), CancellationToken.None);
        using var browser = new PlainBrowser(server);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, password) in new[] { ("ada", "wrong"), ("nobody", Password), ("bob", Password), ("cleo", Password), ("ada", ""), ("", Password), ("ada", new string('x', 5000)) })
        {
            var answer = await browser.SubmitAsync(Page, ("username", name), ("password", password));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            var said = answer.Body[answer.Body.IndexOf("<p class=\"problem\"", StringComparison.Ordinal)..];
            texts.Add(said[..said.IndexOf("<form", StringComparison.Ordinal)]);
        }

        Assert.Single(texts);
        Assert.Equal(0, await server.Get<Database>().ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM sessions"), CancellationToken.None));
    }

    [Theory, EveryDatabase]
    public async Task Guessing_is_held_up_for_the_account_and_for_the_address(TestDatabase database)
    {
        await using var server = await StartAsync(database, services => services.AddSingleton<TimeProvider>(new FakeClock(stands: true)));
        using var browser = new PlainBrowser(server);
        for (var guess = 0; guess < SignIn.MostForOneAccount; guess++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SubmitAsync(Page, ("username", "ada"), ("password", "guess"))).Status);

        var held = await browser.SubmitAsync(Page, ("username", "Ada"), ("password", Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, held.Status);
        Assert.InRange(int.Parse(held.Header("Retry-After")!), 1, 60);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync(Page, ("username", "cleo"), ("password", Password))).Status);

        using var other = new PlainBrowser(server);
        for (var guess = SignIn.MostForOneAccount; guess < SignIn.MostFromOneAddress; guess++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await other.SubmitAsync(Page, ("username", $"user{guess}"), ("password", "guess"))).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await other.SubmitAsync(Page, ("username", "cleo"), ("password", Password))).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_form_without_its_token_does_nothing(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        using var browser = new PlainBrowser(server);

        var forged = await browser.PostAsync(Page, ("username", "ada"), ("password", Password));
        await browser.OpenAsync(Page);
        var alsoForged = await browser.PostAsync(Page, ("username", "ada"), ("password", Password), ("form_token", "x"));

        foreach (var answer in new[] { forged, alsoForged })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Contains("form is out of date", answer.Body, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        }

        await browser.SignInAsync("ada", Password);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/site/signout")).Status);
        Assert.Contains("signed in as", (await browser.OpenAsync(Page)).Body, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task The_way_after_signing_in_stays_on_this_host(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        (string Next, string Location)[] cases =
        [
            ("/acme/rocket?a=1", "/acme/rocket?a=1"), ("", "/"), ("https://evil.example", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
            ("/a\\b", "/"), ("javascript:alert(1)", "/"), ("acme", "/"), ("~/acme", "/"), ("/a\r\nSet-Cookie: x=y", "/"), ("/%0d%0ax", "/%0d%0ax"),
        ];
        foreach (var (next, location) in cases)
        {
            using var browser = new PlainBrowser(server);
            var answer = await browser.SubmitAsync(Page, ("username", "ada"), ("password", Password), ("next", next));
            Assert.Equal((HttpStatusCode.Redirect, location), (answer.Status, answer.Header("Location")));
        }
    }

    [Theory, EveryDatabase]
    public async Task A_session_ends_with_its_time_and_with_a_new_password_and_is_new_each_time(TestDatabase database)
    {
        var clock = new FakeClock();
        await using var server = await StartAsync(database, services => services.AddSingleton<TimeProvider>(clock));
        using var browser = new PlainBrowser(server);
        string Cookie() => browser.Cookies.GetAllCookies().Single(one => one.Name == "mortise_session").Value;
        async Task<bool> IsInAsync() => (await browser.OpenAsync(Page)).Body.Contains("signed in as", StringComparison.Ordinal);

        browser.Cookies.Add(new Uri(server.Origin), new Cookie("mortise_session", TokenSecret.New(Credentials.Session)));
        var planted = Cookie();
        await browser.SignInAsync("ada", Password);
        Assert.NotEqual(planted, Cookie());
        Assert.True(await IsInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(Cookie()).ReadAsync("/2.0/user")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.OpenAsync("/2.0/user")).Status);

        var changed = await server.AdminAsync(HttpMethod.Put, "/users/ada/password", """{"password": "staple battery"}""");
        Assert.Equal(HttpStatusCode.NoContent, changed.Status);
        Assert.False(await IsInAsync());
        await browser.SignInAsync("ada", "staple battery");
        Assert.True(await IsInAsync());
        clock.Advance(SessionStore.Lifetime);
        Assert.False(await IsInAsync());
    }

    [Theory, EveryDatabase]
    public async Task Passwords_are_set_by_the_administrator_within_bounds_and_kept_as_hashes(TestDatabase database)
    {
        await using var server = await StartAsync(database);
        var admin = server.Administrator();
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.AskAsync(HttpMethod.Post, "/_/api/users", """{"username": "dora", "password": "short"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.AskAsync(HttpMethod.Put, "/_/api/users/ada/password", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.AskAsync(HttpMethod.Put, "/_/api/users/nobody/password", """{"password": "long enough"}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await admin.AskAsync(HttpMethod.Post, "/_/api/users", """{"username": "dora", "password": "long enough"}""")).Status);

        using var browser = new PlainBrowser(server);
        await browser.SignInAsync("dora", "long enough");
        Assert.Equal(0, await server.Get<Database>().ReadAsync(
            session => session.ScalarAsync<long>("SELECT COUNT(*) FROM user_passwords WHERE hash LIKE '%long enough%' OR LENGTH(hash) < 60"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.As("dora", "long enough").ReadAsync("/2.0/user")).Status);
    }

    [Fact]
    public async Task The_command_line_reads_passwords_from_stdin()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        var at = $"--url {server.Origin} --data {server.DirectoryPath}";

        var added = await CommandLine.BashAsync($"printf 'first password\\n' | mortise user add ada --password-stdin {at}");
        using var browser = new PlainBrowser(server);
        await browser.SignInAsync("ada", "first password");
        var changed = await CommandLine.BashAsync($"printf 'second password' | mortise user password ada --password-stdin {at}");
        await browser.SignInAsync("ada", "second password");
        var tooShort = await CommandLine.BashAsync($"echo | mortise user password ada --password-stdin {at}");

        Assert.True(added.Code == 0, added.Errors);
        Assert.True(changed.Code == 0, changed.Errors);
        Assert.Equal(1, tooShort.Code);
        Assert.Single(tooShort.ErrorLines);
    }

    [Fact]
    public async Task Over_TLS_the_cookies_are_bound_to_it()
    {
        await using var server = await StartAsync(TestDatabase.Sqlite, null, ("Mortise:PublicUrl", "https://code.example.com"));
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(ServerFile.Find(server.DirectoryPath)!.Url) };

        var page = await client.ReadAsync(Page);

        Assert.Contains(page.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-mortise-form", StringComparison.Ordinal) && cookie.Contains("secure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_keep_scripts_frames_caches_and_other_sites_out()
    {
        await using var server = await StartAsync(TestDatabase.Sqlite);

        var page = await server.Client.ReadAsync(Page, ("Origin", "https://evil.example"));
        var style = await server.Client.ReadAsync(System.Text.RegularExpressions.Regex.Match(page.Body, "href=\"(/assets/[^\"]+css)\"").Groups[1].Value);

        Assert.Equal(
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' https:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            page.Header("Content-Security-Policy"));
        Assert.Equal(("DENY", "nosniff"), (page.Header("X-Frame-Options"), page.Header("X-Content-Type-Options")));
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Null(page.Header("Access-Control-Allow-Origin"));
        Assert.Matches("^[^<]*<script type=\"module\" src=\"/assets/[0-9a-f]+/site.js\"></script>[^<]*$", string.Concat(page.Body.Split('\n').Where(line => line.Contains("<script", StringComparison.Ordinal))));
        Assert.DoesNotContain("style=", page.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "text/css; charset=utf-8"), (style.Status, style.Header("Content-Type")));
        Assert.Contains("immutable", style.Header("Cache-Control"), StringComparison.Ordinal);
    }

    private static async Task<TestServer> StartAsync(TestDatabase database, Action<IServiceCollection>? replace = null, params (string Key, string Value)[] settings)
    {
        var server = await TestServer.StartAsync(database, replace, settings);
        foreach (var name in new[] { "ada", "cleo" })
            await server.Get<PasswordStore>().SetAsync((await server.CreateUserAsync(name)).Id, Password, CancellationToken.None);

        return server;
    }
}
