namespace Mortise.Server.Platform.Data;

/// <summary>The one door to the tables: many readers, and writes that are durable when their task completes.</summary>
/// <remarks>Thread-safe. <see cref="SqliteDatabase"/> groups writes into one commit; <see cref="PostgreSqlDatabase"/> gives each its own transaction.</remarks>
internal abstract class Database : IAsyncDisposable
{
    public abstract DatabaseKind Kind { get; }

    /// <summary>Runs <paramref name="work"/> on a pooled connection; it may only read.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation);

    /// <summary>Runs <paramref name="work"/> in a transaction and answers after the commit; what it throws undoes this work alone.</summary>
    /// <remarks>
    /// The work touches the database only: no git, no network, no waiting for another write. It may be run again from its beginning, when what it had done
    /// was undone for the sake of others; so it leaves nothing behind elsewhere that a second run would find.
    /// </remarks>
    public abstract Task<T> WriteAsync<T>(Func<WriteSession, Task<T>> work, CancellationToken cancellation);

    /// <summary>As the other overload, for a work without an answer.</summary>
    public Task WriteAsync(Func<WriteSession, Task> work, CancellationToken cancellation) =>
        WriteAsync<object?>(
            async write =>
            {
                await work(write);
                return null;
            },
            cancellation);

    /// <summary>Applies the numbered migrations that are missing, under a lock; a database newer than the program is refused.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellation);

    /// <summary>True when a trivial statement succeeds; asked by <c>/readyz</c>.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(session => session.ScalarAsync<long>("SELECT 1"), cancellation) == 1;
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or IOException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }

    public abstract ValueTask DisposeAsync();
}
