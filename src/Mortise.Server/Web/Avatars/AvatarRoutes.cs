using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Web.Avatars;

/// <summary>The addresses that <c>links.avatar</c> of accounts, workspaces, projects and repositories name.</summary>
internal static class AvatarRoutes
{
    public static void MapAvatars(this IEndpointRouteBuilder site)
    {
        Map(site, "/account/{name}/avatar/{size:int?}", isRound: true);
        Map(site, "/workspaces/{name}/avatar/{size:int?}", isRound: false);
        Map(site, "/account/user/{workspace}/projects/{name}/avatar/{size:int?}", isRound: false);
        Map(site, "/bytebucket/ravatar/{name}", isRound: false);
    }

    private static void Map(IEndpointRouteBuilder site, string pattern, bool isRound) =>
        site.MapGet(pattern, (string name, HttpContext context) =>
            {
                var headers = context.Response.Headers;
                headers.CacheControl = "public, max-age=86400";
                headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
                return TypedResults.Text(Avatar.Draw(name, isRound), "image/svg+xml");
            })
            .Takes(Credentials.Any).Counts(RateGroup.Site);
}
