using Mortise.Connect.Scopes;
using Mortise.Server.Features.Addon.Endpoints;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Features.Addon.Registrations;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Platform.Outbox;

namespace Mortise.Server.Features.Addon;

/// <summary>Apps on workspaces: install, update, uninstall, what they are told of it, and their linkers.</summary>
internal static class AddonFeature
{
    private const string OfAccount = "/account/{username}/addons";
    private const string Linkers = "/addon/linkers";
    private const string OneLinker = Linkers + "/{linker_key}";
    private const string Values = OneLinker + "/values";
    private const string OneValue = Values + "/{value_id}";

    public static IServiceCollection AddAddon(this IServiceCollection services) =>
        services.AddSingleton<InstallationStore>().AddSingleton<PrincipalStore>().AddSingleton<HostKeyStore>().AddSingleton<RegistrationStore>()
            .AddSingleton<LifecyclePayload>().AddSingleton<LifecycleCallback>()
            .AddSingleton<DescriptorSource>().AddSingleton<InstalledDescriptors>().AddSingleton<JwtExplainer>()
            .AddSingleton<AppInstaller>().AddSingleton<AppUpdater>().AddSingleton<AppUninstaller>().AddSingleton<AppSwitch>()
            .AddSingleton<LinkerRequest>().AddSingleton<LinkerValueStore>().AddSingleton<LinkerJson>()
            .AddSingleton<LinkerSetStore>().AddSingleton<IWorkspaceLinkers, WorkspaceLinkers>()
            .AddSingleton<RolloutStore>().AddSingleton<IMessageHandler, RolloutHandler>()
            .AddCallback("uninstalled", InstallationState.Removed)
            .AddCallback("disabled", InstallationState.Disabled)
            .AddCallback("enabled", InstallationState.Active)
            .AddSingleton<AppUpkeep>().AddHostedService(provider => provider.GetRequiredService<AppUpkeep>());

    public static void MapAddon(this IEndpointRouteBuilder api)
    {
        api.MapGet(OfAccount, ListAccountApps.HandleAsync)
            .Takes(Credentials.Basic).Needs(Scope.Account, "read:workspace:bitbucket").Counts(RateGroup.Api);
        api.MapPost(OfAccount, InstallAccountApp.HandleAsync)
            .Takes(Credentials.Basic).Needs(Scope.AccountWrite, "admin:workspace:bitbucket").Counts(RateGroup.Api);
        api.MapDelete(OfAccount + "/{id}", UninstallAccountApp.HandleAsync)
            .Takes(Credentials.Basic).Needs(Scope.AccountWrite, "admin:workspace:bitbucket").Counts(RateGroup.Api);

        api.MapPut("/addon", UpdateAddon.HandleAsync).ForAppsAlone().ForbidsOthers();
        api.MapDelete("/addon", DeleteAddon.HandleAsync).ForAppsAlone().ForbidsOthers();
        api.MapGet(Linkers, ListLinkers.HandleAsync).ForAppsAlone().Pages().Queries(LinkerQuery.Fields);
        api.MapGet(OneLinker, GetLinker.HandleAsync).ForAppsAlone();
        api.MapGet(Values, ListLinkerValues.HandleAsync).ForAppsAlone().Pages().Queries(LinkerQuery.ValueFields);
        api.MapPut(Values, PutLinkerValues.HandleAsync).ForAppsAlone();
        api.MapPost(Values, PostLinkerValue.HandleAsync).ForAppsAlone();
        api.MapDelete(Values, DeleteLinkerValues.HandleAsync).ForAppsAlone();
        api.MapGet(OneValue, GetLinkerValue.HandleAsync).ForAppsAlone();
        api.MapDelete(OneValue, DeleteLinkerValue.HandleAsync).ForAppsAlone();
        api.MapGet("/addon/{addon_key}/client-key", GetClientKey.HandleAsync)
            .Takes(Credentials.AppJwt | Credentials.ForgeApp).NeedsGranular("read:workspace:bitbucket").ForbidsOthers().Counts(RateGroup.Api);
    }

    public static void MapAddonAdmin(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/apps", AdminListApps.HandleAsync).ForHostAdmin();
        admin.MapPost("/apps", AdminInstallApp.HandleAsync).ForHostAdmin();
        admin.MapDelete("/apps/{id:guid}", AdminUninstallApp.HandleAsync).ForHostAdmin();
        admin.MapPost("/apps/{id:guid}/forget", AdminForgetApp.HandleAsync).ForHostAdmin();
        admin.MapPost("/apps/{id:guid}/update", AdminUpdateApp.HandleAsync).ForHostAdmin();
        admin.MapPost("/apps/{id:guid}/enable", AdminTurnApp.EnableAsync).ForHostAdmin();
        admin.MapPost("/apps/{id:guid}/disable", AdminTurnApp.DisableAsync).ForHostAdmin();
        admin.MapGet("/apps/{id:guid}/report", AdminGetReport.HandleAsync).ForHostAdmin();
        admin.MapGet("/app-registrations", AdminListRegistrations.HandleAsync).ForHostAdmin();
        admin.MapPost("/app-registrations", AdminAddRegistration.HandleAsync).ForHostAdmin();
        admin.MapPut("/app-registrations/{key}", AdminMoveRegistration.HandleAsync).ForHostAdmin();
        admin.MapDelete("/app-registrations/{key}", AdminRemoveRegistration.HandleAsync).ForHostAdmin();
        admin.MapPost("/app-registrations/{key}/secret", AdminRotateSecret.HandleAsync).ForHostAdmin();
        admin.MapPost("/app-registrations/{key}/update", AdminStartRollout.HandleAsync).ForHostAdmin();
        admin.MapGet("/app-rollouts/{id:guid}", AdminGetRollout.HandleAsync).ForHostAdmin();
        admin.MapPost("/linkers/preview", AdminPreviewLinkers.HandleAsync).ForHostAdmin();
        admin.MapPost("/jwt/explain", AdminExplainJwt.HandleAsync).ForHostAdmin();
    }

    /// <summary>The calling installation is named by its token, so that nothing else will do.</summary>
    private static RouteHandlerBuilder ForAppsAlone(this RouteHandlerBuilder route) => route.Takes(Credentials.AppJwt).Counts(RateGroup.Api);

    private static IServiceCollection AddCallback(this IServiceCollection services, string eventType, InstallationState state) =>
        services.AddSingleton<IMessageHandler>(provider => ActivatorUtilities.CreateInstance<LifecycleHandler>(provider, eventType, state));
}
