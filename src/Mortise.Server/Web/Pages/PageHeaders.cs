namespace Mortise.Server.Web.Pages;

/// <summary>The headers of every page; those of the API, which others may read and frame, do not stand.</summary>
internal static class PageHeaders
{
    /// <param name="formTarget">A further origin that a form's answer may lead to.</param>
    /// <param name="frameOrigins">The origins of the apps on the page: what it may frame.</param>
    public static void Set(HttpResponse response, string formTarget = "", IReadOnlyCollection<string>? frameOrigins = null)
    {
        var frames = frameOrigins is { Count: > 0 } ? $"frame-src {string.Join(' ', frameOrigins)}; " : "";
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' https:; {frames}form-action {$"'self' {formTarget}".TrimEnd()}; frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.Remove("Access-Control-Allow-Origin");
        headers.Remove("Access-Control-Expose-Headers");
    }
}
