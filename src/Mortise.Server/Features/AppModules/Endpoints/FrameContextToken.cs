using Mortise.Connect.Jwt;
using Mortise.Server.Features.Addon;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppModules.Endpoints;

/// <summary>POST /_/site/frames/context-token: a token that the frame sends to the app's own server (<c>AP.context.getToken</c>).</summary>
/// <remarks>It signs no request: its <c>qsh</c> is a word that no request has, and this host takes it for none.</remarks>
internal static class FrameContextToken
{
    public static async Task<IResult> HandleAsync(Caller caller, InstallationStore installations, TimeProvider clock, CancellationToken cancellation)
    {
        if (caller is not Caller.AppFrame { Token.Audience: FrameAudience.Bridge, Installation: var app })
            return ApiError.Forbidden("A token that an app holds itself makes no others.");

        return await installations.FindSecretAsync(app.InstallationId, cancellation) is { } secret
            ? ApiAnswer.Ok(HostToken.ForContext(app.ClientKey, secret, clock.GetUtcNow()), static (o, text) => o.Write("token", text))
            : ApiError.NotFound("The app was never sent a secret: its descriptor says that it takes no tokens.");
    }
}
