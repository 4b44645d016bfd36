using Microsoft.Playwright;
using Mortise.Server.Tests.Browser;
using Mortise.Testing;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Mortise.Server.Tests.Browser;

/// <summary>The one Chromium of a test run, the system's own; the first test that opens a tab starts it. Thread-safe.</summary>
/// <remarks>A test class takes it as a constructor parameter, and marks its tests <see cref="BrowserFactAttribute"/>.</remarks>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>Names another program than the system's.</summary>
    private const string Variable = "MORTISE_TEST_CHROMIUM";

    /// <summary>Only against what never comes: a machine may have other things to do.</summary>
    private const float PatienceMilliseconds = 120_000;

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly string? Program = Find();

    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> started;

    public Chromium()
        : this([])
    {
    }

    private Chromium(string[] more) => started = new(() => StartAsync(more));

    /// <summary>Why tests in a browser are skipped; null where they are not.</summary>
    public static string? Missing { get; } =
        Program is null ? $"Chromium is not there: ./x test installs it where apt-get may, and {Variable} names another program" : null;

    /// <summary>Another one beside it, with flags of its own, for the test that cannot do without them.</summary>
    internal static Chromium With(params string[] flags) => new(flags);

    /// <summary>A tab with cookies and storage of its own, 1280 by 900, light; dispose of it before the server.</summary>
    /// <param name="describe">Changes what the tab is like, for example its size or colours.</param>
    public Task<BrowserTab> OpenAsync(TestServer server, Action<BrowserNewContextOptions>? describe = null) => OpenAsync(server.Origin, describe);

    /// <summary>The same, for a server that is a process of its own.</summary>
    /// <param name="origin">What paths are relative to.</param>
    public async Task<BrowserTab> OpenAsync(string origin, Action<BrowserNewContextOptions>? describe = null)
    {
        var (_, browser) = await started.Value;
        var options = new BrowserNewContextOptions
        {
            BaseURL = origin,
            ViewportSize = new() { Width = 1280, Height = 900 },
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "UTC",
        };
        describe?.Invoke(options);
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(PatienceMilliseconds);
        return await BrowserTab.OpenAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (!started.IsValueCreated)
            return;

        var (driver, browser) = await started.Value;
        await browser.CloseAsync();
        driver.Dispose();
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync(string[] more)
    {
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = [.. Flags, .. more], Timeout = PatienceMilliseconds }));
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : null;

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "google-chrome-stable", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
