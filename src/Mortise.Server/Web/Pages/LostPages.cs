using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web.Pages;

/// <summary>An address that nothing answers, asked for by a browser: a page instead of the error of the API, which goes on below <c>/2.0</c> and <c>/_</c>.</summary>
internal sealed class LostPages(RequestDelegate next, SitePages pages, SessionCookie cookie)
{
    /// <summary>The page; no address of the host leads to it.</summary>
    public const string Path = "/site/nothing-here";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (!IsLost(context))
            return;

        context.Items[typeof(LostPages)] = context.Request.Path + context.Request.QueryString;
        context.Api().Caller = await cookie.FindAsync(context);
        context.Request.Path = Path;
        await pages.AnswerAsync(context);
    }

    /// <summary>The address that the visitor asked for, with its query.</summary>
    public static string AskedFor(HttpContext context) =>
        context.Items.TryGetValue(typeof(LostPages), out var lost) && lost is string address ? address : context.Request.Path + context.Request.QueryString;

    private static bool IsLost(HttpContext context) =>
        context.Response is { HasStarted: false, ContentType: null, StatusCode: StatusCodes.Status404NotFound }
        && HttpMethods.IsGet(context.Request.Method)
        && !context.Request.Path.StartsWithSegments("/2.0", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/_", StringComparison.Ordinal)
        && context.Request.GetTypedHeaders().Accept.Any(static kind => kind.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && kind.Quality is null or > 0);
}
