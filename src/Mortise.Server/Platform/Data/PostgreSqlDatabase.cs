using Npgsql;

namespace Mortise.Server.Platform.Data;

/// <summary>PostgreSQL 15 or newer: pooled connections, one transaction a write.</summary>
/// <remarks>A write that the server broke off for the sake of others, by a deadlock or because it could not be put in a row with them, begins anew.</remarks>
internal sealed class PostgreSqlDatabase : Database
{
    /// <summary>Of one write. A deadlock costs its loser the server's <c>deadlock_timeout</c>, so that tries do not come one upon the other.</summary>
    private const int MostTries = 5;

    private readonly NpgsqlDataSource source;

    public PostgreSqlDatabase(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 200;
            settings.AutoPrepareMinUsages = 2;
        }

        source = NpgsqlDataSource.Create(settings);
    }

    public override DatabaseKind Kind => DatabaseKind.PostgreSql;

    public override async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await work(new Session(connection, null, Kind));
    }

    public override async Task<T> WriteAsync<T>(Func<WriteSession, Task<T>> work, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryWriteAsync(work, cancellation);
            }
            catch (PostgresException broken) when (IsForOthers(broken) && tries < MostTries)
            {
                // Undone, all of it: what it waited for has its turn now.
            }
        }
    }

    /// <summary>Nothing is wrong with the write itself. Source: PostgreSQL manual, 13.4 and appendix A.</summary>
    private static bool IsForOthers(PostgresException broken) =>
        broken.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private async Task<T> TryWriteAsync<T>(Func<WriteSession, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var value = await work(new WriteSession(connection, transaction, Kind));
        await transaction.CommitAsync(CancellationToken.None);
        return value;
    }

    public override async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await Migrations.ApplyAsync(connection, Kind, cancellation);
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();
}
