using FsCheck;
using FsCheck.Fluent;
using Mortise.Testing;

namespace Mortise.Query.Tests.Filtering;

/// <summary>Random queries get one answer, whoever evaluates them.</summary>
public sealed class RandomQueryTests
{
    private static readonly Config Memory = Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true);
    private static readonly Config Databases = Config.QuickThrowOnFailure.WithMaxTest(1200).WithQuietOnSuccess(true);

    [Fact]
    public void Memory_answers_as_the_plain_rules_do()
    {
        var things = Thing.Forty();

        Check(Memory, things, (q, sort) =>
        {
            Assert.True(CollectionQuery.TryParse(q, sort, Thing.Memory, out var query, out var problem), $"{q}: {problem}");
            return [.. Thing.Memory.Apply(query, things).Select(thing => thing.Key)];
        });
    }

    [Theory, EveryDatabase]
    public async Task A_database_answers_as_the_plain_rules_do(TestDatabase database)
    {
        var things = Thing.Forty();
        await using var table = await ThingTable.CreateAsync(database, things);

        Check(Databases, things, (q, sort) =>
        {
            Assert.True(CollectionQuery.TryParse(q, sort, Thing.Sql, out var query, out var problem), $"{q}: {problem}");
            return table.AskAsync(query).GetAwaiter().GetResult();
        });
    }

    private static void Check(Config config, IReadOnlyList<Thing> things, Func<string, string, IReadOnlyList<int>> answer)
    {
        var cases =
            from question in Question.Any(3)
            from sort in Gen.Elements(Question.Sorts)
            select (question, sort);

        Prop.ForAll(
            Arb.From(cases),
            given =>
            {
                var expected = Question.Sorted(things.Where(given.question.Holds), given.sort).Select(thing => thing.Key).ToArray();
                var actual = answer(given.question.ToString(), given.sort);
                return expected.SequenceEqual(actual)
                    .Label($"q={given.question}&sort={given.sort}: {string.Join(' ', actual)}, by the rules {string.Join(' ', expected)}");
            })
            .Check(config);
    }
}
