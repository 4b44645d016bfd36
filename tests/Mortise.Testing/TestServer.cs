using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mortise.Server;
using Mortise.Server.Platform;
using Mortise.Testing.Contract;

namespace Mortise.Testing;

/// <summary>A real server on a loopback port, with a fresh data directory and a fresh database; gone when disposed.</summary>
/// <remarks>Each JSON answer below <c>/2.0</c> is held against our own document, and the published one where it is at hand; see <see cref="DisposeAsync"/>.</remarks>
public sealed class TestServer : IAsyncDisposable
{
    private readonly string? databaseName;
    private readonly Func<string, Task<RunningServer>> start;
    private readonly List<IAsyncDisposable> owned = [];

    private RunningServer running;
    private bool stopped;

    private TestServer(RunningServer running, Func<string, Task<RunningServer>> start, string directory, string connection, string? databaseName, ContractRecorder contract)
    {
        (this.running, this.start, DirectoryPath, DatabaseConnection) = (running, start, directory, connection);
        (this.databaseName, Contract) = (databaseName, contract);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(running.Origin) };
    }

    /// <summary>For example <c>http://127.0.0.1:41234</c>.</summary>
    public string Origin => running.Origin;

    /// <summary>Sends no credential of its own and follows no redirect.</summary>
    public HttpClient Client { get; }

    /// <summary>The data directory.</summary>
    public string DirectoryPath { get; }

    /// <summary>How the server reaches PostgreSQL; empty with SQLite.</summary>
    public string DatabaseConnection { get; }

    /// <summary>Has the server dispose <paramref name="thing"/> at its own end.</summary>
    public T Own<T>(T thing)
        where T : IAsyncDisposable
    {
        owned.Add(thing);
        return thing;
    }

    /// <summary>Checks each answer.</summary>
    internal ContractRecorder Contract { get; }

    internal IServiceProvider Services => running.App.Services;

    /// <param name="settings">Further configuration, for example <c>("Connect:StrictJwt", "true")</c>.</param>
    public static Task<TestServer> StartAsync(TestDatabase database, params (string Key, string Value)[] settings) =>
        StartAsync(database, replace: null, settings);

    internal static async Task<TestServer> StartAsync(
        TestDatabase database, Action<IServiceCollection>? replace, params (string Key, string Value)[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("mortise-test-").FullName;
        var (connection, name) = ("", (string?)null);
        if (database == TestDatabase.PostgreSql)
            (connection, name) = await PreparedDatabases.AddPostgreSqlAsync();
        else
            await PreparedDatabases.AddSqliteAsync(directory);

        var contract = new ContractRecorder(PublishedDocument.Current);
        Task<RunningServer> Start(string address) => StartAsync(address, directory, connection, services => Add(services, contract, replace), settings);
        return new TestServer(await Start("http://127.0.0.1:0"), Start, directory, connection, name, contract);
    }

    /// <summary>Stops the server and starts another one over the same data, at the same address.</summary>
    public async Task RestartAsync()
    {
        var address = Origin;
        await running.DisposeAsync();
        running = await Eventually.SeeAsync<RunningServer?>(() => TryStartAsync(address), static server => server is not null, $"server at {address}")
            ?? throw new UnreachableException();
    }

    /// <summary>Null while somebody else has the address: a connection of another test may be given the port as its own end.</summary>
    private async Task<RunningServer?> TryStartAsync(string address)
    {
        try
        {
            return await start(address);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            return null;
        }
    }

    /// <summary>Stops the server and keeps its data, for a process that goes on with it, until the test disposes of this.</summary>
    public async Task StopAsync()
    {
        if (stopped)
            return;

        stopped = true;
        Client.Dispose();
        await running.DisposeAsync();
    }

    /// <exception cref="InvalidOperationException">An answer was not as a document says.</exception>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var thing in owned)
            await thing.DisposeAsync();

        Directory.Delete(DirectoryPath, recursive: true);
        if (databaseName is not null)
            await PreparedDatabases.DropPostgreSqlAsync(databaseName);

        if (Contract.Violations is { Count: > 0 } violations)
            throw new InvalidOperationException("Answers that the published document does not allow:\n" + string.Join('\n', violations.Distinct(StringComparer.Ordinal)));
    }

    private static void Add(IServiceCollection services, ContractRecorder contract, Action<IServiceCollection>? replace)
    {
        services.AddSingleton<IStartupFilter>(contract);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 100);       // what is slow on purpose is so for attackers
        replace?.Invoke(services);
    }

    private static async Task<RunningServer> StartAsync(
        string address, string directory, string connection, Action<IServiceCollection>? replace, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders().AddProvider(new FaultLog());
        builder.Configuration.AddInMemoryCollection(
        [
            new("Mortise:Data", directory),
            new("Mortise:Profile", "dev"),
            new("Mortise:Database", connection),
            new("Mortise:Signing", "false"),       // a key takes its time, and ids of commits stay the same
        ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        var app = MortiseHost.Build(builder, replace);
        try
        {
            var started = await RunningServer.StartAsync(app, CancellationToken.None);
            app.Services.GetRequiredService<Readiness>().Started();
            return started;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
