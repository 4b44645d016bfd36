using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Mortise.Server.Features.Users;
using Mortise.Server.Tests.Web;
using Mortise.Testing;

namespace Mortise.Server.Tests.Features.OAuth;

/// <summary>The page that asks for consent, and what may be sent where. Source: rest.md 3.2; RFC 6749, 4.1 and 10.15; RFC 7636.</summary>
public sealed class AuthorizeTests
{
    private const string Password = "correct horse";

    [Theory, EveryDatabase]
    public async Task A_person_signs_in_consents_and_the_client_gets_tokens(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        var (server, browser) = (world.Server, world.Browser);
        const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        var uri = OAuthWorld.Callback + "/done?a=1";
        var path = world.Path(("redirect_uri", uri), ("state", "x&y=<z>"), ("scope", "repository"), ("code_challenge", challenge), ("code_challenge_method", "S256"));

        // 1. Nobody is signed in.
        var first = await browser.OpenAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, first.Status);
        Assert.StartsWith("/site/signin?next=%2Fsite%2Foauth2%2Fauthorize%3F", first.Header("Location"));
        var signedIn = await browser.SubmitAsync(first.Header("Location")!, ("username", "ada"), ("password", Password), ("next", path));
        Assert.Equal(path, signedIn.Header("Location"));

        // 2. The person is asked.
        var page = await browser.OpenAsync(path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        foreach (var text in new[] { "Deploy asks for access", "client.example.com", "Read your repositories", "Signed in as ada" })
            Assert.Contains(text, page.Body, StringComparison.Ordinal);

        Assert.DoesNotContain("push", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<z>", page.Body, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' https://client.example.com;", page.Header("Content-Security-Policy"), StringComparison.Ordinal);

        // 3. The client gets a code, and for it tokens.
        var granted = await browser.SubmitAsync(path, ("decision", "grant"));
        Assert.Equal(HttpStatusCode.Redirect, granted.Status);
        Assert.StartsWith(uri + "&code=", granted.Header("Location"));
        var query = HttpUtility.ParseQueryString(new Uri(granted.Header("Location")!).Query);
        Assert.Equal("x&y=<z>", query["state"]);
        var answer = await server.AskTokenAsync(
            world.Consumer, "authorization_code", ("code", query["code"]!), ("redirect_uri", uri), ("code_verifier", Verifier));
        Assert.Equal("repository", answer.Text("scopes"));
        Assert.Equal(HttpStatusCode.OK, (await server.WithBearer(answer.Text("access_token")).ReadAsync("/2.0/repositories/acme/rocket")).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_denial_and_each_mistake_are_told_to_the_client(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        await world.Browser.SignInAsync("ada", Password);

        var denied = await world.Browser.SubmitAsync(world.Path(("state", "s")), ("decision", "deny"));
        Assert.StartsWith(OAuthWorld.Callback + "?error=access_denied&", denied.Header("Location"));
        Assert.EndsWith("&state=s", denied.Header("Location"));
        Assert.Equal(0, await world.Server.CountAsync("SELECT COUNT(*) FROM oauth_codes"));

        var undecided = await world.Browser.SubmitAsync(world.Path(), ("decision", "perhaps"));
        Assert.Equal(HttpStatusCode.OK, undecided.Status);

        var sound = new string('a', 43);
        ((string, string)[] Query, string Error)[] mistakes =
        [
            ([("response_type", "token")], "unsupported_response_type"), ([("response_type", "magic")], "unsupported_response_type"), ([("response_type", "")], "invalid_request"),
            ([("scope", "webhook")], "invalid_scope"), ([("scope", "REPOSITORY")], "invalid_scope"), ([("scope", "repository nonsense")], "invalid_scope"),
            ([("code_challenge", sound)], "invalid_request"), ([("code_challenge", sound), ("code_challenge_method", "plain")], "invalid_request"),
            ([("code_challenge", "short"), ("code_challenge_method", "S256")], "invalid_request"), ([("code_challenge_method", "S256")], "invalid_request"),
            ([("scope", "account"), ("scope", "account")], "invalid_request"),
        ];
        foreach (var (query, error) in mistakes)
        {
            var answer = await world.Browser.OpenAsync(world.Path([.. query, ("state", "s")]));
            Assert.Equal(HttpStatusCode.Redirect, answer.Status);
            Assert.Matches($"^{OAuthWorld.Callback}[?#]error={error}&error_description=[^&]+&state=s$", answer.Header("Location"));
        }
    }

    [Theory, EveryDatabase]
    public async Task Nothing_is_sent_to_an_address_that_does_not_extend_the_callback(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        await world.Browser.SignInAsync("ada", Password);
        string[] foreign =
        [
            "https://evil.example/callback", "http://client.example.com/callback", "https://client.example.com:8443/callback", "https://client.example.com/",
            "https://client.example.com/callbacks", "https://client.example.com/callback.evil", "https://client.example.com/callback/../admin",
            "https://client.example.com/callback/%2e%2e/admin", "https://client.example.com/callback%2f..%2fadmin", "https://client.example.com/callback/..\\admin",
            "https://client.example.com/callback#x", "https://client.example.com@evil.example/callback", "https://client.example.com:x@evil.example/callback",
            "https://client.example.com.evil.example/callback", "https://client.example.com\\@evil.example/callback", "//client.example.com/callback", "/callback",
            "javascript:alert(1)", "data:text/html,x", "https:client.example.com/callback", "https://client.example.com/Callback", "https://client.example.com/callback/é",
            "https://client.example.com/callback\r\nx: y", " https://evil.example/", "https://client.example.com/%63allback/..;/x", "",

            // Of two codes, or two states, a client may take the first.
            $"{OAuthWorld.Callback}?code=mine", $"{OAuthWorld.Callback}?a=b&state=mine", $"{OAuthWorld.Callback}/x?%63ode=mine", $"{OAuthWorld.Callback}?ERROR",
        ];
        foreach (var uri in foreign)
        {
            var path = world.Path(("redirect_uri", uri));
            foreach (var answer in new[] { await world.Browser.OpenAsync(path), await world.Browser.PostAsync(path, ("decision", "grant")) })
            {
                Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{uri}: {answer.Status}");
                Assert.Null(answer.Header("Location"));
                Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            }
        }

        foreach (var uri in new[] { OAuthWorld.Callback, OAuthWorld.Callback + "/", OAuthWorld.Callback + "/deeper/still?x=1", OAuthWorld.Callback + "?x=1" })
            Assert.Equal(HttpStatusCode.OK, (await world.Browser.OpenAsync(world.Path(("redirect_uri", uri)))).Status);
    }

    [Theory, EveryDatabase]
    public async Task A_client_that_is_not_known_or_has_no_callback_is_told_to_the_person(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);
        await world.Browser.SignInAsync("ada", Password);
        var silent = await world.Server.ConsumerAsync("acme", name: "<b>Silent</b>", callback: "");
        string[] paths =
        [
            "/site/oauth2/authorize", "/site/oauth2/authorize?client_id=", "/site/oauth2/authorize?client_id=nobody&response_type=code&redirect_uri=https://evil.example",
            "/site/oauth2/authorize?client_id=a%00b&response_type=code", $"/site/oauth2/authorize?client_id={world.Consumer.Key}&client_id={world.Consumer.Key}&response_type=code",
            $"/site/oauth2/authorize?client_id={silent.Key}&response_type=code",
        ];
        foreach (var path in paths)
        {
            var answer = await world.Browser.OpenAsync(path);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Contains("This request cannot be answered", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>Silent", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory, EveryDatabase]
    public async Task Consent_needs_the_token_of_the_form_and_a_person_who_is_signed_in(TestDatabase database)
    {
        await using var world = await World.StartAsync(database);

        var anonymous = await world.Browser.PostAsync(world.Path(), ("decision", "grant"));
        Assert.NotEqual(HttpStatusCode.OK, anonymous.Status);
        await world.Browser.SignInAsync("ada", Password);
        var forged = await world.Browser.PostAsync(world.Path(), ("decision", "grant"));

        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        Assert.Equal(0, await world.Server.CountAsync("SELECT COUNT(*) FROM oauth_codes"));
        var changed = await world.Browser.SubmitAsync("/site/signout", ("next", world.Path()));
        Assert.Equal(world.Path(), changed.Header("Location"));
    }

    [Theory, EveryDatabase]
    public async Task The_implicit_grant_is_there_where_it_is_switched_on(TestDatabase database)
    {
        await using var world = await World.StartAsync(database, ("OAuth:ImplicitGrant", "true"));
        await world.Browser.SignInAsync("ada", Password);

        var granted = await world.Browser.SubmitAsync(world.Path(("response_type", "token"), ("state", "s"), ("scope", "account")), ("decision", "grant"));
        var denied = await world.Browser.SubmitAsync(world.Path(("response_type", "token")), ("decision", "deny"));

        var fragment = HttpUtility.ParseQueryString(new Uri(granted.Header("Location")!).Fragment.TrimStart('#'));
        Assert.Equal(("bearer", "7200", "account", "s", null), (fragment["token_type"], fragment["expires_in"], fragment["scope"], fragment["state"], fragment["refresh_token"]));
        Assert.Equal("ada", (await world.Server.WithBearer(fragment["access_token"]!).ReadAsync("/2.0/user")).Text("username"));
        Assert.StartsWith(OAuthWorld.Callback + "#error=access_denied", denied.Header("Location"));
    }

    private sealed record World(TestServer Server, TestConsumer Consumer, PlainBrowser Browser) : IAsyncDisposable
    {
        public static async Task<World> StartAsync(TestDatabase database, params (string Key, string Value)[] settings)
        {
            var server = await TestServer.StartAsync(database, settings);
            var ada = await server.CreateUserAsync("ada");
            await server.Get<PasswordStore>().SetAsync(ada.Id, Password, CancellationToken.None);
            await server.CreateWorkspaceAsync("acme", ada);
            await server.CreateRepositoryAsync("acme/rocket");
            return new World(server, await server.ConsumerAsync("acme"), new PlainBrowser(server));
        }

        /// <summary>The address that the client sends people to; the response type is <c>code</c> unless told.</summary>
        public string Path(params (string Name, string Value)[] query)
        {
            (string, string)[] usual = query.Any(one => one.Name == "response_type") ? [] : [("response_type", "code")];
            return $"/site/oauth2/authorize?client_id={Consumer.Key}" + string.Concat(usual.Concat(query).Select(one => $"&{one.Item1}={Uri.EscapeDataString(one.Item2)}"));
        }

        public ValueTask DisposeAsync()
        {
            Browser.Dispose();
            return Server.DisposeAsync();
        }
    }
}
