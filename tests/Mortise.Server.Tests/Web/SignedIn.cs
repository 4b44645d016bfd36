using Mortise.Server.Features.Users;
using Mortise.Testing;

namespace Mortise.Server.Tests.Web;

/// <summary>People of a test in browsers without scripts.</summary>
internal static class SignedIn
{
    public const string Password = "correct horse battery";

    /// <summary>A browser that the person is signed in with.</summary>
    public static async Task<PlainBrowser> BrowserOfAsync(this TestServer server, TestUser user)
    {
        await server.PasswordAsync(user);
        var browser = new PlainBrowser(server);
        await browser.SignInAsync(user.Username, Password);
        return browser;
    }

    /// <summary>Gives the person <see cref="Password"/>.</summary>
    public static Task PasswordAsync(this TestServer server, TestUser user) =>
        server.Get<PasswordStore>().SetAsync(user.Id, Password, CancellationToken.None);
}
