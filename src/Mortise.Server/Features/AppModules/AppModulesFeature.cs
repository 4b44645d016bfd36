using Mortise.Server.Features.AppModules.Endpoints;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.AppModules;

/// <summary>What apps add to pages: panels, items, pages, tabs and views, shown or hidden by their conditions.</summary>
internal static class AppModulesFeature
{
    public static IServiceCollection AddAppModules(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(Settings.Read<AppModuleOptions>(configuration, AppModuleOptions.Section, static _ => []))
            .AddSingleton<AppModuleStore>().AddSingleton<PageFactStore>().AddSingleton<WorkspaceModules>()
            .AddSingleton<PageObjects>().AddSingleton<FactFinder>().AddSingleton<PageModules>()
            .AddSingleton<ModuleFrames>().AddSingleton<AppPlaces>().AddSingleton<PageAddress>();

    public static void MapAppModules(this IEndpointRouteBuilder site)
    {
        site.MapPage("/{workspace:workspace}/{repo_slug}/addon/{app_key}/{module_key}");
        site.MapPage("/{workspace:workspace}/{repo_slug}/admin/addon/{app_key}/{module_key}");
        site.MapPage("/{workspace:workspace}/workspace/addon/{app_key}/{module_key}");
        site.MapPage("/{workspace:workspace}/workspace/settings/addon/{app_key}");
        site.MapPage("/{workspace:workspace}/workspace/settings/addon/{app_key}/{module_key}");
        site.MapPage("/{workspace:workspace}/workspace/settings/mirrors");
        site.MapPage("/{account:length(38)}/addon/{app_key}/{module_key}");
        site.MapGet("/_/site/modules/why", ExplainModules.ForOwnersAsync).Takes(Credentials.Page).Counts(RateGroup.Site);
    }

    public static void MapAppModulesAdmin(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/modules/why", ExplainModules.ForHostAsync).ForHostAdmin();
}
