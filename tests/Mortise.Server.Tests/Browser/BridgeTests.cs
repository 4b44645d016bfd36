using Microsoft.Playwright;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>The bridge between a page and the frames of apps in it, with the script that apps load as it is. Source: ap-bridge.md 2; connect.md 18.4, 18.5.</summary>
public sealed class BridgeTests(Chromium chromium)
{
    private const string Repository = "/2.0/repositories/acme/rocket";
    private const string State = Repository + "/properties/com.example.alpha/state";

    [BrowserFact]
    [Requirement("P29"), Requirement("P36"), Requirement("P37"), Requirement("P42"), Requirement("P69")]
    public async Task Every_method_answers_an_unmodified_client_in_both_styles()
    {
        await using var world = await BridgeWorld.StartAsync();
        await using var tab = await chromium.OpenAsync(world.Server);
        tab.Allow("Failed to load resource");
        await tab.SignInAsync("ada");
        await tab.GoAsync("/acme/rocket/addon/com.example.alpha/page");
        var frame = await BridgeWorld.FrameAsync(tab, world.Alpha, "page");

        (string Script, string Answer)[] calls =
        [
            // request: AMD and global, options and (url, options), callbacks and promises, errors, text, next links.
            ($"AP.require('request', request => request({{url: '{Repository}', success: (data, status, xhr) => ok([data.full_name, status, xhr.status])}}))", """["acme/rocket","success",200]"""),
            ("AP.require(['request', 'messages'], (request, messages) => request('/2.0/user', {success: data => ok([data.username, typeof messages.info])}))", """["ada","function"]"""),
            ($"AP.request({{url: '{State}', type: 'PUT', contentType: 'application/json', data: '{{\"on\": {{\"deep\": 1}}}}', success: (data, status, xhr) => ok(xhr.status)}})", "204"),
            ($"AP.request('{State}').then(answer => ok([JSON.parse(answer.body).on.deep, answer.xhr.getResponseHeader('Content-Type').startsWith('application/json')]))", "[1,true]"),
            ($"AP.request('{Repository}?fields=%2Bproperties.*.*.*').then(answer => ok(JSON.parse(answer.body).properties['com.example.alpha'].state.on.deep))", "1"),
            ($"AP.request({{url: '{State}', type: 'PUT', contentType: 'application/json', data: '{{\"_attributes\": [\"read_only\"]}}', error: xhr => ok([xhr.status, JSON.parse(xhr.responseText).error.message.includes('read_only')])}})", "[403,true]"),
            ($"AP.request({{url: '{State}', type: 'DELETE'}}).then(answer => ok(answer.xhr.status))", "204"),
            ($"AP.request({{url: '{State}', error: xhr => ok([xhr.status, typeof xhr.responseText])}})", """[404,"string"]"""),
            ($"AP.request('{State}').catch(problem => ok([problem.xhr.status, problem.err.includes('not set')]))", "[404,true]"),
            ($"AP.request({{url: '{Repository}/src/main/README.md', responseType: 'text', success: ok}})", "\"# Rocket\\n\""),
            ($"AP.request(new URL('/2.0/repositories/acme?pagelen=1', document.querySelector('script').src).href).then(answer => ok(JSON.parse(answer.body).values[0].full_name))", "\"acme/rocket\""),
            ("AP.request('https://api.bitbucket.org/2.0/user').then(answer => ok(JSON.parse(answer.body).username))", "\"ada\""),
            ("AP.proxyRequest({url: '/nothing', error: xhr => ok(xhr.status)})", "404"),
            ("AP.require('proxyRequest', ask => ask({url: '/nothing', error: xhr => ok(xhr.status)}))", "404"),
            ("AP.request_access_token({}, async (problem, made) => ok([problem, (await fetch(new URL('/2.0/user', document.querySelector('script').src), {headers: {Authorization: `Bearer ${made.access_token}`}})).status]))", "[null,200]"),
            ("AP.require('request_access_token', ask => ask((problem, made) => ok([problem, typeof made.access_token])))", """[null,"string"]"""),

            // What the page and the app keep and tell.
            ("AP.context.getToken().then(token => ok(JSON.parse(atob(token.split('.')[1])).qsh))", "\"context-qsh\""),
            ("AP.require('context', context => context.getToken(token => ok(token.split('.').length)))", "3"),
            ("AP.context.getContext().then(context => ok(Object.keys(context)))", """["user","workspace","repository"]"""),
            ("AP.cookie.save('name', 'value', 1); AP.cookie.read('name', value => { AP.cookie.erase('name'); AP.cookie.read('name', gone => ok([value, gone === undefined])); })", """["value",true]"""),
            ("AP.getLocation(one => AP.env.getLocation(two => ok([new URL(one).pathname, one === two])))", """["/acme/rocket/addon/com.example.alpha/page",true]"""),
            ("AP.navigator.getLocation(at => ok(at.target))", "\"addonmodule\""),
            ("AP.events.on('news', (...args) => ok(args.slice(0, 2))); AP.events.emit('news', 1, {b: 2})", """[1,{"b":2}]"""),
            ("AP.require('events', events => { events.onPublic('open', (...args) => ok(args)); events.emitPublic('open', 3); })", "[3]"),
            ("AP.events.onAny(name => name === 'any' && ok(name)); AP.events.once('any', () => {}); AP.events.emit('any')", "\"any\""),
            ("const message = AP.messages.info('Title', 'Body'); setTimeout(() => { AP.messages.onClose(message, () => ok('closed')); AP.messages.clear(message); }, 50)", "\"closed\""),
            ("AP.history.popState(state => ok(state.newURL)); AP.history.pushState('one'); AP.history.pushState('two'); AP.history.getState(state => state === 'two' && AP.history.back())", "\"one\""),
            ("AP.history.replaceState('three'); AP.history.getState(ok)", "\"three\""),
            ("AP.page.setTitle('Of the app'); AP.host.getSelectedText(ok)", "\"\""),
            ("AP.scrollPosition.getPosition(at => ok(typeof at.scrollY))", "\"number\""),
            ("AP.inlineDialog.hide(); AP.require('inline-dialog', dialog => ok(typeof dialog.hide))", "\"function\""),
            ("AP.sizeToParent(true); AP.env.hideFooter(false); ok(AP.localUrl === undefined ? 'none' : 'there')", "\"there\""),

            // What an app puts before the last argument counts for nothing.
            ("AP.cookie.read('name', {_context: {extension_id: 'another'}}, value => ok(value === undefined))", "true"),
        ];
        foreach (var (script, answer) in calls)
            Assert.Equal((script, answer), (script, await BridgeWorld.RunAsync(frame, script)));

        Assert.StartsWith("Of the app", await tab.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("mrti_", await frame.EvaluateAsync<string>("() => window.name + location.href") + await tab.Page.ContentAsync(), StringComparison.Ordinal);

        await frame.EvaluateAsync("() => { AP.events.on('flag.action', told => window.told = told.actionIdentifier); window.flag = AP.flag.create({title: '<b>T</b>', body: '<img src=x>', type: 'success', actions: {go: 'Go'}}); }");
        await tab.Page.ClickAsync(".app-flag .link");
        Assert.Contains("<b>T</b><img src=x>", await tab.Page.InnerTextAsync(".app-flag") is var text ? text.Replace("\n", "", StringComparison.Ordinal) : "", StringComparison.Ordinal);
        await frame.WaitForFunctionAsync("() => window.told === 'go'");
        Assert.Contains("flagIdentifier", await BridgeWorld.RunAsync(frame, "AP.events.on('flag.close', ok); flag.close()"), StringComparison.Ordinal);
        await frame.EvaluateAsync("() => AP.navigator.go('site', {relativeUrl: '/site/signin'})");
        await tab.Page.WaitForURLAsync("**/site/signin");
    }

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
