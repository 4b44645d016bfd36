using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.Tokens;

/// <summary>Pages on which people make and revoke tokens: their own, and those of repositories and workspaces that they administer.</summary>
internal static class TokensFeature
{
    public static IServiceCollection AddTokens(this IServiceCollection services) => services.AddSingleton<TokenDesk>();

    public static void MapTokens(this IEndpointRouteBuilder site)
    {
        site.MapPage(AccountSettingsPage.Tokens);
        site.MapPage("/{workspace:workspace}/workspace/settings/access-tokens");
        site.MapPage("/{workspace:workspace}/{repo_slug}/admin/access-tokens");
    }
}
