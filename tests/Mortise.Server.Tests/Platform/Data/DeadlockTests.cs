using Mortise.Server.Platform.Data;
using Mortise.Testing;
using Npgsql;

namespace Mortise.Server.Tests.Platform.Data;

/// <summary>A write that PostgreSQL breaks off for the sake of another begins anew, and one that has a fault of its own does not.</summary>
public sealed class DeadlockTests
{
    [Fact]
    public async Task Two_writes_that_wait_for_one_another_both_go_through()
    {
        // SQLite has one writer, and so no deadlocks.
        var connection = Environment.GetEnvironmentVariable(EveryDatabaseAttribute.Variable);
        Assert.SkipUnless(connection is { Length: > 0 }, $"PostgreSQL is not there: {EveryDatabaseAttribute.Variable} is not set; ./x test starts one");
        await using var database = new PostgreSqlDatabase(connection);
        var schema = $"deadlock_{Guid.NewGuid():N}";
        await database.WriteAsync(
            write => write.ExecuteAsync($"CREATE SCHEMA {schema}; CREATE TABLE {schema}.things (id INTEGER PRIMARY KEY, value INTEGER NOT NULL); INSERT INTO {schema}.things VALUES (1, 0), (2, 0)"),
            CancellationToken.None);
        try
        {
            var (one, two, runs) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);

            await Task.WhenAll(BothAsync(1, 2, one, two.Task), BothAsync(2, 1, two, one.Task)).WaitAsync(Eventually.Patience);

            Assert.Equal(3, runs);
            Assert.Equal([2, 2], await database.ReadAsync(session => session.ListAsync<int>($"SELECT value FROM {schema}.things ORDER BY id"), CancellationToken.None));
            await AFaultOfItsOwnAsync(database, schema);

            // Each has the one row before it asks for the other's.
            Task BothAsync(int first, int second, TaskCompletionSource hasFirst, Task otherHasFirst) => database.WriteAsync(
                async write =>
                {
                    Interlocked.Increment(ref runs);
                    await write.ExecuteAsync($"UPDATE {schema}.things SET value = value + 1 WHERE id = @first", new { first });
                    hasFirst.TrySetResult();
                    await otherHasFirst;
                    await write.ExecuteAsync($"UPDATE {schema}.things SET value = value + 1 WHERE id = @second", new { second });
                },
                CancellationToken.None);
        }
        finally
        {
            await database.WriteAsync(write => write.ExecuteAsync($"DROP SCHEMA {schema} CASCADE"), CancellationToken.None);
        }
    }

    private static async Task AFaultOfItsOwnAsync(PostgreSqlDatabase database, string schema)
    {
        var (doubles, refusals) = (0, 0);

        await Assert.ThrowsAsync<PostgresException>(() => database.WriteAsync(
            write =>
            {
                doubles++;
                return write.ExecuteAsync($"INSERT INTO {schema}.things VALUES (1, 1)");
            },
            CancellationToken.None));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.WriteAsync(
            write =>
            {
                refusals++;
                return write.ExecuteAsync("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
            },
            CancellationToken.None));

        Assert.Equal((1, 5, PostgresErrorCodes.SerializationFailure), (doubles, refusals, refused.SqlState));
    }
}
