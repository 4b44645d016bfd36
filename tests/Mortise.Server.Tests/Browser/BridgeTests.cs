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

        // By the button, by the key in the frame, and by the key where nothing answers inside; the focus never leaves it, and returns to where it was.
        foreach (var (close, isSilent) in ((Func<Task>, bool)[])[(() => tab.Page.ClickAsync("dialog button:has-text(\"Cancel\")"), false), (() => tab.Page.Keyboard.PressAsync("Escape"), false), (() => tab.Page.Keyboard.PressAsync("Escape"), true)])
        {
            world.AppsAreSilent = isSilent;
            await tab.Page.FocusAsync(".app-page iframe");
            await panel.EvaluateAsync($"() => {{ AP.require('dialog', dialog => dialog.create({{key: 'dialog', header: 'Again', closeOnEscape: {(isSilent ? "false" : "true")}}})); }}");
            var again = isSilent ? await tab.Page.WaitForSelectorAsync("dialog iframe") : null;
            if (!isSilent)
            {
                Assert.Equal("null", await BridgeWorld.RunAsync(await BridgeWorld.FrameAsync(tab, world.Alpha, "dialog"), "AP.dialog.getCustomData(ok)"));
                Assert.Equal("IFRAME", await tab.Page.EvaluateAsync<string>("document.activeElement.closest('dialog') && document.activeElement.tagName"));
            }

            Assert.Equal(isSilent, again is not null);
            await close();
            await tab.Page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Detached });
            Assert.True(await tab.Page.EvaluateAsync<bool>("document.activeElement === document.querySelector('.app-page iframe')"));
        }

        await panel.EvaluateAsync("() => { AP.dialog.create({key: 'dialog', header: 'Round'}); }");
        await tab.Page.WaitForSelectorAsync("dialog iframe");
        for (var press = 0; press < 8; press++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            Assert.True(await tab.Page.EvaluateAsync<bool>("document.activeElement === document.body || document.activeElement.closest('dialog') !== null"));
        }
    }

    [BrowserFact]
    public async Task Notes_are_announced_small_windows_keep_the_focus_and_silence_is_told()
    {
        await using var world = await BridgeWorld.StartAsync();
        await using var tab = await chromium.OpenAsync(world.Server);
        await tab.SignInAsync("ada");
        await tab.GoAsync("/acme/rocket/addon/com.example.alpha/page");
        var frame = await BridgeWorld.FrameAsync(tab, world.Alpha, "page");

        // Flags and messages: read out where they come, told of by events, and without markup.
        Assert.Equal(2, await tab.Page.Locator("[role=status][aria-atomic=false]").CountAsync());
        await frame.EvaluateAsync("""
            () => {
                AP.events.on('flag.action', told => window.told = told.actionIdentifier);
                window.flag = AP.flag.create({title: '<b>T</b>', body: '<img src=x>', type: 'success', actions: {go: 'Go', no: 'Not now'}});
                AP.flag.create({title: 'It fails', body: 'The build of main fails since this morning.', type: 'error'});
                AP.flag.create({title: 'Soon over', body: 'Three days are left.', type: 'warning', close: 'auto'});
                for (const kind of ['generic', 'info', 'hint', 'success', 'warning', 'error'])
                    AP.messages[kind](`A message: ${kind}`, 'What it has to say is a sentence.');
            }
            """);
        await tab.Page.Locator(".app-message.is-error").WaitForAsync();
        Assert.Equal(4, await tab.Page.Locator(".app-flag[role=alert], .app-message[role=alert]").CountAsync());
        Assert.Equal("<b>T</b><img src=x>", string.Concat(await tab.Page.Locator(".app-flag.is-success strong, .app-flag.is-success p").AllInnerTextsAsync()));
        await ShootAsync(tab, "bridge-notes");
        await tab.Page.ClickAsync(".app-flag .link");
        await frame.WaitForFunctionAsync("() => window.told === 'go'");
        Assert.Contains("flagIdentifier", await BridgeWorld.RunAsync(frame, "AP.events.on('flag.close', ok); flag.close()"), StringComparison.Ordinal);
        await tab.Page.FocusAsync(".app-flag .close");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.UntilAsync("document.activeElement.closest('.app-flag.is-warning') !== null");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.UntilAsync("document.activeElement.tagName === 'IFRAME'");

        // Where it is dark, a page that says nothing of dark keeps its white ground, and one that does lies on ours.
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var box = (await tab.Page.Locator(".app-page iframe").BoundingBoxAsync())!;
        var (ground, plain) = (await PixelsAsync(tab, box.X - 12, box.Y + 60), await PixelsAsync(tab, box.X + box.Width - 12, box.Y + 60));
        Assert.NotEqual(ground, plain);
        await frame.EvaluateAsync("() => { document.documentElement.style.colorScheme = 'light dark'; }");
        await Eventually.SeeAsync(() => PixelsAsync(tab, box.X + box.Width - 12, box.Y + 60), seen => seen == ground, "frame on the ground of the page");
        await frame.EvaluateAsync("() => { document.documentElement.style.colorScheme = ''; document.body.style.background = '#fff'; }");
        await Eventually.SeeAsync(() => PixelsAsync(tab, box.X + box.Width - 12, box.Y + 60), seen => seen == plain, "white frame");
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });

        // Over a dialog they are above it.
        await frame.EvaluateAsync("() => { AP.dialog.create({key: 'dialog', header: 'A question'}); }");
        var dialog = await BridgeWorld.FrameAsync(tab, world.Alpha, "dialog");
        await dialog.EvaluateAsync("() => { AP.flag.create({title: 'Kept', body: 'The answer is kept.'}); }");
        await tab.Page.ClickAsync("dialog .app-flag .close");
        await ShootAsync(tab, "bridge-dialog");
        await tab.Page.ClickAsync("dialog button:has-text(\"Cancel\")");
        await tab.UntilAsync("document.querySelectorAll('body > [role=status][aria-atomic=false]').length === 2");

        // The small window of a web item, by keys alone; elsewhere it does not hold the focus.
        await tab.GoAsync("/acme/rocket");
        var item = tab.Page.Locator("button.app-item:has-text('Beside')").First;
        foreach (var leave in (Func<IFrame, Task>[])[_ => tab.Page.Keyboard.PressAsync("Escape"), inner => inner.EvaluateAsync("() => AP.inlineDialog.hide()"), _ => item.ClickAsync()])
        {
            await item.FocusAsync();
            await tab.Page.Keyboard.PressAsync("Enter");
            var inner = await BridgeWorld.FrameAsync(tab, world.Alpha, "item");
            Assert.Equal("\"/acme/rocket\"", await BridgeWorld.RunAsync(inner, "AP.getLocation(at => ok(new URL(at).pathname))"));
            Assert.True(await tab.Page.EvaluateAsync<bool>("document.activeElement.parentElement.matches('.app-inline-dialog[role=dialog]')"));
            await tab.ScreenshotAsync("bridge-inline");
            await leave(inner);
            await tab.Page.WaitForSelectorAsync(".app-inline-dialog", new() { State = WaitForSelectorState.Detached });
            Assert.Equal("false", await item.EvaluateAsync<string>("item => document.activeElement === item && item.ariaExpanded"));
        }

        await item.ClickAsync();
        await BridgeWorld.FrameAsync(tab, world.Alpha, "item");
        await tab.Page.FocusAsync("a[href]");
        await tab.Page.WaitForSelectorAsync(".app-inline-dialog", new() { State = WaitForSelectorState.Detached });
        Assert.Equal("A", await tab.Page.EvaluateAsync<string>("document.activeElement.tagName"));

        // An app that says nothing: after a while the page says so, and what is tried again can succeed.
        world.AppsAreSilent = true;
        await tab.Page.Clock.InstallAsync();
        await tab.GoAsync("/acme/rocket/addon/com.example.alpha/page");
        await tab.Page.Clock.FastForwardAsync(11_000);
        await tab.Page.Locator(".app-silent[role=status]").WaitForAsync();
        await ShootAsync(tab, "bridge-silent");
        world.AppsAreSilent = false;
        await tab.Page.ClickAsync(".app-silent button");
        await BridgeWorld.FrameAsync(tab, world.Alpha, "page");
        Assert.Equal(0, await tab.Page.Locator(".app-silent").CountAsync());
        Assert.Equal("IFRAME", await tab.Page.EvaluateAsync<string>("document.activeElement.tagName"));
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

    /// <summary>A few pixels of what is shown there, to be compared.</summary>
    private static async Task<string> PixelsAsync(BrowserTab tab, float x, float y) =>
        Convert.ToBase64String(await tab.Page.ScreenshotAsync(new() { Clip = new() { X = x, Y = y, Width = 4, Height = 4 } }));

    /// <summary>Light and dark.</summary>
    private static async Task ShootAsync(BrowserTab tab, string name)
    {
        await tab.ScreenshotAsync(name + "-light");
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await tab.ScreenshotAsync(name + "-dark");
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
