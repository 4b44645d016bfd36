using System.Data.Common;
using Dapper;

namespace Mortise.Server.Platform.Data;

/// <summary>The transaction of one write.</summary>
internal sealed class WriteSession(DbConnection connection, DbTransaction? transaction, DatabaseKind kind)
    : Session(connection, transaction, kind)
{
    /// <summary>Rows that the statement changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Connection.ExecuteAsync(sql, parameters, Transaction);

    /// <summary>As the other overload, by a statement that stays prepared on its connection; one value for each parameter, in their order.</summary>
    public Task<int> ExecuteAsync(KeptChange change, params object?[] values) => Prepared(change.Sql, change.Parameters, values).ExecuteNonQueryAsync();

    /// <summary>Appended to a SELECT whose row the write goes on to change. SQLite has one writer and needs none.</summary>
    public string ForUpdate => Kind == DatabaseKind.PostgreSql ? " FOR UPDATE" : "";

    /// <summary>Takes the next <paramref name="many"/> numbers of a counter of the host and answers the last of them; a new counter begins with 1.</summary>
    public Task<long> CountUpAsync(string counter, int many = 1) =>
        ScalarAsync<long>(
            """
            INSERT INTO counters (name, value) VALUES (@counter, @many)
            ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
            RETURNING value
            """,
            new { counter, many = (long)many });

    /// <summary>Holds off other writes of the same name until this one ends; for rules over rows that do not exist yet.</summary>
    public Task LockAsync(string name) =>
        Kind == DatabaseKind.PostgreSql
            ? Connection.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name }, Transaction)
            : Task.CompletedTask;
}
