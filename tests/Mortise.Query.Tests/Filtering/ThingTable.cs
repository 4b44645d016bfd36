using System.Data.Common;
using Microsoft.Data.Sqlite;
using Mortise.Query.Filtering;
using Mortise.Query.Sorting;
using Mortise.Testing;
using Npgsql;

namespace Mortise.Query.Tests.Filtering;

/// <summary>The things in tables that live as long as their connection.</summary>
internal sealed class ThingTable : IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly SqlDialect dialect;

    private ThingTable(DbConnection connection, SqlDialect dialect) => (this.connection, this.dialect) = (connection, dialect);

    public static async Task<ThingTable> CreateAsync(TestDatabase database, IEnumerable<Thing> things)
    {
        var table = database == TestDatabase.PostgreSql
            ? new ThingTable(new NpgsqlConnection(Environment.GetEnvironmentVariable(EveryDatabaseAttribute.Variable)), SqlDialect.PostgreSql)
            : new ThingTable(new SqliteConnection("Data Source=:memory:"), SqlDialect.Sqlite);
        await table.connection.OpenAsync();
        await table.ExecuteAsync(
            "CREATE TEMPORARY TABLE things (id BIGINT, name TEXT, size BIGINT, made BIGINT, open BOOLEAN, rank TEXT, state TEXT, author_id TEXT, author_account TEXT)", []);
        await table.ExecuteAsync("CREATE TEMPORARY TABLE tags (thing BIGINT, label TEXT, weight BIGINT)", []);
        foreach (var thing in things)
            await table.AddAsync(thing);

        return table;
    }

    /// <summary>Keys of the things that a query asks for, in its order; the opposite order gives them the other way round.</summary>
    public async Task<IReadOnlyList<int>> AskAsync(CollectionQuery query)
    {
        var asked = query.ToSql(dialect);
        var order = asked.Order?.ThenBy(SqlOrder.By("t.id")) ?? SqlOrder.By("t.id");
        var keys = await AskAsync(asked, order);
        Assert.Equal(keys.Reverse(), await AskAsync(asked, order.Reversed));
        return keys;
    }

    private async Task<IReadOnlyList<int>> AskAsync(SqlQuery asked, SqlOrder order)
    {
        await using var command = Command($"SELECT t.id FROM things t WHERE {asked.Condition} ORDER BY {order}", asked.Parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var keys = new List<int>();
        while (await reader.ReadAsync())
            keys.Add((int)reader.GetInt64(0));

        return keys;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task AddAsync(Thing thing)
    {
        await ExecuteAsync(
            "INSERT INTO things VALUES (@key, @name, @size, @made, @open, @rank, @state, @author, @account)",
            [
                new("key", (long)thing.Key), new("name", thing.Name ?? (object)DBNull.Value), new("size", thing.Size ?? (object)DBNull.Value),
                new("made", thing.Made is { } made ? (made.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10 : DBNull.Value),
                new("open", thing.Open ?? (object)DBNull.Value), new("rank", thing.Rank ?? (object)DBNull.Value), new("state", thing.State ?? (object)DBNull.Value),
                new("author", thing.Author?.Id.ToString("D") ?? (object)DBNull.Value), new("account", thing.Author?.Account ?? (object)DBNull.Value),
            ]);
        foreach (var tag in thing.Tags)
        {
            await ExecuteAsync(
                "INSERT INTO tags VALUES (@key, @label, @weight)",
                [new("key", (long)thing.Key), new("label", tag.Label ?? (object)DBNull.Value), new("weight", tag.Weight ?? (object)DBNull.Value)]);
        }
    }

    private async Task ExecuteAsync(string sql, IReadOnlyList<KeyValuePair<string, object>> parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    private DbCommand Command(string sql, IReadOnlyList<KeyValuePair<string, object>> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The point of the test: what the library writes.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@" + name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
