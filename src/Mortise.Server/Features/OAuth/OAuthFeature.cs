using Mortise.Server.Features.OAuth.Endpoints;
using Mortise.Server.Features.OAuth.Grants;
using Mortise.Server.Platform;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Web.Pages;

namespace Mortise.Server.Features.OAuth;

/// <summary>OAuth 2: consumers, the pages that ask people for consent, and the tokens that come of it.</summary>
internal static class OAuthFeature
{
    public static IServiceCollection AddOAuth(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(Settings.Read<OAuthOptions>(configuration, OAuthOptions.Section, static options => options.Problems()))
            .AddSingleton<ConsumerStore>().AddSingleton<AppTokenStore>().AddSingleton<OAuthTokenStore>()
            .AddSingleton<ClientAuthentication>().AddSingleton<JwtGrant>().AddSingleton<ConsumerGrants>()
            .AddHostedService<OAuthUpkeep>();

    public static void MapOAuth(this IEndpointRouteBuilder site)
    {
        site.MapPage("/site/oauth2/authorize");
        site.MapPage("/{workspace:workspace}/workspace/settings/oauth-consumers");
        site.MapPost("/site/oauth2/access_token", PostAccessToken.HandleAsync).Takes(Credentials.OAuthClient).Counts(RateGroup.Site);
    }

    public static void MapOAuthAdmin(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/oauth-consumers", AdminConsumers.ListAsync).ForHostAdmin();
        admin.MapPost("/oauth-consumers", AdminConsumers.AddAsync).ForHostAdmin();
        admin.MapPost("/oauth-consumers/{key}/rotate", AdminConsumers.RotateAsync).ForHostAdmin();
        admin.MapDelete("/oauth-consumers/{key}", AdminConsumers.DeleteAsync).ForHostAdmin();
    }
}
