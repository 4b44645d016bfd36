using Mortise.Query.Fields;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppModules.Endpoints;

/// <summary>POST /_/site/frames/access-token: a token for the app's own calls, from its own origin (<c>AP.request_access_token</c>).</summary>
/// <remarks>The same rights as through the bridge, and the same end.</remarks>
internal static class FrameAccessToken
{
    public static IResult Handle(Caller caller, FrameTokens tokens) =>
        caller is Caller.AppFrame { Token: { Audience: FrameAudience.Bridge } bridge } frame
            ? ApiAnswer.Ok((Token: tokens.ForApp(bridge), Scopes: string.Join(' ', frame.Scopes.Names)), Write)
            : ApiError.Forbidden("A token that an app holds itself makes no others.");

    private static void Write(ObjectWriter o, (string Token, string Scopes) made)
    {
        o.Write("access_token", made.Token);
        o.Write("token_type", "bearer");
        o.Write("expires_in", (long)FrameTokens.Lifetime.TotalSeconds);
        o.Write("scopes", made.Scopes);
    }
}
