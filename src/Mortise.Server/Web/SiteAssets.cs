using System.Reflection;
using System.Security.Cryptography;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Web;

/// <summary>The files that pages need, kept in the program and named by their content, so that browsers may keep them for good.</summary>
internal static class SiteAssets
{
    public static SiteAsset Style { get; } = SiteAsset.Read("site.css", "text/css; charset=utf-8");

    public static SiteAsset Icon { get; } = SiteAsset.Read("icon.svg", "image/svg+xml");

    public static void MapAssets(this IEndpointRouteBuilder site)
    {
        foreach (var asset in new[] { Style, Icon })
        {
            site.MapGet(asset.Path, (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return TypedResults.Bytes(asset.Bytes, asset.ContentType);
                })
                .Takes(Credentials.Any).Counts(RateGroup.Site);
        }
    }
}

/// <param name="Path">With a part of the content's hash in it.</param>
internal sealed record SiteAsset(string Path, byte[] Bytes, string ContentType)
{
    /// <summary>Reads a file of <c>Web/wwwroot</c>.</summary>
    public static SiteAsset Read(string name, string contentType)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"wwwroot/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6));
        return new SiteAsset($"/assets/{hash}/{name}", bytes, contentType);
    }
}
