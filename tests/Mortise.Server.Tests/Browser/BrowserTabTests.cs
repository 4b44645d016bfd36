using Mortise.Server.Features.Admin.Seeds;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>The house's own instrument: what it must notice, it notices.</summary>
public sealed class BrowserTabTests(Chromium chromium)
{
    [BrowserFact]
    public async Task A_person_signs_in_and_out_and_what_goes_wrong_is_noticed()
    {
        await using var server = await TestServer.StartAsync(TestDatabase.Sqlite);
        await server.Get<Seeder>().ApplyAsync(SeedReader.Read(CommandLine.Own("demo-seed.yaml")), CancellationToken.None);
        await using var tab = await chromium.OpenAsync(server);

        await tab.SignInAsync("ada");
        await tab.ScreenshotAsync("signed-in");
        tab.AssertSound();

        await tab.Page.EvaluateAsync("""
            document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.pwned = true' }));
            setTimeout(() => { throw new Error('a script failed') });
            """);
        for (var waited = 0; waited < 600 && !(Noticed("CSP: ") && Noticed("a script failed")); waited++)
            await Task.Delay(TimeSpan.FromMilliseconds(100));

        Assert.True(Noticed("CSP: ") && Noticed("a script failed"), string.Join('\n', tab.Faults));
        Assert.False(await tab.Page.EvaluateAsync<bool>("() => 'pwned' in window"));
        tab.Allow("");

        bool Noticed(string what) => tab.Faults.Any(fault => fault.Contains(what, StringComparison.Ordinal));
    }
}
