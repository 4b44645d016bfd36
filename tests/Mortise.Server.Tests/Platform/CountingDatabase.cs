using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Tests.Platform;

/// <summary>A database that counts the reads that a piece of work asks for; those of others meanwhile, such as of the outbox, do not count.</summary>
/// <remarks>Each answer over HTTP tells in the header <see cref="Header"/> how many its request has cost until the first byte went out.</remarks>
internal sealed class CountingDatabase(Database inner) : Database, IStartupFilter
{
    public const string Header = "X-Test-Reads";

    private readonly AsyncLocal<StrongBox<int>?> counted = new();

    /// <summary>Puts it in the place of the server's own database.</summary>
    public static void Add(IServiceCollection services)
    {
        var added = services.Last(one => one.ServiceType == typeof(Database));
        services.AddSingleton(provider => new CountingDatabase((Database)added.ImplementationFactory!(provider)));
        services.AddSingleton<Database>(provider => provider.GetRequiredService<CountingDatabase>());
        services.AddSingleton<IStartupFilter>(provider => provider.GetRequiredService<CountingDatabase>());
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            var reads = counted.Value = new StrongBox<int>();
            context.Response.OnStarting(() =>
            {
                context.Response.Headers[Header] = reads.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            });
            await rest(context);
        });
        next(app);
    };

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
