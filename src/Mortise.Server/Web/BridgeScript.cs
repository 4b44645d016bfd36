using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Web;

/// <summary>The script that the pages of apps load, at the address where they look for it: <c>/atlassian-connect/all.js</c>.</summary>
/// <remarks>The address is fixed, so that browsers ask each time whether it has changed. Any page may load it, and it sets no cookie.</remarks>
internal static class BridgeScript
{
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly (string Name, BridgeFile File)[] Files =
    [
        .. new[] { ("all.js", Script), ("all-debug.js", Script), ("NOTICE.txt", "text/plain; charset=utf-8") }
            .Select(static ((string Name, string Type) file) => (file.Name, new BridgeFile(SiteAsset.Read(file.Name, file.Type)))),
    ];

    public static void MapBridgeScript(this IEndpointRouteBuilder site)
    {
        foreach (var (name, file) in Files)
            site.MapGet($"/atlassian-connect/{name}", file.Answer).Takes(Credentials.Any).Counts(RateGroup.Site);
    }
}

/// <summary>A file for the pages of apps, whose address says nothing of its content.</summary>
internal sealed class BridgeFile(SiteAsset asset)
{
    private readonly string tag = EntityTag.Of(asset.Bytes);

    public IResult Answer(HttpContext context)
    {
        var answer = asset.Answer(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.CacheControl = "no-cache";
        headers.ETag = headers.ContentEncoding.Count > 0 ? "W/" + tag : tag;
        if (!EntityTag.IsNamedBy(context.Request.Headers.IfNoneMatch, tag))
            return answer;

        headers.Remove("Content-Encoding");
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }
}
