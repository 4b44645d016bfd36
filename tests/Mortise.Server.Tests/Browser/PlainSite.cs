namespace Mortise.Server.Tests.Browser;

/// <summary>One <see cref="SiteWorld"/> of ordinary words for the tests that only look; the first of them makes it.</summary>
public sealed class PlainSite : IAsyncDisposable
{
    private readonly Lazy<Task<SiteWorld>> world = new(() => SiteWorld.StartAsync(SiteWords.Plain));

    internal Task<SiteWorld> World => world.Value;

    public async ValueTask DisposeAsync()
    {
        if (world.IsValueCreated)
            await (await world.Value).DisposeAsync();
    }
}

/// <summary>The classes that share <see cref="PlainSite"/>, one after the other.</summary>
[CollectionDefinition]
public sealed class PlainSiteTests : ICollectionFixture<PlainSite>;
