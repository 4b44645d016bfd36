using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server;

/// <summary>A server from its start to its stop: it holds the data directory, and answers on its addresses.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly FileStream? hold;

    private RunningServer(WebApplication app, FileStream? hold) => (App, this.hold) = (app, hold);

    public WebApplication App { get; }

    /// <summary>The origin that links are made of, without a trailing slash.</summary>
    public string Origin => App.Services.GetRequiredService<PublicAddress>().Origin;

    /// <summary>Takes the data directory, brings the database up to date, and listens. The caller still has to say <see cref="Readiness.Started"/>.</summary>
    /// <exception cref="DirectoryInUseException">Another server has the directory.</exception>
    /// <exception cref="NewerDatabaseException">The database belongs to a newer program.</exception>
    public static async Task<RunningServer> StartAsync(WebApplication app, CancellationToken cancellation)
    {
        var options = app.Services.GetRequiredService<MortiseOptions>();
        var directory = app.Services.GetRequiredService<DataDirectory>();

        // With PostgreSQL the directory is shared by all nodes, and the database keeps them apart.
        var held = options.Database.Length == 0 ? directory.Lock() : null;
        try
        {
            await app.Services.GetRequiredService<Database>().MigrateAsync(cancellation);
            app.Services.GetRequiredService<AdminToken>();
            if (options.PublicUrl.Length > 0)
                app.Services.GetRequiredService<PublicAddress>().Origin = options.PublicUrl;

            await app.StartAsync(cancellation);
            var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            if (options.PublicUrl.Length == 0)
                app.Services.GetRequiredService<PublicAddress>().Origin = listening.First();

            ServerFile.Write(directory, listening.First());
            return new RunningServer(app, held);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Finishes what is under way, then stops and lets the directory go.</summary>
    public async ValueTask DisposeAsync()
    {
        ServerFile.Remove(App.Services.GetRequiredService<DataDirectory>());
        await App.StopAsync();
        await App.DisposeAsync();
        hold?.Dispose();
    }
}
