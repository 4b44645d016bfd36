using Microsoft.Playwright;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>The bridge between a page and the frames of apps in it, with the script that apps load as it is. Source: ap-bridge.md 2; connect.md 18.4, 18.5.</summary>
public sealed class BridgeTests(Chromium chromium)
{
    private const string Repository = "/2.0/repositories/acme/rocket";

    [BrowserFact]
    public async Task A_dialog_of_the_app_opens_speaks_and_closes_and_a_panel_follows_its_content()
    {
        await using var world = await BridgeWorld.StartAsync();
        await using var tab = await chromium.OpenAsync(world.Server);
        await tab.SignInAsync("ada");
        await tab.GoAsync("/acme/rocket/addon/com.example.alpha/page");
        var panel = await BridgeWorld.FrameAsync(tab, world.Alpha, "page");

        await panel.EvaluateAsync("() => { document.body.style.height = '432px'; }");
        await tab.UntilAsync($"() => parseInt(document.querySelector(\"iframe[src^='{world.Alpha.Origin}']\").style.height) >= 432");

        await panel.EvaluateAsync("""
            () => {
                window.told = [];
                AP.events.on('dialog.close', data => told.push(['event', data]));
                AP.dialog.create({key: 'dialog', size: 'small', header: 'A question', submitText: 'Do it', customData: {a: 1}, buttons: [{text: 'More', identifier: 'more'}]})
                    .on('close', data => told.push(['on', data]));
            }
            """);
        var dialog = await BridgeWorld.FrameAsync(tab, world.Alpha, "dialog");
        await tab.ScreenshotAsync("bridge-dialog");
        Assert.Equal("""{"a":1}""", await BridgeWorld.RunAsync(dialog, "AP.dialog.getCustomData(ok)"));
        Assert.Equal("true", await BridgeWorld.RunAsync(dialog, "AP.dialog.getButton('submit').isEnabled(ok)"));
        Assert.Equal("true", await BridgeWorld.RunAsync(dialog, "const more = AP.dialog.getButton('more'); more.hide(); more.isHidden(hidden => { more.show(); ok(hidden); })"));
        await dialog.EvaluateAsync("() => { window.told = []; AP.events.on('dialog.button.click', data => told.push(data.button.identifier)); AP.dialog.disableCloseOnSubmit(); AP.dialog.createButton({text: 'New', identifier: 'new'}); }");
        foreach (var label in new[] { "New", "More", "Do it" })
            await tab.Page.ClickAsync($"dialog button:has-text(\"{label}\")");

        await dialog.WaitForFunctionAsync("() => told.join() === 'new,more,submit'");
        Assert.Equal("\"acme/rocket\"", await BridgeWorld.RunAsync(dialog, $"AP.request('{Repository}').then(answer => ok(JSON.parse(answer.body).full_name))"));
        await dialog.EvaluateAsync("() => AP.dialog.close({done: true})");
        await tab.Page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Detached });
        await panel.WaitForFunctionAsync("""() => JSON.stringify(told.sort()) === '[["event",{"done":true}],["on",{"done":true}]]'""");

        foreach (var close in (Func<Task>[])[() => tab.Page.ClickAsync("dialog button:has-text(\"Cancel\")"), () => tab.Page.Keyboard.PressAsync("Escape")])
        {
            await panel.EvaluateAsync("() => { AP.require('dialog', dialog => dialog.create({key: 'dialog', header: 'Again'})); }");
            await BridgeWorld.FrameAsync(tab, world.Alpha, "dialog");
            await close();
            await tab.Page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Detached });
        }
    }

    [BrowserFact]
    public async Task A_token_whose_time_is_over_is_renewed_unseen_and_signing_out_ends_it()
    {
        await using var world = await BridgeWorld.StartAsync();
        await using var tab = await chromium.OpenAsync(world.Server);
        tab.Allow("Failed to load resource");
        var cookies = new List<string>();
        tab.Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).AbsolutePath.StartsWith("/2.0/", StringComparison.Ordinal) && request.Headers.ContainsKey("cookie"))
                cookies.Add(request.Url);
        };
        await tab.SignInAsync("ada");
        await tab.GoAsync("/acme/rocket/addon/com.example.alpha/page");
        var frame = await BridgeWorld.FrameAsync(tab, world.Alpha, "page");
        const string Ask = "AP.request({url: '/2.0/user', success: data => ok(data.username), error: xhr => ok(xhr.status)})";

        Assert.Equal("\"ada\"", await BridgeWorld.RunAsync(frame, Ask));
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("\"ada\"", await BridgeWorld.RunAsync(frame, Ask));

        await tab.Context.ClearCookiesAsync();
        Assert.Equal("\"ada\"", await BridgeWorld.RunAsync(frame, Ask));
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("401", await BridgeWorld.RunAsync(frame, Ask));
        Assert.Empty(cookies);
    }
}
