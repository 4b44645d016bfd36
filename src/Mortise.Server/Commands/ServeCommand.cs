using System.CommandLine;
using Microsoft.Extensions.Logging.Console;
using Mortise.Server.Features.Admin;
using Mortise.Server.Features.Admin.Seeds;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Impersonation;
using Mortise.Server.Platform.Storage;

namespace Mortise.Server.Commands;

/// <summary><c>mortise serve</c>: a server from its start to the signal that stops it.</summary>
/// <remarks>Flags go before <c>MORTISE__*</c> in the environment, and these before appsettings.</remarks>
internal static class ServeCommand
{
    /// <summary>How long requests that are under way may take after the signal to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var command = new Command("serve", "Serve API and git until stopped.");
        var settings = new (Option<string> Option, string Setting)[]
        {
            (new("--data") { HelpName = "DIR", Description = "The data directory; ./data unless told." }, nameof(MortiseOptions.Data)),
            (new("--urls") { HelpName = "URL[,URL]", Description = "Where to listen; http://localhost:7990 unless told." }, nameof(MortiseOptions.Urls)),
            (new("--profile") { HelpName = "dev|server", Description = "dev: for a machine of one's own. server: for others to reach (unless told)." }, nameof(MortiseOptions.Profile)),
            (new("--impersonate") { HelpName = "PORT", Arity = ArgumentArity.ZeroOrOne, Description = "dev only: answer as bitbucket.org and api.bitbucket.org too, on 127.0.0.1 with TLS; 8443, and 443 where allowed, unless told." }, nameof(MortiseOptions.Impersonate)),
            (new("--seed") { HelpName = "FILE", Description = "Users, workspaces, repositories and apps to make sure of, as YAML." }, nameof(MortiseOptions.Seed)),
        };
        foreach (var (option, _) in settings)
            command.Options.Add(option);

        command.SetAction((parsed, _) => RunAsync(
            [.. from setting in settings
                let value = parsed.GetValue(setting.Option) ?? (parsed.GetResult(setting.Option) is { Implicit: false } ? "true" : null)
                where value is not null
                select new KeyValuePair<string, string?>($"{MortiseOptions.Section}:{setting.Setting}", value)]));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<KeyValuePair<string, string?>> flags)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            var app = Build(flags);
            var options = app.Services.GetRequiredService<MortiseOptions>();
            var seed = options.Seed.Length > 0 ? SeedReader.Read(options.Seed) : SeedDocument.Empty;
            await using var server = await RunningServer.StartAsync(app, CancellationToken.None);
            await app.Services.GetRequiredService<Seeder>().ApplyAsync(seed, CancellationToken.None);
            var apps = await SeedApps.InstallAsync(seed.Apps, app.Services.GetRequiredService<DataDirectory>(), app.Lifetime.ApplicationStopping);
            app.Services.GetRequiredService<Readiness>().Started();
            await Console.Out.WriteLineAsync(new FirstMinute(server.Origin, options, seed, apps) { SetUpCode = await SetUpCodeAsync(app) }.Text(TimeProvider.System.GetElapsedTime(started)));
            if (app.Services.GetService<ImpersonatedHosts>() is { } hosts)
                await Console.Out.WriteLineAsync(new ImpersonationGuide(hosts, app.Services.GetRequiredService<DevelopmentAuthority>()).Text());

            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception failure) when (StartFailure.TryExplain(failure) is { } line)
        {
            await Console.Error.WriteLineAsync("mortise: " + line);
            return 1;
        }
    }

    /// <summary>Null once somebody has an account.</summary>
    private static async Task<string?> SetUpCodeAsync(WebApplication app)
    {
        var setUp = app.Services.GetRequiredService<SetUp>();
        return await setUp.IsOpenAsync(CancellationToken.None) ? setUp.Code : null;
    }

    private static WebApplication Build(IReadOnlyList<KeyValuePair<string, string?>> flags)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(flags);
        var options = MortiseHost.ReadOptions(builder.Configuration);
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls([.. options.ListenOn]);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Grace);
        AddLogging(builder.Logging, options);
        return MortiseHost.Build(builder);
    }

    /// <summary>Logs go to stderr, so that stdout is for people; in the profile for others to reach they are JSON, a line each.</summary>
    private static void AddLogging(ILoggingBuilder logging, MortiseOptions options)
    {
        logging.ClearProviders();
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.None);       // the request id is enough
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.IsDev)
            logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName).AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        else
            logging.AddJsonConsole(json => (json.IncludeScopes, json.UseUtcTimestamp, json.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));

        logging.AddFilter("Microsoft", LogLevel.Warning);

        // Tells for each form that it is not cached, and with a stack for each cookie that somebody made up.
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical);

        // Opens a scope with an id of its own around each request; what it has to say is said by the outermost step.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // A failed start is told in one line by this command; these two tell it again, with their stack.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is >= LogLevel.Warning and < LogLevel.Critical);
    }
}
