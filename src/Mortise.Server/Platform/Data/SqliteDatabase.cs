using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Platform.Data;

/// <summary>SQLite in WAL mode: many readers, and one writer that commits waiting works together.</summary>
/// <remarks>
/// 1. A write joins a bounded queue. 2. The writer takes what waits, begins one transaction and runs each work in a savepoint of its own.
/// 3. It commits once, with <c>synchronous=FULL</c>. 4. Only then does it answer each work; one that threw undid only itself.
/// </remarks>
internal sealed class SqliteDatabase : Database
{
    private const int MostInOneCommit = 256;
    private const int MostWaiting = 8192;

    private static readonly KeptChange Begin = new("BEGIN IMMEDIATE", []);
    private static readonly KeptChange Save = new("SAVEPOINT one", []);
    private static readonly KeptChange UndoOne = new("ROLLBACK TO one", []);
    private static readonly KeptChange Release = new("RELEASE one", []);
    private static readonly KeptChange Commit = new("COMMIT", []);

    private readonly string connectionString;
    private readonly ConcurrentBag<(SqliteConnection Connection, Session Session)> readers = [];
    private readonly SemaphoreSlim readerPlaces = new(Math.Max(4, Environment.ProcessorCount * 2));
    private readonly Channel<IQueuedWrite> queue = Channel.CreateBounded<IQueuedWrite>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Lazy<Task> writer;
    private int disposed;

    public SqliteDatabase(string path)
    {
        // SQLite gives its log and index the mode of the file that is there.
        DataDirectory.Reserve(path);
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ToString();
        writer = new Lazy<Task>(() => Task.Factory.StartNew(WriteLoopAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
    }

    public override DatabaseKind Kind => DatabaseKind.Sqlite;

    public override async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        await readerPlaces.WaitAsync(cancellation);
        try
        {
            if (!readers.TryTake(out var reader))
            {
                var connection = Open(readOnly: true);
                reader = (connection, new Session(connection, null, Kind));
            }

            try
            {
                return await work(reader.Session);
            }
            finally
            {
                readers.Add(reader);
            }
        }
        finally
        {
            readerPlaces.Release();
        }
    }

    public override async Task<T> WriteAsync<T>(Func<WriteSession, Task<T>> work, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed == 1, this);
        _ = writer.Value;
        var queued = new QueuedWrite<T>(work, cancellation);
        await queue.Writer.WriteAsync(queued, cancellation);
        return await queued.Answer;
    }

    public override async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = Open(readOnly: false);
        await Migrations.ApplyAsync(connection, Kind, cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

        queue.Writer.TryComplete();
        if (writer.IsValueCreated)
            await writer.Value;

        while (readers.TryTake(out var reader))
            await reader.Connection.DisposeAsync();

        readerPlaces.Dispose();
    }

    private SqliteConnection Open(bool readOnly)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = readOnly
            ? "PRAGMA busy_timeout=30000; PRAGMA query_only=1; PRAGMA mmap_size=268435456; PRAGMA cache_size=-8000;"
            : "PRAGMA busy_timeout=30000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    private async Task WriteLoopAsync()
    {
        await using var connection = Open(readOnly: false);
        var session = new WriteSession(connection, null, Kind);
        var batch = new List<IQueuedWrite>();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostInOneCommit && queue.Reader.TryRead(out var next))
                batch.Add(next);

            await CommitTogetherAsync(session, batch);
            batch.Clear();
        }
    }

    private static async Task CommitTogetherAsync(WriteSession session, List<IQueuedWrite> batch)
    {
        try
        {
            await session.ExecuteAsync(Begin);
            foreach (var queued in batch)
            {
                await session.ExecuteAsync(Save);
                if (!await queued.RunAsync(session))
                    await session.ExecuteAsync(UndoOne);

                await session.ExecuteAsync(Release);
            }

            await session.ExecuteAsync(Commit);
        }
        catch (Exception broken)
        {
            await RollBackAsync(session);
            foreach (var queued in batch)
                queued.Fail(broken);

            return;
        }

        foreach (var queued in batch)
            queued.Complete();
    }

    private static async Task RollBackAsync(WriteSession session)
    {
        try
        {
            await session.ExecuteAsync("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled the transaction back: a full disk, for example.
        }
    }

    private interface IQueuedWrite
    {
        Task<bool> RunAsync(WriteSession session);

        void Complete();

        void Fail(Exception broken);
    }

    private sealed class QueuedWrite<T>(Func<WriteSession, Task<T>> work, CancellationToken cancellation) : IQueuedWrite
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? value;
        private Exception? problem;

        public Task<T> Answer => answer.Task;

        public async Task<bool> RunAsync(WriteSession session)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                value = await work(session);
                return true;
            }
            catch (Exception thrown)
            {
                problem = thrown;
                return false;
            }
        }

        public void Complete()
        {
            if (problem is OperationCanceledException)
                answer.TrySetCanceled(cancellation);
            else if (problem is not null)
                answer.TrySetException(problem);
            else
                answer.TrySetResult(value!);
        }

        public void Fail(Exception broken) => answer.TrySetException(problem ?? broken);
    }
}
