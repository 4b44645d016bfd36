namespace Mortise.Server.Tests.Browser;

/// <summary>The site without a mouse.</summary>
[Collection<PlainSiteTests>]
public sealed class KeyboardTests(Chromium chromium, PlainSite site)
{
    /// <summary>Gives a number to every control that can be reached now, and says how many there are.</summary>
    private const string Count = """
        () => {
            const shown = element => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
            const groups = new Set();
            const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter(control => {
                if (control.disabled || !shown(control) || control.closest('[inert]')) return false;
                if (control.type !== 'radio') return true;
                return !groups.has(control.name) && groups.add(control.name);      // one stop for a group
            });
            controls.forEach((control, i) => control.dataset.stop = i);
            return controls.length;
        }
        """;

    /// <summary>Where the focus is: the number of the control, or of its group's; and whether it can be seen there.</summary>
    private const string Stop = """
        () => {
            const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
            if (at === document.body) return -1;
            if (at.localName === 'iframe') return -2;
            if (style.outlineStyle === 'none' && style.boxShadow === 'none') throw new Error('focus is not seen: ' + at.outerHTML.slice(0, 160));
            if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) throw new Error('focus is outside the window: ' + at.outerHTML.slice(0, 160));
            const stop = at.dataset.stop ?? document.querySelector(`input[type=radio][name="${at.name}"][data-stop]`)?.dataset.stop;
            return stop === undefined ? -3 : Number(stop);
        }
        """;

    [BrowserFact]
    public async Task Tab_reaches_every_control_and_each_shows_its_focus()
    {
        var world = await site.World;
        await using var tab = await chromium.OpenAsync(world.Server);
        await tab.SignInAsync("ada");
        tab.Allow("404");       // one of them is not there
        var samples = PageCatalogue.Samples(world);
        string[] names =
        [
            "home", "docs-rest", "workspace-repo_slug", "directory", "workspace-repo_slug-branches", "workspace-repo_slug-pull-requests-pull_request_id", "workspace-workspace-settings-members", "not-found",
        ];

        foreach (var address in names.Select(name => Assert.Single(samples, page => page.Name == name).Address))
        {
            await tab.GoAsync(address);
            await tab.Page.EvaluateAsync("document.activeElement.blur()");
            var controls = await tab.Page.EvaluateAsync<int>(Count);
            var reached = new HashSet<int>();
            for (var press = 0; press < controls + 60 && reached.Count < controls; press++)
            {
                await tab.Page.Keyboard.PressAsync("Tab");
                var stop = await tab.Page.EvaluateAsync<int>(Stop);
                if (press == 0)
                    Assert.True(stop == 0, $"{address}: the first stop is not the link to the content");
                if (stop >= 0)
                    reached.Add(stop);
            }

            var missed = await tab.Page.EvaluateAsync<string[]>(
                "reached => [...document.querySelectorAll('[data-stop]')].filter(control => !reached.includes(Number(control.dataset.stop))).map(control => control.outerHTML.slice(0, 160))",
                reached);
            Assert.True(missed.Length == 0, $"{address}: Tab does not reach\n{string.Join('\n', missed)}");

            // The first stop leads past everything that is before the content: the next one is behind it.
            await tab.Page.EvaluateAsync("document.activeElement.blur()");
            await tab.Page.Locator("a.skip").PressAsync("Enter");
            await tab.Page.Keyboard.PressAsync("Tab");
            Assert.True(
                await tab.Page.EvaluateAsync<bool>("!!(document.getElementById('main').compareDocumentPosition(document.activeElement) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY))"),
                $"{address}: the link to the content leads elsewhere");
        }
    }
}
