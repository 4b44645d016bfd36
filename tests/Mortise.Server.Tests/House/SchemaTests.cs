using Dapper;
using Microsoft.Data.Sqlite;
using Mortise.Server.Platform.Data;
using Mortise.Testing;
using Npgsql;

namespace Mortise.Server.Tests.House;

/// <summary>The two sets of migrations make the same tables.</summary>
public sealed class SchemaTests
{
    [Theory, EveryDatabase]
    public async Task A_migrated_database_has_the_tables_of_the_other(TestDatabase database)
    {
        if (database == TestDatabase.Sqlite)
            return; // The comparison needs both; the other row makes it.

        var sqlite = await SqliteTablesAsync();
        var postgres = await PostgreSqlTablesAsync();

        Assert.NotEmpty(sqlite);
        Assert.Equal(sqlite, postgres);
    }

    [Fact]
    public void Each_migration_has_a_twin_of_the_same_number_and_name() =>
        Assert.Equal(
            Migrations.Known(DatabaseKind.Sqlite).Select(migration => (migration.Number, migration.Name)),
            Migrations.Known(DatabaseKind.PostgreSql).Select(migration => (migration.Number, migration.Name)));

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Migrations.ApplyAsync(connection, DatabaseKind.Sqlite, CancellationToken.None);
        await connection.ExecuteAsync("INSERT INTO schema_versions (number, name) VALUES (9999, 'tomorrow')");

        var refusal = await Assert.ThrowsAsync<NewerDatabaseException>(() => Migrations.ApplyAsync(connection, DatabaseKind.Sqlite, CancellationToken.None));

        Assert.Contains("9999", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> SqliteTablesAsync()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        await Migrations.ApplyAsync(connection, DatabaseKind.Sqlite, CancellationToken.None);
        var rows = await connection.QueryAsync<(string Table, string Column, string Type, long NotNull, long Key)>(
            """
            SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
            """);
        return [.. rows.Select(row => Line(row.Table, row.Column, row.Type, row.NotNull == 1, row.Key > 0)).Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<string>> PostgreSqlTablesAsync()
    {
        await using var connection = new NpgsqlConnection(Environment.GetEnvironmentVariable(EveryDatabaseAttribute.Variable));
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("CREATE SCHEMA comparison; SET LOCAL search_path TO comparison");
        foreach (var migration in Migrations.Known(DatabaseKind.PostgreSql))
            await connection.ExecuteAsync(migration.Sql);

        await connection.ExecuteAsync("CREATE TABLE schema_versions (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)");
        var rows = await connection.QueryAsync<(string Table, string Column, string Type, bool NotNull, bool Key)>(
            """
            SELECT c.table_name, c.column_name, c.data_type, c.is_nullable = 'NO',
                EXISTS (SELECT 1 FROM information_schema.table_constraints t
                        JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name AND k.table_schema = t.table_schema
                        WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = c.table_schema AND t.table_name = c.table_name AND k.column_name = c.column_name)
            FROM information_schema.columns c WHERE c.table_schema = 'comparison'
            """);
        return [.. rows.Select(row => Line(row.Table, row.Column, row.Type, row.NotNull, row.Key)).Order(StringComparer.Ordinal)];
    }

    private static string Line(string table, string column, string type, bool notNull, bool key) =>
        $"{table}.{column} {OneName(type)}{(notNull ? " not null" : "")}{(key ? " key" : "")}";

    private static string OneName(string type) => type.ToUpperInvariant() switch
    {
        "BLOB" or "BYTEA" => "bytes",
        var other => other.ToLowerInvariant(),
    };
}
