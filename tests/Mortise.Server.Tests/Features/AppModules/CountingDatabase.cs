using System.Runtime.CompilerServices;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Tests.Features.AppModules;

/// <summary>A database that counts the reads that a piece of work asks for; those of others meanwhile, such as of the outbox, do not count.</summary>
internal sealed class CountingDatabase(Database inner) : Database
{
    private readonly AsyncLocal<StrongBox<int>?> counted = new();

    public async Task<int> CountAsync(Func<Task> work)
    {
        var reads = counted.Value = new StrongBox<int>();
        await work();
        return reads.Value;
    }

    public override DatabaseKind Kind => inner.Kind;

    public override Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        if (counted.Value is { } reads)
            Interlocked.Increment(ref reads.Value);

        return inner.ReadAsync(work, cancellation);
    }

    public override Task<T> WriteAsync<T>(Func<WriteSession, Task<T>> work, CancellationToken cancellation) => inner.WriteAsync(work, cancellation);

    public override Task MigrateAsync(CancellationToken cancellation) => inner.MigrateAsync(cancellation);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
