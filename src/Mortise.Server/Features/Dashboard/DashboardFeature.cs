using Mortise.Server.Features.Dashboard.Endpoints;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Dashboard;

/// <summary>The pages that people begin at: dashboard, search, workspaces with their projects and members, profiles. They show what other features keep.</summary>
internal static class DashboardFeature
{
    public static void MapDashboard(this IEndpointRouteBuilder site)
    {
        site.MapPage("/");
        site.MapPage("/search");
        site.MapPage("/{workspace:workspace}");
        site.MapPage("/{workspace:workspace}/workspace/projects");
        site.MapPage("/{workspace:workspace}/workspace/projects/{project_key}");
        site.MapPage("/{workspace:workspace}/workspace/members");
        site.MapPage("/{workspace:workspace}/workspace/pull-requests");
        site.MapPost(PostMarkup.Path, PostMarkup.HandleAsync).Takes(Credentials.Page).Counts(RateGroup.Site);
    }
}
