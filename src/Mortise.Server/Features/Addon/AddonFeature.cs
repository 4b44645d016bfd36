using Mortise.Connect.Scopes;
using Mortise.Server.Features.Addon.Endpoints;
using Mortise.Server.Features.Addon.Linkers;
using Mortise.Server.Features.Addon.Registrations;
using Mortise.Server.Features.Addon.Updates;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;
using Mortise.Server.Platform.Markup;
using Mortise.Server.Platform.Outbox;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Addon;

/// <summary>Apps on workspaces: install, update, uninstall, what they are told of it, and their linkers.</summary>
internal static class AddonFeature
{
    /// <summary>Where people are asked whether to install an app.</summary>
    public const string InstallPath = "/site/addons/authorize";

    private const string OfAccount = "/account/{username}/addons";
    private const string Linkers = "/addon/linkers";
    private const string OneLinker = Linkers + "/{linker_key}";
    private const string Values = OneLinker + "/values";
    private const string OneValue = Values + "/{value_id}";

    private const string OfUpdates =
        "The calling installation goes over to a new descriptor. With an empty body it is read from the address it has; {\"descriptor\": {…}} brings it along; and " +
        "{\"descriptor_url\": \"…\"} moves the installation to another address, which must be the registered one. Scopes cannot grow, nor shrink to none.";

    private const string OfValues =
        "A linker value lets an app say which words its linker is about: the regex holds the match group (?K), which stands for ([\\w\\-]+), and a value must match that.";

    public static IServiceCollection AddAddon(this IServiceCollection services) =>
        services.AddSingleton<InstallationStore>().AddSingleton<PrincipalStore>().AddSingleton<HostKeyStore>().AddSingleton<RegistrationStore>()
            .AddSingleton<LifecyclePayload>().AddSingleton<LifecycleCallback>()
            .AddSingleton<DescriptorSource>().AddSingleton<InstalledDescriptors>().AddSingleton<JwtExplainer>()
            .AddSingleton<AppDesk>().AddSingleton<RegistrationDesk>().AddSingleton<InstallLinks>().AddSingleton<InstallReturn>().AddSingleton<AppInstaller>().AddSingleton<AppUpdater>().AddSingleton<AppUninstaller>().AddSingleton<AppSwitch>()
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

        api.MapPut("/addon", UpdateAddon.HandleAsync).ForAppsAlone().ForbidsOthers().Describes("Update an installed app", OfUpdates, "{}");
        api.MapDelete("/addon", DeleteAddon.HandleAsync).ForAppsAlone().ForbidsOthers().Describes(
            "Delete an app", "The calling installation uninstalls itself. Its data are kept for 30 days, in case it returns.");
        api.MapGet(Linkers, ListLinkers.HandleAsync).ForAppsAlone().Pages().Queries(LinkerQuery.Fields).Describes(
            "List linkers of an app", "The linkers of the calling app, as its descriptor has them.");
        api.MapGet(OneLinker, GetLinker.HandleAsync).ForAppsAlone().Describes(
            "Get a linker of an app", "A linker of the calling app; another app's are not found.");
        api.MapGet(Values, ListLinkerValues.HandleAsync).ForAppsAlone().Pages().Queries(LinkerQuery.ValueFields).Describes(
            "List values of a linker", "The values of the linker for this installation, by rising id. " + OfValues);
        api.MapPut(Values, PutLinkerValues.HandleAsync).ForAppsAlone().Describes(
            "Replace all values of a linker", "What the body names are the values from now on; others are gone. " + OfValues, """{"values": ["BB", "OPS"]}""");
        api.MapPost(Values, PostLinkerValue.HandleAsync).ForAppsAlone().Describes(
            "Create a value of a linker", "Adds one value; a value that is there already is refused with 409. " + OfValues, """{"value": "DATA"}""");
        api.MapDelete(Values, DeleteLinkerValues.HandleAsync).ForAppsAlone().Describes(
            "Delete all values of a linker", "Afterwards a linker with (?K) links nothing.");
        api.MapGet(OneValue, GetLinkerValue.HandleAsync).ForAppsAlone().Describes(
            "Get a value of a linker", "One value, by its id. " + OfValues);
        api.MapDelete(OneValue, DeleteLinkerValue.HandleAsync).ForAppsAlone().Describes(
            "Delete a value of a linker", "What was linked by it shows as text about a second later.");
        api.MapGet("/addon/{addon_key}/client-key", GetClientKey.HandleAsync)
            .Takes(Credentials.AppJwt | Credentials.ForgeApp).NeedsGranular("read:workspace:bitbucket").ForbidsOthers().Counts(RateGroup.Api);
    }

    public static void MapAddonPages(this IEndpointRouteBuilder site)
    {
        const string Settings = "/{workspace:workspace}/workspace/settings";
        site.MapPage(InstallPath);
        site.MapPage(Settings + "/apps");
        site.MapPage(Settings + "/apps/{id}");
        site.MapPage(Settings + "/develop");
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
