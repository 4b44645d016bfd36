using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Mortise.Server.Features.Addon;
using Mortise.Server.Features.Admin;
using Mortise.Server.Features.ApplicationProperties;
using Mortise.Server.Features.AppModules;
using Mortise.Server.Features.AppProxy;
using Mortise.Server.Features.Browsing;
using Mortise.Server.Features.Commits;
using Mortise.Server.Features.Commits.Comments;
using Mortise.Server.Features.CommitStatuses;
using Mortise.Server.Features.Dashboard;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Features.OAuth;
using Mortise.Server.Features.Projects;
using Mortise.Server.Features.PullRequests;
using Mortise.Server.Features.PullRequests.Comments;
using Mortise.Server.Features.PullRequests.DefaultReviewers;
using Mortise.Server.Features.Reference;
using Mortise.Server.Features.Refs;
using Mortise.Server.Features.Reports;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source;
using Mortise.Server.Features.Tokens;
using Mortise.Server.Features.Users;
using Mortise.Server.Features.Webhooks;
using Mortise.Server.Features.Workspaces;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Data;
using Mortise.Server.Platform.Egress;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Impersonation;
using Mortise.Server.Platform.Outbox;
using Mortise.Server.Platform.Properties;
using Mortise.Server.Platform.Secrets;
using Mortise.Server.Platform.Storage;
using Mortise.Server.Web;
using Mortise.Server.Web.Avatars;
using Mortise.Server.Web.Pages;

namespace Mortise.Server;

/// <summary>Puts the server together: services, the steps of every request, and each feature's routes.</summary>
internal static class MortiseHost
{
    /// <param name="builder">Configured with urls, <c>Mortise:*</c> and the features' options.</param>
    /// <param name="replace">Lets tests put another clock or network in place.</param>
    public static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? replace = null)
    {
        var options = ReadOptions(builder.Configuration);
        AddPlatform(builder, options);
        AddFeatures(builder.Services, builder.Configuration);
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseTrustedProxies(options);
        app.UseMiddleware<ApiEntry>();
        app.UseMiddleware<LostPages>();
        app.UseRouting();
        app.UseMiddleware<PolicyGate>();
        app.UseAnswerCompression();
        app.UseMiddleware<RequestShape>();
        MapFeatures(app);
        return app;
    }

    /// <exception cref="OptionsValidationException">A setting is at fault.</exception>
    public static MortiseOptions ReadOptions(IConfiguration configuration) =>
        Settings.Read<MortiseOptions>(configuration, MortiseOptions.Section, static options => options.Problems());

    private static void AddPlatform(WebApplicationBuilder builder, MortiseOptions options)
    {
        var services = builder.Services;
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.AddImpersonation(options);
        var directory = new DataDirectory(options.Data);
        services.AddRoutingCore().AddSingleton<MappedMethods>();
        services.AddSingleton(Options.Create(Settings.Read<ConnectOptions>(builder.Configuration, ConnectOptions.Section, static _ => [])));
        services.AddSingleton(options).AddSingleton(directory).AddSingleton(TimeProvider.System).AddSingleton<IdSource>();
        services.AddSingleton<Database>(_ => options.Database.Length > 0 ? new PostgreSqlDatabase(options.Database) : new SqliteDatabase(directory.DatabaseFile));
        services.AddSingleton<PublicAddress>().AddSingleton<PageAnswers>().AddSingleton<Readiness>();
        services.AddSingleton<AccessStore>().AddSingleton<BearerTokenStore>().AddSingleton<CredentialStore>().AddSingleton<AppIdentityStore>();
        services.AddSingleton<SessionStore>().AddSingleton<SessionCookie>().AddSingleton<BrowserTokens>().AddSingleton<FrameTokens>().AddSingleton<SitePages>().AddSingleton<FirstRun>();
        services.AddSingleton<AdminToken>().AddSingleton<FailedAttempts>().AddSingleton<AppTokenAuthenticator>().AddSingleton<CallerAuthenticator>();
        services.AddSingleton(Settings.Read<RateLimitOptions>(builder.Configuration, RateLimitOptions.Section, static limits => limits.Problems())).AddSingleton<RateLimiter>();
        services.AddSingleton<VisiblePropertyStore>().AddAnswerCompression();
        services.AddEgress(builder.Configuration, options).AddOutbox();
        AddSecrets(services, directory, options);
        ColumnTypes.Register();
    }

    private static void AddSecrets(IServiceCollection services, DataDirectory directory, MortiseOptions options)
    {
        var protection = services.AddDataProtection().SetApplicationName("mortise");
        if (options.Database.Length == 0)
            protection.PersistKeysToFileSystem(new DirectoryInfo(directory.Keys));
        else
            services.AddSingleton<KeyRingStore>();

        services.AddSingleton(_ => MasterKey.Open(options.MasterKeyFile.Length > 0 ? options.MasterKeyFile : Path.Combine(directory.Keys, "master.key")));
        services.AddSingleton<SecretSealer>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(management =>
        {
            management.XmlEncryptor = new MasterKeyEncryptor(provider.GetRequiredService<MasterKey>());
            if (provider.GetService<KeyRingStore>() is { } ring)
                management.XmlRepository = ring;
        }));
    }

    private static void AddFeatures(IServiceCollection services, IConfiguration configuration) =>
        services
            .AddUsers()
            .AddWorkspaces()
            .AddProjects()
            .AddRepositories()
            .AddCommits()
            .AddSource(configuration)
            .AddCommitComments()
            .AddCommitStatuses()
            .AddRefs()
            .AddReports()
            .AddPullRequests()
            .AddPullRequestTalk()
            .AddPullRequestPages()
            .AddDefaultReviewers()
            .AddApplicationProperties()
            .AddGitAccess(configuration)
            .AddAdmin()
            .AddAddon()
            .AddAppProxy()
            .AddWebhooks()
            .AddOAuth(configuration)
            .AddTokens()
            .AddAppModules(configuration)
            .AddBrowsing()
            .AddReference();

    private static void MapFeatures(WebApplication app)
    {
        app.MapHealth();
        app.MapAvatars();
        app.MapAssets();
        app.MapPageTokens();
        app.MapBridgeScript();
        app.MapBridge();
        app.MapUserPages();
        app.MapDashboard();
        app.MapPullRequestPages();
        app.MapBrowsing();
        app.MapSetUp();
        app.MapTokens();
        app.MapWorkspaceSettings();
        app.MapProjectSettings();
        app.MapRepositorySettings();
        app.MapDefaultReviewerSettings();
        app.MapWebhookSettings();
        app.MapAddonPages();
        app.MapReference();
        app.MapOAuth();
        app.MapAppModules();
        var api = app.MapGroup("/2.0");
        api.MapApiIndex();
        api.MapUsers();
        api.MapWorkspaces();
        api.MapProjects();
        api.MapRepositories();
        api.MapCommits();
        api.MapSource();
        api.MapCommitComments();
        api.MapCommitStatuses();
        api.MapRefs();
        api.MapReports();
        api.MapPullRequests();
        api.MapPullRequestTalk();
        api.MapDefaultReviewers();
        api.MapApplicationProperties();
        api.MapAddon();
        api.MapAppProxy();
        api.MapWebhooks();
        app.MapGitAccess();
        app.MapArchives();

        var admin = app.MapGroup("/_/api");
        admin.MapAdmin();
        admin.MapAddonAdmin();
        admin.MapAppModulesAdmin();
        admin.MapWebhooksAdmin();
        admin.MapOAuthAdmin();
    }
}
