using System.Net;
using Microsoft.Playwright;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>An app that tries what it can, beside an honest one on the same page: the attack table of ap-bridge.md 4.4, row by row.</summary>
public sealed class HostileAppTests(Chromium chromium)
{
    private const string Repository = "/2.0/repositories/acme/rocket";
    private const string State = Repository + "/properties/com.example.alpha/state";

    /// <summary>Milliseconds in which what must not come has not come; a longer wait would show no more, since messages are answered in order.</summary>
    private const int Silence = 1_500;

    [BrowserFact]
    [Requirement("P43")]
    public async Task Nothing_that_an_app_tries_through_the_bridge_succeeds()
    {
        await using var world = await BridgeWorld.StartAsync();
        await using var tab = await chromium.OpenAsync(world.Server);
        foreach (var expected in new[] { "Failed to load resource", "CORS policy", "frame-src", "frame-ancestors", "X-Frame-Options", "Framing", "Unsafe attempt", "TypeError" })
            tab.Allow(expected);

        await tab.SignInAsync("ada");
        await tab.GoAsync("/acme/rocket");
        var alpha = await BridgeWorld.FrameAsync(tab, world.Alpha, "panel");
        var beta = await BridgeWorld.FrameAsync(tab, world.Beta, "panel");
        Assert.Equal("204", await BridgeWorld.RunAsync(alpha, $"AP.request({{url: '{State}', type: 'PUT', contentType: 'application/json', data: '{{\"v\": 1}}'}}).then(answer => ok(answer.xhr.status))"));

        // Another app's properties, also with headers that name it; and what beta's scopes leave out.
        await RefusedAsync(beta, $"'{State}'", 404);
        await RefusedAsync(beta, $"{{url: '{State}', headers: {{Authorization: 'Bearer x', Cookie: 'a=b', 'AP-Client-Key': 'com.example.alpha'}}}}", 404);
        await RefusedAsync(beta, $"{{url: '{State}', type: 'PUT', contentType: 'application/json', data: '{{}}'}}", 403);
        await RefusedAsync(beta, $"{{url: '{State}', type: 'DELETE'}}", 403);
        var id = await alpha.EvaluateAsync<string>("() => JSON.parse(window.name).extension_id");
        var forged = $"{{_context: {{extension_id: '{id}', extension: {{addon_key: 'com.example.alpha', key: 'panel'}}}}}}";
        await RefusedAsync(beta, $"'{State}', {forged}", 404);
        await RefusedAsync(beta, $"{{url: '{State}', addon_key: 'com.example.alpha', ...{forged}}}, {forged}, {forged}", 404);
        await RefusedAsync(beta, "'/2.0/user/emails'", 403);
        await RefusedAsync(beta, $"'{Repository}/pullrequests'", 403);
        await RefusedAsync(beta, "{url: '/2.0/addon', type: 'DELETE'}", 403);

        // Addresses that are not the API's never leave the page.
        var asked = new List<string>();
        tab.Page.Request += (_, request) => asked.Add(request.Url);
        string[] elsewhere =
        [
            "/account/settings/", "/site/token", "/_/site/frames/renew", "/_/api/apps", "/acme/rocket", "/2.0", "/2.0/../site/token", "/2.0/%2e%2e/site/token", "/2.0/%252e%252e/site/token",
            "/2.0/%2e%2e%2fsite/token", @"\\evil.example\2.0\x", "/2.0/..\\\\site/token", "//evil.example/2.0/user", "https://evil.example/2.0/user", "javascript:alert(1)", "data:text/html,x", "",
            world.Server.Origin.Replace("http://", "http://ada:ada@", StringComparison.Ordinal) + "/2.0/user", world.Beta.Origin + "/2.0/user", "https://bitbucket.org/site/oauth2/access_token",
        ];
        foreach (var address in elsewhere)
            await RefusedAsync(beta, $"{{url: {System.Text.Json.JsonSerializer.Serialize(address)}}}", 0);

        await RefusedAsync(beta, "{url: '/2.0/user', type: 'TRACE'}", 0);
        await RefusedAsync(beta, "{url: '/../com.example.alpha/build'}", 0, "proxyRequest");
        await RefusedAsync(beta, "{url: '/%2e%2e/com.example.alpha/build'}", 0, "proxyRequest");
        Assert.Empty(asked);

        // The frame's own requests: no cookie, no token.
        var origin = world.Server.Origin;
        Assert.Equal("\"stopped\"", await BridgeWorld.RunAsync(beta, $"fetch('{origin}/2.0/user', {{credentials: 'include'}}).then(() => ok('answered'), () => ok('stopped'))"));
        Assert.Equal("401", await BridgeWorld.RunAsync(beta, $"fetch('{origin}/2.0/user').then(answer => ok(answer.status))"));
        Assert.NotEqual("200", await BridgeWorld.RunAsync(beta, $"fetch('{origin}/_/site/frames/renew', {{method: 'POST', credentials: 'include', mode: 'no-cors', body: '{{}}'}}).then(answer => ok(answer.status), () => ok(0))"));
        Assert.NotEqual("200", await BridgeWorld.RunAsync(beta, $"fetch('{origin}/site/token', {{method: 'POST', credentials: 'include'}}).then(answer => ok(answer.status), () => ok(0))"));

        // Messages with the other frame's id, and names that reach what no module declares.
        Assert.Equal("\"nothing came\"", await BridgeWorld.RunAsync(
            beta, $"window.addEventListener('message', event => event.data.mid === 'stolen' && ok(event.data.args)); top.postMessage({{eid: '{id}', type: 'init'}}, '*'); top.postMessage({{eid: '{id}', type: 'req', mid: 'stolen', mod: '_globals', fn: 'request', args: ['{State}']}}, '*')",
            Silence));
        await beta.EvaluateAsync("""
            () => {
                const eid = JSON.parse(window.name).extension_id;
                const send = message => top.postMessage({eid, type: 'req', mid: 'x', args: [], ...message}, '*');
                send({mod: '_globals', fn: '__defineGetter__', args: ['request']});
                send({mod: 'events', fn: 'constructor', _cls: 'constructor', _id: 'f', args: ['a = (window.pwned = 1)']});
                send({mod: 'events', fn: 'call', _cls: 'constructor', _id: 'f'});
                send({mod: '__proto__', fn: 'toString'});
                send({mod: 'dialog', fn: 'close', args: {length: 1}});
                send({mod: 'flag', fn: 'close', _cls: 'create', _id: '__proto__'});
                top.postMessage({eid: '__proto__', type: 'req', mod: 'env', fn: 'resize', args: []}, '*');
                top.postMessage({eid, type: 'constructor'}, '*');
            }
            """);
        Assert.Equal("\"acme/rocket\"", await BridgeWorld.RunAsync(alpha, $"AP.request('{Repository}').then(answer => ok(JSON.parse(answer.body).full_name))"));
        Assert.False(await tab.Page.EvaluateAsync<bool>("() => 'pwned' in window"));

        // The other app's dialogs and events. A key of one's own descriptor is all that there is.
        await beta.EvaluateAsync("() => { window.heard = []; AP.events.onAny(name => heard.push(name)); AP.dialog.create({key: 'com.example.alpha/dialog', header: 'Stolen'}); }");
        await tab.Page.WaitForSelectorAsync("dialog .problem");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Detached });
        Assert.Equal("\"done\"", await BridgeWorld.RunAsync(alpha, "AP.events.on('secret', () => ok('done')); AP.events.emit('secret', 42)"));
        Assert.DoesNotContain("secret", await BridgeWorld.RunAsync(beta, "ok(heard)"), StringComparison.Ordinal);
        Assert.Equal("true", await BridgeWorld.RunAsync(beta, "AP.cookie.read('name', value => ok(value === undefined))"));

        Assert.Equal("0", await BridgeWorld.RunAsync(beta, "AP.getLocation(() => ok(heard.length = 0))"));      // its own dialog's close
        await alpha.EvaluateAsync("() => { AP.dialog.create({key: 'dialog', header: 'Ours', submitText: 'Do it'}); }");
        var dialog = await BridgeWorld.FrameAsync(tab, world.Alpha, "dialog");
        Assert.Equal("true", await BridgeWorld.RunAsync(beta, "AP.dialog.close('taken'); AP.dialog.getButton('submit').trigger(); AP.dialog.createButton({text: 'Theirs', identifier: 'x'}); AP.dialog.getCustomData(data => ok(data === undefined))"));
        Assert.Equal(2, await tab.Page.Locator("dialog footer button").CountAsync());
        await dialog.EvaluateAsync("() => AP.dialog.close({secret: 1})");
        await tab.Page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Detached });
        Assert.DoesNotContain("dialog.", await BridgeWorld.RunAsync(beta, "AP.getLocation(() => ok(heard))"), StringComparison.Ordinal);

        // A name that the app's messages carry, text that looks like markup, and pages that are not of this host.
        await beta.EvaluateAsync("() => { AP.flag.create({title: '<script>pwned=1</scr' + 'ipt>', body: '<img src=x onerror=\"pwned=1\">'}); AP.messages.error('<b>', '<svg onload=\"pwned=1\">'); AP.navigator.go('site', {relativeUrl: 'javascript:pwned=1'}); AP.navigator.go('site', {relativeUrl: 'https://evil.example/'}); AP.page.setTitle('Sign in'); }");
        await tab.Page.WaitForSelectorAsync(".app-flag");
        Assert.Null(await tab.Page.QuerySelectorAsync(".app-flag img, .app-message svg, .app-flag script"));
        Assert.False(await tab.Page.EvaluateAsync<bool>("() => 'pwned' in window"));
        Assert.EndsWith("/acme/rocket", new Uri(tab.Page.Url).AbsolutePath.TrimEnd('/'), StringComparison.Ordinal);
        Assert.DoesNotContain("Sign in -", await tab.Page.TitleAsync(), StringComparison.Ordinal);

        // A frame that has gone elsewhere: its name tells no token, and from the other origin nothing is answered; nor does it reach this host's pages.
        Assert.DoesNotContain("mrti_", await beta.EvaluateAsync<string>("() => window.name"), StringComparison.Ordinal);
        await beta.EvaluateAsync($"() => {{ location.href = '{world.Alpha.Origin}/moved'; }}");
        await Eventually.SeeAsync(() => beta.Url, url => url.EndsWith("/moved", StringComparison.Ordinal), "page of the other origin");
        await beta.WaitForFunctionAsync("() => 'AP' in window && document.readyState === 'complete'");
        Assert.Equal("\"nothing came\"", await BridgeWorld.RunAsync(beta, $"AP.request('{Repository}').then(() => ok('answered'), () => ok('refused'))", Silence));
        Assert.Equal("\"acme/rocket\"", await BridgeWorld.RunAsync(alpha, $"AP.request('{Repository}').then(answer => ok(JSON.parse(answer.body).full_name))"));

        // The page's own script, without a token, with one that is not whole, and with that of an app's own calls.
        var token = "";
        tab.Page.Request += (_, request) => token = request.Headers.TryGetValue("authorization", out var sent) ? sent["Bearer ".Length..] : token;
        Assert.Equal("200", await BridgeWorld.RunAsync(alpha, "AP.request('/2.0/user').then(answer => ok(answer.xhr.status))"));
        Assert.StartsWith("mrti_", token, StringComparison.Ordinal);
        var whole = token;
        var made = await alpha.EvaluateAsync<string>("async () => (await AP.request_access_token()).access_token");
        Assert.NotEqual(whole, made);
        foreach (var (path, how, status) in new[]
        {
            (Repository, "{}", 404),
            ("/2.0/user", "{}", 401),
            ("/2.0/user", "{headers: {'AP-Client-Key': 'com.example.alpha'}}", 401),
            (Repository, $"{{headers: {{Authorization: 'Bearer {Edited(whole)}'}}}}", 401),
            ("/_/site/frames/context", $"{{method: 'POST', headers: {{Authorization: 'Bearer {made}', 'Content-Type': 'application/json'}}, body: '{{}}'}}", 403),
            ("/_/site/frames/access-token", $"{{method: 'POST', headers: {{Authorization: 'Bearer {made}', 'Content-Type': 'application/json'}}, body: '{{}}'}}", 403),
            ("/_/site/frames/renew", $"{{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body: JSON.stringify({{token: '{Edited(whole)}'}})}}", 403),
            ("/_/site/frames/renew", $"{{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body: JSON.stringify({{token: '{made}'}})}}", 403),
        })
            Assert.Equal((path, how, status), (path, how, await tab.Page.EvaluateAsync<int>($"() => fetch('{path}', {how}).then(answer => answer.status)")));

        // Signed out elsewhere: the tokens that are out are dead at once, and no other is made of them.
        var direct = $"fetch('{origin}/2.0/user', {{headers: {{Authorization: 'Bearer {made}'}}}}).then(answer => ok(answer.status))";
        Assert.Equal("200", await BridgeWorld.RunAsync(alpha, direct));
        var elsewhereOnHost = await tab.Context.NewPageAsync();
        await elsewhereOnHost.GotoAsync("/site/signout");
        await elsewhereOnHost.ClickAsync("section.card form button");
        await Eventually.SeeAsync(() => BridgeWorld.RunAsync(alpha, direct), answer => answer == "401", "end of the session");
        Assert.Equal("401", await BridgeWorld.RunAsync(alpha, "AP.request('/2.0/user').catch(problem => ok(problem.xhr.status))"));
        Assert.Equal("\"refused\"", await BridgeWorld.RunAsync(alpha, "AP.request_access_token().then(() => ok('made'), () => ok('refused'))"));
        Assert.Equal(401, await tab.Page.EvaluateAsync<int>($"() => fetch('{Repository}', {{headers: {{Authorization: 'Bearer {whole}'}}}}).then(answer => answer.status)"));
    }

    [BrowserFact]
    public async Task Host_pages_stand_in_nobodys_frame_and_the_frame_cannot_leave_for_them()
    {
        await using var world = await BridgeWorld.StartAsync();
        await using var tab = await chromium.OpenAsync(world.Server);
        foreach (var expected in new[] { "Failed to load resource", "frame-src", "frame-ancestors", "X-Frame-Options", "Framing", "Unsafe attempt", "Content Security Policy" })
            tab.Allow(expected);

        await tab.SignInAsync("ada");
        var page = await tab.Context.NewPageAsync();
        await page.GotoAsync(world.Beta.Origin + "/clickjacking");
        await page.EvaluateAsync($"() => new Promise(ok => {{ const frame = document.createElement('iframe'); frame.onload = ok; frame.src = '{world.Server.Origin}/acme/rocket/addon/com.example.alpha/page'; document.body.append(frame); }})");
        Assert.DoesNotContain(page.Frames, frame => frame.Url.StartsWith(world.Server.Origin, StringComparison.Ordinal));

        await tab.GoAsync("/acme/rocket/addon/com.example.beta/page");
        var beta = await BridgeWorld.FrameAsync(tab, world.Beta, "page");
        var policy = await tab.Page.EvaluateAsync<string>("() => fetch(location.href).then(answer => answer.headers.get('Content-Security-Policy'))");
        Assert.Contains($"frame-src {world.Beta.Origin};", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);

        // Neither the page around it, nor another origin, nor a raw file of this host.
        await beta.EvaluateAsync($"() => {{ try {{ top.location.href = '{world.Beta.Origin}/taken'; }} catch {{ }} }}");
        await beta.EvaluateAsync($"() => {{ location.href = '{world.Server.Origin}{Repository}/src/main/README.md'; }}");
        await tab.UntilAsync("() => document.querySelector('iframe') !== null");
        Assert.StartsWith(world.Server.Origin, tab.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(tab.Page.Frames.Skip(1), frame => frame.Url.StartsWith(world.Server.Origin, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task A_module_on_this_hosts_own_origin_gets_no_frame()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Beta.Descriptor["modules"]!["repoPages"]![0]!["url"] = world.Server.Origin + Repository + "/src/main/README.md";
        world.Beta.Descriptor["modules"]!["repoPages"]![0]!["key"] = "own";
        var update = await world.Server.AdminAsync(HttpMethod.Post, "/apps", $$"""{"url": "{{world.Beta.DescriptorUrl}}", "workspace": "acme"}""");
        Assert.True(update.Status is HttpStatusCode.Created or HttpStatusCode.OK, update.Body);
        await using var tab = await chromium.OpenAsync(world.Server);
        await tab.SignInAsync("ada");

        await tab.GoAsync("/acme/rocket/addon/com.example.beta/own");

        await tab.Page.WaitForSelectorAsync("[data-app-frame] .problem, .app-page .problem");
        Assert.Null(await tab.Page.QuerySelectorAsync("iframe"));
    }

    /// <summary>With another character in its middle.</summary>
    private static string Edited(string token) => token[..40] + (token[40] == 'A' ? 'B' : 'A') + token[41..];

    private static async Task RefusedAsync(IFrame frame, string options, int status, string method = "request") =>
        Assert.Equal((options, $"{status}"), (options, await BridgeWorld.RunAsync(frame, $"AP.{method}({options}).then(answer => ok('answered ' + answer.body), problem => ok(problem.xhr.status))")));
}
