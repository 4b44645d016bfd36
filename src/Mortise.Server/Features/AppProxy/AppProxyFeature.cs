using Mortise.Server.Features.AppProxy.Endpoints;
using Mortise.Server.Features.AppProxy.Hydration;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppProxy;

/// <summary>The paths that apps offer on this host, by their module <c>proxy</c>.</summary>
internal static class AppProxyFeature
{
    private const string OfApp = "/addons/{app_key}/{**path}";

    /// <summary>People, also in a frame of the app, and tokens of resources: the app is told who calls. An app calls another one itself.</summary>
    private const Credentials Callers = Credentials.Person | Credentials.AccessToken;

    public static IServiceCollection AddAppProxy(this IServiceCollection services) =>
        services.AddSingleton<AppProxyStore>().AddSingleton<ProxySubjects>().AddSingleton<ProxyFinder>().AddSingleton<ProxyConditions>()
            .AddSingleton<AppForwarder>().AddSingleton<Hydrator>().AddSingleton<HydrationSource>();

    /// <summary>The scopes are those of the app's own route, and looked at once that is found.</summary>
    public static void MapAppProxy(this IEndpointRouteBuilder api)
    {
        api.MapGet(OfApp, ForwardToApp.HandleAsync).Takes(Callers | Credentials.AnonymousFrame).Counts(RateGroup.Api).WithMetadata(AnsweredByApp.Instance);
        api.MapPut(OfApp, ForwardToApp.HandleAsync).Takes(Callers).Counts(RateGroup.Api).WithMetadata(AnsweredByApp.Instance);
        api.MapPost(OfApp, ForwardToApp.HandleAsync).Takes(Callers).Counts(RateGroup.Api).WithMetadata(AnsweredByApp.Instance);
        api.MapDelete(OfApp, ForwardToApp.HandleAsync).Takes(Callers).Counts(RateGroup.Api).WithMetadata(AnsweredByApp.Instance);
    }
}
