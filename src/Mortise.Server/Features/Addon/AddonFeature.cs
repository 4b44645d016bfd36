using Mortise.Connect.Scopes;
using Mortise.Server.Features.Addon.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Addon;

/// <summary>Apps on workspaces: install, update, uninstall, and what they are told of it.</summary>
internal static class AddonFeature
{
    private const string OfAccount = "/account/{username}/addons";

    public static IServiceCollection AddAddon(this IServiceCollection services) =>
        services.AddSingleton<InstallationStore>().AddSingleton<PrincipalStore>().AddSingleton<HostKeyStore>().AddSingleton<RegistrationStore>()
            .AddSingleton<LifecyclePayload>().AddSingleton<LifecycleCallback>()
            .AddSingleton<AppInstaller>().AddSingleton<AppUninstaller>().AddSingleton<JwtExplainer>()
            .AddSingleton<IMessageHandler, UninstalledHandler>()
            .AddSingleton<AppUpkeep>().AddHostedService(provider => provider.GetRequiredService<AppUpkeep>());

    public static void MapAddon(this IEndpointRouteBuilder api)
    {
        api.MapGet(OfAccount, ListAccountApps.HandleAsync)
            .Takes(Credentials.Person).Needs(Scope.Account, "read:workspace:bitbucket").Counts(RateGroup.Api);
        api.MapPost(OfAccount, InstallAccountApp.HandleAsync)
            .Takes(Credentials.Person).Needs(Scope.AccountWrite, "admin:workspace:bitbucket").Counts(RateGroup.Api);
        api.MapDelete(OfAccount + "/{id}", UninstallAccountApp.HandleAsync)
            .Takes(Credentials.Person).Needs(Scope.AccountWrite, "admin:workspace:bitbucket").Counts(RateGroup.Api);
    }

    public static void MapAddonAdmin(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/apps", AdminListApps.HandleAsync).ForHostAdmin();
        admin.MapPost("/apps", AdminInstallApp.HandleAsync).ForHostAdmin();
        admin.MapDelete("/apps/{id:guid}", AdminUninstallApp.HandleAsync).ForHostAdmin();
        admin.MapPost("/apps/{id:guid}/update", AdminUpdateApp.HandleAsync).ForHostAdmin();
        admin.MapGet("/apps/{id:guid}/report", AdminGetReport.HandleAsync).ForHostAdmin();
        admin.MapPost("/app-registrations", AdminRegisterApp.HandleAsync).ForHostAdmin();
        admin.MapPost("/jwt/explain", AdminExplainJwt.HandleAsync).ForHostAdmin();
    }

    private static RouteHandlerBuilder ForHostAdmin(this RouteHandlerBuilder route) => route.Takes(Credentials.HostAdmin).Counts(RateGroup.Admin);
}
