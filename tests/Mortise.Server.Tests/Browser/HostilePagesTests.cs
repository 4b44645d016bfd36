namespace Mortise.Server.Tests.Browser;

/// <summary>Somebody fills every text with markup and scripts: nothing of it gets anywhere.</summary>
public sealed class HostilePagesTests(Chromium chromium)
{
    /// <summary>What no page of ours has: attributes that run, addresses that run, elements that bring others' documents.</summary>
    private const string Intruders = """
        () => {
            const found = 'pwned' in window ? ['a script of somebody else ran'] : [];
            for (const element of document.querySelectorAll('*')) {
                for (const { name, value } of element.attributes) {
                    if (/^on|^srcdoc$/.test(name) || (name === 'style' && element.localName !== 'iframe')) found.push(`${name} in ${element.outerHTML.slice(0, 200)}`);
                    if (/^(href|src|action|formaction|xlink:href|data|poster|cite)$/.test(name) && /^(javascript|vbscript|data):/i.test(value.replace(/[\u0000-\u0020]/g, '')))
                        found.push(`${name} in ${element.outerHTML.slice(0, 200)}`);
                }
                if (/^(object|embed|base|math|style|animate|mglyph)$/i.test(element.localName) || (element.localName === 'script' && !/^\/assets\//.test(element.getAttribute('src') ?? '')))
                    found.push(element.outerHTML.slice(0, 200));
            }
            return found.slice(0, 5);
        }
        """;

    [BrowserFact]
    public async Task No_text_of_anybody_becomes_a_script_on_any_page()
    {
        await using var world = await SiteWorld.StartAsync(SiteWords.Hostile);
        await using var tab = await chromium.OpenAsync(world.Server);
        var faults = new List<string>();
        tab.Page.Dialog += (_, dialog) =>
        {
            faults.Add($"{dialog.Page?.Url}: a dialog, {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        tab.Context.Request += (_, request) =>
        {
            if (request.ResourceType is not "image" && !request.Url.StartsWith(world.Server.Origin, StringComparison.Ordinal) && !request.Url.StartsWith(world.App.Origin, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:,", StringComparison.Ordinal))
                faults.Add($"{request.Frame.Url}: asks for {request.Url}");
        };
        await tab.SignInAsync("ada");

        foreach (var page in PageCatalogue.Samples(world))
        {
            var status = await tab.GoAsync(page.Address);
            if (status != page.Status)
                faults.Add($"{page.Address}: answers {status}");

            faults.AddRange((await tab.Page.EvaluateAsync<string[]>(Intruders)).Select(found => $"{page.Address}: {found}"));
        }

        // An image that is not there is no fault of a page that shows it.
        tab.Allow("Failed to load resource");
        Assert.True(faults.Count + tab.Faults.Count == 0, string.Join('\n', faults.Concat(tab.Faults)));
    }
}
