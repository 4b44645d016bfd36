namespace Mortise.Server.Platform.Http;

/// <summary>Headers of every answer, and the answer to a CORS preflight (Source: Bitbucket Cloud REST intro; rest.md 8 and 14).</summary>
internal static class CommonHeaders
{
    private const string Methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

    private const string Allowed =
        "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Origin, Range, X-Csrftoken, X-Requested-With";

    private const string Exposed =
        "Accept-Ranges, Content-Encoding, Content-Length, Content-Type, ETag, Last-Modified, Location, X-Request-Id, "
        + "X-RateLimit-Limit, X-RateLimit-Resource, X-RateLimit-NearLimit, X-OAuth-Scopes, X-Accepted-OAuth-Scopes";

    public static void Add(HttpContext context, string requestId)
    {
        var headers = context.Response.Headers;
        headers["X-Request-Id"] = requestId;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        headers.Vary = "Authorization, Origin, Cookie, Accept-Encoding";
        headers.CacheControl = "private, max-age=0, must-revalidate";
        if (context.Request.Headers.Origin.Count == 0)
            return;

        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = Exposed;
    }

    /// <summary>True when the request was a preflight and is answered.</summary>
    public static bool AnswersPreflight(HttpContext context)
    {
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
            return false;

        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Allowed;
        headers.AccessControlMaxAge = "86400";
        return true;
    }
}
