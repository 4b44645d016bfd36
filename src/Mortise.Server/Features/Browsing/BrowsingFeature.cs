using Mortise.Server.Features.Browsing.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Browsing;

/// <summary>The pages of a repository's code: overview, files, commits, branches, comparisons. They join what several features know, and no feature knows them.</summary>
internal static class BrowsingFeature
{
    private const string Repository = "/{workspace:workspace}/{repo_slug}";

    public static IServiceCollection AddBrowsing(this IServiceCollection services) =>
        services.AddSingleton<CommitRows>().AddSingleton<CommitLog>().AddSingleton<Glances>().AddSingleton<FileReader>().AddSingleton<CommitTalk>();

    public static void MapBrowsing(this IEndpointRouteBuilder site)
    {
        site.MapPage("/repo/create");
        site.MapPage(Repository);
        site.MapPage(Repository + "/fork");
        site.MapPage(Repository + "/src");
        site.MapPage(Repository + "/src/{revision}/{**path}");
        site.MapPage(Repository + "/history/{revision}/{**path}");
        site.MapPage(Repository + "/commits");
        site.MapPage(Repository + "/commits/branch/{**name}");
        site.MapPage(Repository + "/commits/tag/{**name}");
        site.MapPage(Repository + "/commits/{**commit}");
        site.MapPage(Repository + "/branches");
        site.MapPage(Repository + "/branches/compare/{**spec}");
        site.MapPage(Repository + "/branch/{**name}");
        site.MapGet(Repository + "/raw/{revision}/{**path}", GetRaw.HandleAsync).Takes(Credentials.Session | Credentials.Anonymous).Counts(RateGroup.Site);
    }
}
