using System.Data;
using System.Data.Common;
using Dapper;

namespace Mortise.Server.Platform.Data;

/// <summary>A connection on loan to one read or one write. Not thread-safe; statements run one after another.</summary>
/// <remarks>
/// Parameters are named (<c>@Name</c>) and taken from an object's properties. Instants are microseconds since 1970 UTC, ids are lower-case
/// UUID text; <see cref="ColumnTypes"/> converts both.
/// </remarks>
internal class Session(DbConnection connection, DbTransaction? transaction, DatabaseKind kind)
{
    public DatabaseKind Kind => kind;

    /// <summary>A condition on a parameter that is a list: <c>$"id {session.In("ids")}"</c>. PostgreSQL takes the list as one array, SQLite as many values.</summary>
    public string In(string parameter) => kind == DatabaseKind.PostgreSql ? $"= ANY(@{parameter})" : $"IN @{parameter}";

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        connection.ExecuteScalarAsync<T>(sql, parameters, transaction);

    /// <summary>The only row, or null when there is none; more than one is a bug.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters = null)
        where T : class =>
        connection.QuerySingleOrDefaultAsync<T?>(sql, parameters, transaction);

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(sql, parameters, transaction)).AsList();

    /// <summary>The only row of a statement that stays prepared on its connection; null when there is none. For hot paths.</summary>
    /// <param name="statement">Declared once, as a constant of its store.</param>
    /// <param name="values">One text for each of its parameters, in their order.</param>
    public async Task<T?> FindAsync<T>(KeptStatement<T> statement, params string[] values)
        where T : class
    {
        var command = Prepared(statement.Sql, statement.Parameters, values);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow);
        return await reader.ReadAsync() ? statement.Read(reader) : null;
    }

    /// <summary>All rows of such a statement; for long lists, which <see cref="ListAsync{T}(string, object)"/> reads at twice the cost.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(KeptStatement<T> statement, params object?[] values)
    {
        var command = Prepared(statement.Sql, statement.Parameters, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(statement.Read(reader));

        return rows;
    }

    /// <summary>The command kept for a text, with new values.</summary>
    protected DbCommand Prepared(string sql, IReadOnlyList<string> parameters, ReadOnlySpan<object?> values)
    {
        var command = kept.TryGetValue(sql, out var known) ? known : Prepare(sql, parameters);
        for (var at = 0; at < values.Length; at++)
            command.Parameters[at].Value = values[at] ?? DBNull.Value;

        return command;
    }

    private DbCommand Prepare(string sql, IReadOnlyList<string> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the stores.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name; // Without the sign SQLite's client tries each prefix in turn, for every row read.
            command.Parameters.Add(parameter);
        }

        kept.Add(sql, command);
        return command;
    }

    private readonly Dictionary<string, DbCommand> kept = new(StringComparer.Ordinal);

    protected DbConnection Connection => connection;

    protected DbTransaction? Transaction => transaction;
}

/// <summary>A statement on a hot path: its text, the names of its parameters, and how a row is read by position.</summary>
internal sealed record KeptStatement<T>(string Sql, IReadOnlyList<string> Parameters, Func<DbDataReader, T> Read);

/// <summary>A change on a hot path: its text and the names of its parameters.</summary>
internal sealed record KeptChange(string Sql, IReadOnlyList<string> Parameters);
