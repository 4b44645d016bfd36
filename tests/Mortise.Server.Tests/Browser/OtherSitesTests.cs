using System.Net;
using System.Text.RegularExpressions;
using Mortise.Server.Tests.Web;

namespace Mortise.Server.Tests.Browser;

/// <summary>What other sites can try with a visitor's browser, and do not get.</summary>
[Collection<PlainSiteTests>]
public sealed partial class OtherSitesTests(Chromium chromium, PlainSite site)
{
    [BrowserFact]
    public async Task Another_site_can_neither_frame_a_page_nor_send_its_forms_nor_lead_away_from_it()
    {
        var world = await site.World;
        await using var tab = await chromium.OpenAsync(world.Server);
        using var browser = new PlainBrowser(world.Server);
        await browser.SignInAsync("ada", "ada");
        var pages = PageCatalogue.Samples(world);

        // 1. By their headers, on every page; and a form without its token is refused wherever it is sent to.
        foreach (var page in pages)
        {
            var answer = await browser.OpenAsync(page.Address);
            Assert.True(answer.Header("Content-Security-Policy") is { } policy && FrameAncestors().IsMatch(policy) && !policy.Contains("unsafe", StringComparison.Ordinal), page.Address);
            Assert.Equal("DENY", answer.Header("X-Frame-Options"));
            var sent = await browser.PostAsync(page.Address, ("username", "eve"), ("password", "eve"), ("decision", "grant"));
            Assert.True(sent.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{page.Address} without its token: {(int)sent.Status}");
        }

        // 2. In the browser itself: what is framed stays empty, and no script reads the session.
        await tab.SignInAsync("ada");
        var session = (await tab.Context.CookiesAsync()).Where(cookie => cookie.Name.Contains("session", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.NotEmpty(session);
        Assert.All(session, cookie => Assert.True(cookie.HttpOnly && cookie.SameSite is not Microsoft.Playwright.SameSiteAttribute.None, cookie.Name));
        Assert.Equal("", await tab.Page.EvaluateAsync<string>("document.cookie"));
        tab.AssertSound();
        tab.Allow("frame-ancestors");
        tab.Allow("X-Frame-Options");
        tab.Allow("refused to connect");
        await tab.GoAsync(world.App.Origin + "/frame");
        await tab.Page.EvaluateAsync("address => new Promise(done => document.body.append(Object.assign(document.createElement('iframe'), { src: address, onload: done })))", world.Server.Origin + "/site/signout");
        Assert.DoesNotContain(tab.Page.Frames, frame => frame.Url.StartsWith(world.Server.Origin, StringComparison.Ordinal));

        // 3. Whatever stands in `next`, the way leads on to this host.
        string[] elsewhere = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "/\t/evil.example/", "\\\\evil.example", "javascript:alert(1)", "/%09/evil.example", "https:evil.example", "///evil.example"];
        foreach (var next in elsewhere)
        {
            using var fresh = new PlainBrowser(world.Server);
            var answer = await fresh.SubmitAsync("/site/signin?next=" + Uri.EscapeDataString(next), ("username", "ada"), ("password", "ada"), ("next", next));
            Assert.Equal(new Uri(world.Server.Origin).Authority, new Uri(new Uri(world.Server.Origin), answer.Header("Location")!).Authority);
            Assert.DoesNotContain('\t', answer.Header("Location")!);
        }
    }

    [GeneratedRegex("(^|; ?)frame-ancestors 'none'(;|$)")]
    private static partial Regex FrameAncestors();
}
