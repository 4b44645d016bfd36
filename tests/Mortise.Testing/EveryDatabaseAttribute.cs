using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Mortise.Testing;

/// <summary>The databases that a feature test runs on; the test's one parameter.</summary>
public enum TestDatabase
{
    Sqlite,
    PostgreSql,
}

/// <summary>Runs a theory once on each database; one that is not there is skipped by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryDatabaseAttribute : Attribute, IDataAttribute
{
    /// <summary>Where the test command says how to reach its PostgreSQL.</summary>
    public const string Variable = "MORTISE_TEST_POSTGRES";

    public bool? Explicit => null;

    public string? Label => null;

    public string? Skip => null;

    public Type? SkipType => null;

    public string? SkipUnless => null;

    public string? SkipWhen => null;

    public string? TestDisplayName => null;

    public int? Timeout => null;

    public string[]? Traits => null;

    public ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
        [
            new TheoryDataRow(TestDatabase.Sqlite),
            new TheoryDataRow(TestDatabase.PostgreSql)
            {
                Skip = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? null : $"PostgreSQL is not there: {Variable} is not set; ./x test starts one",
            },
        ]);

    public bool SupportsDiscoveryEnumeration() => true;
}
