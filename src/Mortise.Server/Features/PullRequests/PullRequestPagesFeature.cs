using Mortise.Server.Features.PullRequests.Pages;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.PullRequests;

/// <summary>Pull requests for people: what changes them goes to the API, as scripts of the pages do it.</summary>
internal static class PullRequestPagesFeature
{
    private const string All = "/{workspace:workspace}/{repo_slug}/pull-requests";
    private const string One = All + "/{pull_request_id}";

    public static IServiceCollection AddPullRequestPages(this IServiceCollection services) =>
        services.AddSingleton<PullRequestSources>().AddSingleton<ReviewerChoices>().AddSingleton<CommitRows>();

    public static void MapPullRequestPages(this IEndpointRouteBuilder site)
    {
        site.MapPage(All);
        site.MapPage(All + "/new");
        site.MapPage(One);
        site.MapPage(One + "/edit");
        site.MapPage(One + "/diff");
        site.MapPage(One + "/commits");
        site.MapPage(One + "/activity");
    }
}
