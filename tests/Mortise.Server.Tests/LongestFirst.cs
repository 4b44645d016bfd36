using Mortise.Server.Tests;
using Mortise.Server.Tests.Browser;
using Mortise.Server.Tests.Features.ApplicationProperties;
using Mortise.Server.Tests.House;
using Mortise.Server.Tests.Stories;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Mortise.Server.Tests;

/// <summary>Begins with the classes that take longest, so that none is left to run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(PlainSiteTests), nameof(HostilePagesTests), nameof(CrashTests), nameof(PublishTests), nameof(PropertyAccessMatrixTests), nameof(ScopeMatrixTests), nameof(ExpressAppTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(IsLong)];

    private static bool IsLong<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Long.Any(name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
}
