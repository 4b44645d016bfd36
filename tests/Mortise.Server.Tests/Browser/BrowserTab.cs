using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>One person's browser as far as a test needs it: a page, its cookies, and whatever went wrong in it.</summary>
/// <remarks>
/// Errors of scripts, errors on the console and violations of the content security policy, of the page and of every frame in it, are faults: a test whose tab
/// has one fails when the tab is disposed of, unless the test allowed it. Not thread-safe.
/// </remarks>
public sealed partial class BrowserTab : IAsyncDisposable
{
    /// <summary>The console tells of most violations; this tells of all, in words of its own.</summary>
    private const string TellViolations =
        "addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} stopped ${e.blockedURI} ${e.sample} (${e.sourceFile}:${e.lineNumber})`));";

    private readonly ConcurrentQueue<string> faults = new();
    private readonly List<string> allowed = [];

    private BrowserTab(IBrowserContext context, IPage page) => (Context, Page) = (context, page);

    public IBrowserContext Context { get; }

    /// <summary>The first page of the tab; <see cref="Context"/> knows those that it opened.</summary>
    public IPage Page { get; }

    /// <summary>What went wrong so far and was not allowed.</summary>
    public IReadOnlyList<string> Faults => [.. faults.Where(fault => !allowed.Exists(part => fault.Contains(part, StringComparison.Ordinal)))];

    /// <summary>Where screenshots go.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(SourceTree.Path("artifacts", "screenshots")).FullName;

    internal static async Task<BrowserTab> OpenAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync(TellViolations);
        var tab = new BrowserTab(context, await context.NewPageAsync());
        context.WebError += (_, error) => tab.faults.Enqueue($"{error.Page?.Url}: {error.Error}");
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
                tab.faults.Enqueue($"{message.Page?.Url}: {message.Text} ({message.Location})");
        };
        return tab;
    }

    /// <summary>From here on, a fault whose text contains <paramref name="part"/> is none.</summary>
    public void Allow(string part) => allowed.Add(part);

    /// <summary>Goes to a path of the server, or to an address, and waits until everything on the page has loaded.</summary>
    /// <returns>The status of the answer.</returns>
    public async Task<int> GoAsync(string address) =>
        (await Page.GotoAsync(address))?.Status ?? throw new InvalidOperationException($"{address} is the page that is there already");

    /// <summary>Signs in as a person does; the password of a demo account is its name.</summary>
    public async Task SignInAsync(string username, string? password = null)
    {
        await GoAsync("/site/signin");
        await Page.FillAsync("#username", username);
        await Page.FillAsync("#password", password ?? username);
        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForSelectorAsync("main:not(:has(#password)), [role=alert]");
        await Page.WaitForLoadStateAsync();
        Assert.True(await Page.QuerySelectorAsync("#password") is null, $"{username} could not sign in: {await Page.InnerTextAsync("main")}");
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    /// <remarks>The browser's own wait evaluates again on each frame, inside the page, which the content security policy of this host stops; asking from outside is not.</remarks>
    public Task UntilAsync(string expression) => Eventually.SeeAsync(() => Page.EvaluateAsync<bool>(expression), seen => seen, expression);

    /// <summary>Writes what the tab shows to <see cref="Screenshots"/>.</summary>
    /// <param name="name">Without folder and ending.</param>
    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, Unfit().Replace(name, "-") + ".png"), Animations = ScreenshotAnimations.Disabled });

    /// <summary>Fails with what went wrong so far.</summary>
    public void AssertSound() => Assert.True(Faults.Count == 0, string.Join('\n', Faults));

    /// <exception cref="InvalidOperationException">Something went wrong in the browser.</exception>
    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        if (Faults is { Count: > 0 } left)
            throw new InvalidOperationException("Faults in the browser:\n" + string.Join('\n', left));
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Unfit();
}
