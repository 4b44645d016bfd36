using Microsoft.AspNetCore.StaticFiles;
using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Features.Repositories;
using Mortise.Server.Features.Source;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Browsing.Endpoints;

/// <summary>GET /{workspace}/{repo_slug}/raw/{revision}/{path}: a file's bytes for a browser, never as a page of ours.</summary>
/// <remarks>
/// Text is <c>text/plain</c> whatever it calls itself, pictures are pictures, all else is saved. A policy of its own keeps scripts, frames and forms out of
/// what a browser may make of it nevertheless.
/// </remarks>
internal static class GetRaw
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    public static async Task<IResult> HandleAsync(
        [AsParameters] RepositoryPath path, Caller caller, RepositoryStore repositories, SourceFinder finder, BlobInspector blobs, StreamGate streams, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        Describe(context.Response);
        if (await repositories.FindVisibleAsync(path, caller, cancellation) is not { } repository)
            return ApiError.RepositoryNotFound();

        var (target, refusal) = await finder.FindAsync(repository, SourceAddress.OfPage(context), pinned: null, cancellation);
        if (target is null)
            return refusal!;

        if (!target.Entry.HasBlob || await finder.Reader(target.Git).InfoAsync(target.Entry.Id, cancellation) is not { Type: ObjectType.Blob } blob)
            return SourceFinder.NoFile(target.Entry.Path);

        var facts = (await blobs.ReadAsync(target.Git, [blob.Id], withContent: true, cancellation)).GetValueOrDefault(blob.Id);
        return new RawFile(target, blob, facts is { IsBinary: true }, streams);
    }

    private static void Describe(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "private, no-cache";
        headers.Remove("Access-Control-Allow-Origin");
        headers.Remove("Access-Control-Expose-Headers");
    }

    private sealed class RawFile(SourceTarget target, ObjectInfo blob, bool isBinary, StreamGate streams) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var tag = EntityTag.Of(System.Text.Encoding.ASCII.GetBytes($"raw {target.Entry.Path.Name} {blob.Id}"));
            response.Headers.ETag = tag;
            if (httpContext.Request.Headers.IfNoneMatch is { Count: > 0 } known && EntityTag.IsNamedBy(known, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            var isHead = HttpMethods.IsHead(httpContext.Api().OriginalMethod);
            using var place = isHead ? null : await streams.EnterAsync(httpContext);
            if (!isHead && place is null)
            {
                await streams.Refuse(httpContext).ExecuteAsync(httpContext);
                return;
            }

            var (type, isShown) = TypeOf(target.Entry.Path);
            var disposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue(isShown ? "inline" : "attachment");
            disposition.SetHttpFileName(target.Entry.Path.Name);
            response.Headers.ContentDisposition = disposition.ToString();
            response.ContentType = type;
            response.ContentLength = blob.Size;
            if (!isHead && blob.Size > 0)
                await target.Git.CopyBlobAsync(blob.Id, 0, blob.Size, response.Body, httpContext.RequestAborted);
        }

        private (string Type, bool IsShown) TypeOf(GitPath path)
        {
            if (FileReader.IsImage(path.Name) && Types.TryGetContentType(path.Name, out var image) && image.StartsWith("image/", StringComparison.Ordinal))
                return (image, true);

            return isBinary ? ("application/octet-stream", false) : ("text/plain; charset=utf-8", true);
        }
    }
}
