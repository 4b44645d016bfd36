using Npgsql;

namespace Mortise.Server.Platform.Data;

/// <summary>PostgreSQL 15 or newer: pooled connections, one transaction a write.</summary>
internal sealed class PostgreSqlDatabase : Database
{
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
