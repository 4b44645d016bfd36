using Mortise.Server.Features.AppModules.Endpoints;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Features.AppModules;

/// <summary>What the page around the frames of apps asks this host for (ap-bridge.md 4.3). Frames themselves cannot reach it: they hold no such token.</summary>
internal static class BridgeFeature
{
    private const string Frames = "/_/site/frames";
    private const Credentials AnyFrame = Credentials.AppFrame | Credentials.AnonymousFrame;

    public static void MapBridge(this IEndpointRouteBuilder site)
    {
        site.MapPost($"{Frames}/renew", RenewFrame.HandleAsync).Takes(Credentials.Session | Credentials.Anonymous).Counts(RateGroup.Site);
        site.MapPost($"{Frames}/dialog", FrameDialog.HandleAsync).Takes(AnyFrame).Counts(RateGroup.Site);
        site.MapPost($"{Frames}/context", FrameContext.Handle).Takes(AnyFrame).Counts(RateGroup.Site);
        site.MapPost($"{Frames}/access-token", FrameAccessToken.Handle).Takes(AnyFrame).Counts(RateGroup.Site);
        site.MapPost($"{Frames}/context-token", FrameContextToken.HandleAsync).Takes(AnyFrame).Counts(RateGroup.Site);
    }
}
