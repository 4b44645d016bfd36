using Microsoft.Playwright;

namespace Mortise.Server.Tests.Browser;

/// <summary>Every page of the site, looked at as a person does who may see everything.</summary>
[Collection<PlainSiteTests>]
public sealed class GalleryTests(Chromium chromium, PlainSite site)
{
    /// <summary>What axe does not ask: a heading of first rank, a title, no order of its own for the keyboard, and a focus that is seen on every control.</summary>
    private const string OwnRules = """
        () => {
            const faults = [], shown = element => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
            const look = element => { const style = getComputedStyle(element); return `${style.outlineStyle}/${style.outlineWidth}/${style.boxShadow}/${style.borderColor}`; };
            const headings = [...document.querySelectorAll('h1')].filter(shown).length;
            if (headings === 0) faults.push('no heading of first rank');     // a rendered text may bring further ones
            if (!document.querySelector('a.skip[href="#main"]') || !document.querySelector('main#main')) faults.push('no link to the content');
            for (const element of document.querySelectorAll('[tabindex]'))
                if (element.tabIndex > 0) faults.push(`tabindex ${element.tabIndex}: ${element.outerHTML.slice(0, 120)}`);
            const inline = document.querySelector('[style]:not(iframe), style, script:not([src])');        // a frame has the height that its app asked for
            if (inline) faults.push(`inline style or script: ${inline.outerHTML.slice(0, 120)}`);
            for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
                if (element.disabled || !shown(element)) continue;
                const before = look(element);
                element.focus({ focusVisible: true, preventScroll: true });
                if (document.activeElement !== element) faults.push(`takes no focus: ${element.outerHTML.slice(0, 120)}`);
                else if (look(element) === before && !element.autofocus) faults.push(`focus is not seen: ${element.outerHTML.slice(0, 120)}`);
                element.blur();
            }
            return faults.slice(0, 8);
        }
        """;

    [BrowserFact]
    public async Task Every_page_is_sound_light_and_dark_wide_and_narrow()
    {
        Assert.SkipWhen(Axe.Missing is not null, Axe.Missing ?? "");
        var world = await site.World;
        await using var tab = await chromium.OpenAsync(world.Server);
        await tab.SignInAsync("ada");
        var faults = new List<string>();

        foreach (var page in PageCatalogue.Samples(world))
        {
            var before = tab.Faults.Count;
            var status = await tab.GoAsync(page.Address);
            if (status != page.Status)
                faults.Add($"{page.Address}: answers {status}");

            faults.AddRange((await LookAsync(tab, page.Name)).Select(fault => $"{page.Address}: {fault}"));
            faults.AddRange(tab.Faults.Skip(before).Where(fault => status < 400 || !fault.Contains("Failed to load resource", StringComparison.Ordinal)));
        }

        tab.Allow("");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>Looks at the page in each of its dresses, and leaves it light and wide.</summary>
    private static async Task<List<string>> LookAsync(BrowserTab tab, string name)
    {
        var page = tab.Page;
        var faults = new List<string>(await Axe.FaultsAsync(page));
        faults.AddRange(await page.EvaluateAsync<string[]>(OwnRules));      // before the first screenshot, which leaves style attributes behind
        await tab.ScreenshotAsync(name + "-light");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        faults.AddRange((await Axe.FaultsAsync(page, "color-contrast")).Select(fault => "dark: " + fault));
        await tab.ScreenshotAsync(name + "-dark");

        await page.SetViewportSizeAsync(400, 900);
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (wide > 400)
            faults.Add($"is {wide} wide on a screen of 400");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1280, 900);
        return faults;
    }
}
