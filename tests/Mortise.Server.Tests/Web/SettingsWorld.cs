using System.Net;
using System.Text.RegularExpressions;
using Mortise.Server.Features.Users;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

/// <summary>Browsers of people, and what tests of settings ask a page for.</summary>
internal static partial class SettingsWorld
{
    public const string Password = "correct horse";

    /// <summary>A person with the password <see cref="Password"/>.</summary>
    public static async Task<TestUser> CreatePersonAsync(this TestServer server, string username)
    {
        var user = await server.CreateUserAsync(username);
        await server.Get<PasswordStore>().SetAsync(user.Id, Password, CancellationToken.None);
        return user;
    }

    /// <summary>A browser that is signed in as the person; dispose of it.</summary>
    public static async Task<PlainBrowser> BrowserOfAsync(this TestServer server, string username)
    {
        var browser = new PlainBrowser(server);
        await browser.SignInAsync(username, Password);
        return browser;
    }

    /// <summary>The secret that the page shows this once.</summary>
    public static string MadeSecret(this TestAnswer page)
    {
        var secret = Secret().Match(page.Body);
        Assert.True(secret.Success, page.Body);
        return WebUtility.HtmlDecode(secret.Groups["secret"].Value);
    }

    /// <summary>The value of the hidden field of that name.</summary>
    public static string Hidden(this TestAnswer page, string name)
    {
        var field = Regex.Match(page.Body, $"name=\"{name}\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.True(field.Success, page.Body);
        return WebUtility.HtmlDecode(field.Groups["value"].Value);
    }

    /// <summary>Asserts that the answer leads to a path of this host, and tells something.</summary>
    public static void LeadsTo(this TestAnswer answer, string location)
    {
        Assert.True(answer.Status == HttpStatusCode.Redirect, answer.Body);
        Assert.Equal(location, answer.Header("Location"));
    }

    /// <summary>Asserts that the form was refused in words.</summary>
    public static void Refuses(this TestAnswer answer, string words, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        Assert.Equal(status, answer.Status);
        Assert.Contains(words, WebUtility.HtmlDecode(answer.Body), StringComparison.Ordinal);
    }

    [GeneratedRegex("<p class=\"secret-line\"><code>(?<secret>[^<]+)</code>", RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
