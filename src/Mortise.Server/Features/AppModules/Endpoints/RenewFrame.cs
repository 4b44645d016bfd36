using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.AppModules.Endpoints;

/// <summary>POST /_/site/frames/renew: a new token for a frame that has been open for longer than its own lasts.</summary>
/// <remarks>
/// The cookie stands for the person here, and a page of this host must have sent it; the old token, which may be too old to call with, says for which
/// frame. An app on another port of this machine is of the same site to a browser, so that the cookie alone proves nothing.
/// </remarks>
internal static class RenewFrame
{
    public static async Task<IResult> HandleAsync(Caller caller, FrameTokens tokens, BrowserTokens browsers, HttpContext context)
    {
        if (!browsers.IsSameOrigin(context.Request))
            return ApiError.Forbidden("Only a page of this host may ask for the token of a frame.");

        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;

        var (old, missing) = body!.RequiredText("token");
        if (missing is not null)
            return missing;

        return await tokens.RenewAsync(old!, caller as Caller.Visitor, context.RequestAborted) is { } token
            ? ApiAnswer.Ok(token, static (o, text) => o.Write("token", text))
            : ApiError.Forbidden("The session or the installation of this frame has ended. Load the page again.");
    }
}
