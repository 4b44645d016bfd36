namespace Mortise.Server.Web.Pages;

/// <summary>The headers of every page; those of the API, which others may read and frame, do not stand.</summary>
internal static class PageHeaders
{
    /// <param name="formTarget">A further origin that a form's answer may lead to.</param>
    public static void Set(HttpResponse response, string formTarget = "")
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src 'self'; form-action {$"'self' {formTarget}".TrimEnd()}; frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.Remove("Access-Control-Allow-Origin");
        headers.Remove("Access-Control-Expose-Headers");
    }
}
