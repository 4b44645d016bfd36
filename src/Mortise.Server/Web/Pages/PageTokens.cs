using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>POST /site/token: a new token for a page that has been open for longer than its own lasts.</summary>
internal static class PageTokens
{
    public const string Path = "/site/token";

    public static void MapPageTokens(this IEndpointRouteBuilder site) =>
        site.MapPost(Path, Handle).Takes(Credentials.Session).Counts(RateGroup.Site);

    private static IResult Handle(Caller caller, BrowserTokens tokens, HttpContext context)
    {
        PageHeaders.Set(context.Response);
        if (!tokens.IsSameOrigin(context.Request))
            return ApiError.Forbidden("Only a page of this host may ask for a token.");

        return caller is Caller.Visitor visitor
            ? ApiAnswer.Ok(tokens.ForPage(visitor), static (o, token) => o.Write("token", token))
            : ApiError.Unauthorized();
    }
}
