using Microsoft.Playwright;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>The bridge as an app on an unmodified package meets it, by Bitbucket's own names. Source: ap-bridge.md; docs/decisions/0033.</summary>
public sealed class ExpressAppTests
{
    private const string PageOfApp = "/ada/rocket/addon/com.example.ace.state/page";

    private const string Opening = """
         const told = window.told = [];
        events.on('dialog.close', data => told.push(['event', data]));
        dialog.create({key: 'dialog', size: 'small', header: 'A question', submitText: 'Do it', customData: {a: 1}, buttons: [{text: 'More', identifier: 'more'}]}).on('close', data => told.push(['on', data]));
        """;

    private static readonly (string Script, string Path)[] Leaving =
    [
        ("AP.navigator.reload()", PageOfApp),
        ("AP.require('navigator', navigator => navigator.reload())", PageOfApp),
        ("AP.navigator.go('addonmodule', {moduleKey: 'page'})", PageOfApp),
        ("AP.require('navigator', navigator => navigator.go('repository', {repository: 'ada/second'}))", "/ada/second"),
        ("AP.navigator.go('site', {relativeUrl: '/site/signin'})", "/site/signin"),
    ];

    [BrowserFact]
    [Requirement("P21"), Requirement("P29"), Requirement("P36"), Requirement("P37"), Requirement("P42"), Requirement("P69")]
    public async Task Every_method_answers_an_unmodified_app_in_both_styles_by_Bitbuckets_names()
    {
        Assert.SkipUnless(ForeignProcess.IsThere("node") && Directory.Exists(Path.Combine(ExpressAppWorld.Clients, "node_modules")), "node or tests/clients/node_modules is not there; ./x test brings both");
        await using var world = await ExpressAppWorld.StartAsync();
        await using var tab = await world.Browser.OpenAsync(world.Origin);
        tab.Allow("Failed to load resource");
        await tab.SignInAsync("ada");

        // A whole page.
        await tab.GoAsync(PageOfApp);
        var frame = await world.FrameAsync(tab, "page");
        Assert.Equal("https://bitbucket.org/atlassian-connect/all.js", await frame.EvaluateAsync<string>("() => document.querySelector('script').src"));
        await CallRecord.BeginAsync(frame);
        await RunAsync(frame, BridgeCalls.OfPage(world));
        Assert.StartsWith("Of the app", await tab.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.True(await tab.Page.Locator("body > footer").IsHiddenAsync());
        Assert.DoesNotContain("mrti_", await frame.EvaluateAsync<string>("() => window.name + location.href") + await tab.Page.ContentAsync(), StringComparison.Ordinal);

        // Dialogs, opened in each style and spoken to in the same.
        foreach (var (style, open) in ((string, string)[])[("AP.", "const {dialog, events} = AP;"), ("require:", "AP.require(['dialog', 'events'], (dialog, events) => {")])
            await DialogAsync(world, tab, frame, style, open + Opening + (open.EndsWith('{') ? "})" : ""));

        // Elsewhere on the host; each ends the page.
        foreach (var (script, path) in Leaving)
        {
            await LeaveAsync(tab, frame, script);
            Assert.Equal(path, new Uri(tab.Page.Url).AbsolutePath);
            if (path != PageOfApp)
                await tab.GoAsync(PageOfApp);

            frame = await world.FrameAsync(tab, "page");
            await CallRecord.BeginAsync(frame);
        }

        // The small window of a web item.
        await tab.GoAsync("/ada/rocket");
        foreach (var script in (string[])["AP.inlineDialog.hide()", "AP.require('inline-dialog', dialog => dialog.hide())"])
        {
            await tab.Page.ClickAsync("button.app-item:has-text('Beside')");
            frame = await world.FrameAsync(tab, "inline");
            await CallRecord.BeginAsync(frame);
            await frame.EvaluateAsync($"() => {{ {script}; }}");
            await tab.Page.WaitForSelectorAsync(".app-inline-dialog", new() { State = WaitForSelectorState.Detached });
        }

        await tab.GoAsync(PageOfApp);
        Assert.Equal("", string.Join(' ', await CallRecord.MissedAsync(await world.FrameAsync(tab, "page"))));
    }

    private static async Task RunAsync(IFrame frame, IEnumerable<BridgeCall> calls, string? style = null)
    {
        var wrong = new List<string>();
        foreach (var call in calls)
        {
            foreach (var script in call.InEachStyle().Where(script => style is null || script.StartsWith("AP.require", StringComparison.Ordinal) == (style != "AP.")))
            {
                var answer = await BridgeWorld.RunAsync(frame, script);
                if (answer != call.Answer)
                    wrong.Add($"{script}\n    gives {answer}\n    not   {call.Answer}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task DialogAsync(ExpressAppWorld world, BrowserTab tab, IFrame opener, string style, string script)
    {
        await opener.EvaluateAsync($"() => {{ {script} }}");
        var dialog = await world.FrameAsync(tab, "dialog");
        await CallRecord.BeginAsync(dialog);
        await RunAsync(dialog, BridgeCalls.OfDialog, style);
        await dialog.EvaluateAsync(style == "AP." ? "() => AP.dialog.close({done: true})" : "() => AP.require('dialog', dialog => dialog.close({done: true}))");
        await tab.Page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Detached });
        await Eventually.SeeAsync(
            () => opener.EvaluateAsync<string>("() => JSON.stringify(told.toSorted())"), told => told == """[["event",{"done":true}],["on",{"done":true}]]""", "news of the close");
    }

    /// <summary>Runs what ends the page, and waits until the next one has loaded.</summary>
    private static async Task LeaveAsync(BrowserTab tab, IFrame frame, string script)
    {
        var loaded = new TaskCompletionSource();
        void Note(object? sender, IPage page) => loaded.TrySetResult();
        tab.Page.Load += Note;
        await frame.EvaluateAsync($"() => {{ setTimeout(() => {{ {script}; }}, 0); }}");
        await loaded.Task.WaitAsync(Eventually.Patience);
        tab.Page.Load -= Note;
    }
}
