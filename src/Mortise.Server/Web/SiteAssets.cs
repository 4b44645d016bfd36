using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Web;

/// <summary>The files that pages need, kept in the program and named by their content, so that browsers may keep them for good.</summary>
internal static class SiteAssets
{
    public static SiteAsset Style { get; } = SiteAsset.Read("site.css", "text/css; charset=utf-8");

    /// <summary>What every page loads.</summary>
    public static SiteAsset Script { get; } = SiteAsset.Read("site.js", "text/javascript; charset=utf-8");

    /// <summary>Colours source code; for pages that show some.</summary>
    public static SiteAsset Highlight { get; } = SiteAsset.Read("highlight.js", "text/javascript; charset=utf-8");

    /// <summary>Makes the frames of apps and answers them; for pages that have some.</summary>
    public static SiteAsset Bridge { get; } = SiteAsset.Read("bridge.js", "text/javascript; charset=utf-8");

    public static SiteAsset Icon { get; } = SiteAsset.Read("icon.svg", "image/svg+xml");

    public static void MapAssets(this IEndpointRouteBuilder site)
    {
        foreach (var asset in new[] { Style, Script, Highlight, Bridge, Icon })
            site.MapGet(asset.Path, asset.Answer).Takes(Credentials.Any).Counts(RateGroup.Site);
    }
}

/// <param name="Path">With a part of the content's hash in it.</param>
/// <param name="Zipped">The same with gzip; none of it is secret, so that its length tells nothing.</param>
internal sealed record SiteAsset(string Path, byte[] Bytes, byte[] Zipped, string ContentType)
{
    /// <summary>Reads a file of <c>Web/wwwroot</c>, or one that <c>Web/client</c> makes.</summary>
    public static SiteAsset Read(string name, string contentType)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"wwwroot/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6));
        return new SiteAsset($"/assets/{hash}/{name}", bytes, Zip(bytes), contentType);
    }

    /// <summary>The file, to be kept for good.</summary>
    public IResult Answer(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
            return TypedResults.Bytes(Bytes, ContentType);

        headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(Zipped, ContentType);
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(bytes);

        return zipped.ToArray();
    }
}
