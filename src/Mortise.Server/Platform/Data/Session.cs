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

    /// <summary>A command kept with its connection, prepared once; for the few statements on hot paths.</summary>
    /// <param name="prepare">Adds the parameters on first use.</param>
    public DbCommand Kept(string sql, Action<DbCommand> prepare)
    {
        if (!kept.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the stores.
            command.CommandText = sql;
#pragma warning restore CA2100
            prepare(command);
            kept.Add(sql, command);
        }

        command.Transaction = transaction;
        return command;
    }

    private readonly Dictionary<string, DbCommand> kept = new(StringComparer.Ordinal);

    protected DbConnection Connection => connection;

    protected DbTransaction? Transaction => transaction;
}
