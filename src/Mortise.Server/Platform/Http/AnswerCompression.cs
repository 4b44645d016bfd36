using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Platform.Http;

/// <summary>gzip for JSON and text of the API, where a client takes it (rest.md 8, 14).</summary>
/// <remarks>
/// Over https too: what could be guessed from the length of an answer needs requests that somebody else makes a browser send with its credential, and
/// the API takes no cookies (decisions 0013, 0028). Pages, which do, are never compressed; git compresses itself, and properties are small.
/// </remarks>
internal static class AnswerCompression
{
    public static IServiceCollection AddAnswerCompression(this IServiceCollection services) =>
        services
            .Configure<GzipCompressionProviderOptions>(static gzip => gzip.Level = CompressionLevel.Fastest)
            .AddResponseCompression(static compression =>
            {
                compression.EnableForHttps = true;
                compression.Providers.Add<GzipCompressionProvider>();
                compression.MimeTypes = ["application/json", "text/plain"];
            });

    public static void UseAnswerCompression(this IApplicationBuilder app) =>
        app.UseWhen(IsCompressed, static branch => branch.Use(WeakenTagAsync).UseResponseCompression());

    private static bool IsCompressed(HttpContext context) =>
        context.Request.Headers.AcceptEncoding.Count > 0
        && context.Request.Path.StartsWithSegments("/2.0", StringComparison.Ordinal)
        && context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is { Rates: not RateGroup.ApplicationProperties };

    /// <summary>A tag of compressed bytes means the content, not the bytes, and says so (D-82).</summary>
    private static Task WeakenTagAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpResponse)state).Headers;
                if (headers.ContentEncoding.Count > 0 && headers.ETag is [{ } tag] && tag.StartsWith('"'))
                    headers.ETag = "W/" + tag;

                return Task.CompletedTask;
            },
            context.Response);
        return next(context);
    }
}
