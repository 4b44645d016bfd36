using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

/// <summary>What a page calls the API with (decision 0041).</summary>
public sealed partial class PageTokenTests
{
    private const string Password = "correct horse battery";
    private const string User = "/2.0/user";

    [Fact]
    public async Task A_page_calls_the_api_as_the_person_who_looks_at_it_until_they_sign_out()
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite, services => services.AddSingleton<TimeProvider>(clock));
        await server.CreateUserAsync("ada");
        Assert.Equal(HttpStatusCode.NoContent, (await server.AdminAsync(HttpMethod.Put, "/users/ada/password", $$"""{"password": "{{Password}}"}""")).Status);
        using var browser = new PlainBrowser(server);
        Assert.DoesNotContain("mortise-token", (await browser.OpenAsync("/site/signin")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/site/token")).Status);
        await browser.SignInAsync("ada", Password);

        // The person's own, with all scopes, from this origin's pages alone.
        var token = Token().Match((await browser.OpenAsync("/site/signin")).Body).Groups["token"].Value;
        var asked = await server.WithBearer(token).ReadAsync(User, ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal((HttpStatusCode.OK, "ada", "session"), (asked.Status, asked.Json.GetProperty("username").GetString(), asked.Header("X-Credential-Type")));
        Assert.Equal(HttpStatusCode.OK, (await server.WithBearer(token).ReadAsync(User, ("Origin", server.Origin))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(token).ReadAsync(User, ("Sec-Fetch-Site", "cross-site"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(token).ReadAsync(User, ("Sec-Fetch-Site", "same-site"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(token).ReadAsync(User, ("Origin", "https://evil.example"))).Status);

        // A changed one is none.
        foreach (var changed in new[] { token[..^2], token + "AA", "mrtb_", "mrtb_AAAA", "mrtb_!!" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(changed).ReadAsync(User)).Status);

        // It ends, and is renewed by the cookie.
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(token).ReadAsync(User)).Status);
        var renewed = (await browser.PostAsync("/site/token")).Json.GetProperty("token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await server.WithBearer(renewed).ReadAsync(User)).Status);

        // It ends with the session.
        await browser.SubmitAsync("/site/signout");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithBearer(renewed).ReadAsync(User)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/site/token")).Status);
    }

    [GeneratedRegex("<meta name=\"mortise-token\" content=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
