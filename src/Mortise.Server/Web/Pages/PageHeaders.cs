namespace Mortise.Server.Web.Pages;

/// <summary>The headers of every page; those of the API, which others may read and frame, do not stand.</summary>
internal static class PageHeaders
{
    /// <param name="formTarget">A further origin that a form's answer may lead to.</param>
    public static void Set(HttpResponse response, string formTarget = "") => Set(response, formTarget, "'self' https:", "");

    /// <summary>The headers of a page that shows apps.</summary>
    public static void Set(HttpResponse response, AppOrigins apps) => Set(
        response, "", string.Join(' ', (string[])["'self'", "https:", .. apps.Images]), apps.Frames.Count > 0 ? $"frame-src {string.Join(' ', apps.Frames)}; " : "");

    private static void Set(HttpResponse response, string formTarget, string images, string frames)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src {images}; {frames}form-action {$"'self' {formTarget}".TrimEnd()}; frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.Remove("Access-Control-Allow-Origin");
        headers.Remove("Access-Control-Expose-Headers");
    }
}

/// <summary>The origins of the apps on a page.</summary>
internal sealed class AppOrigins
{
    /// <summary>What the page may frame.</summary>
    public HashSet<string> Frames { get; } = [];

    /// <summary>Where it loads pictures from, besides this host and all of https.</summary>
    public HashSet<string> Images { get; } = [];

    /// <summary>Whether it has frames, or items that open some.</summary>
    public bool HasOffers { get; set; }
}
