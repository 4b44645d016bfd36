using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;
using Mortise.Git.Objects;
using Mortise.Git.Trees;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>The bytes of a file: whole or a range, streamed in constant memory, never shown by a browser as a page of ours.</summary>
/// <remarks>The tag is made of content and attributes alone (rest.md 14). A submodule's content is the hash of its commit. Source: rest.md 20.4.</remarks>
internal sealed class FileAnswer(SourceTarget target, ObjectInfo? blob, StreamGate streams) : IResult
{
    private TreeEntry Entry => target.Entry;

    private long Size => blob?.Size ?? ObjectId.HexLength;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var tag = EntityTag.Of(Encoding.ASCII.GetBytes($"{Entry.Kind} {Entry.Id}"));
        Describe(response, tag);
        if (request.Headers.IfNoneMatch is { Count: > 0 } known && EntityTag.IsNamedBy(known, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var range = ByteRange.Read(request, Size, tag, out var outside);
        if (outside)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{Size}");
            response.ContentLength = 0;
            return;
        }

        var part = range ?? new ByteRange(0, Size);
        var hasBody = part.Length > 0 && !HttpMethods.IsHead(httpContext.Api().OriginalMethod);
        using var place = hasBody && blob is not null ? await streams.EnterAsync(httpContext) : null;
        if (hasBody && blob is not null && place is null)
        {
            await streams.Refuse(httpContext).ExecuteAsync(httpContext);
            return;
        }

        response.ContentType = (Entry.Kind == TreeEntryKind.Submodule ? "text/plain" : MediaTypes.Find(Entry.Path.Name)) ?? MediaTypes.Unknown;
        response.ContentLength = part.Length;
        if (range is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {part.Offset}-{part.Offset + part.Length - 1}/{Size}");
        }

        if (!hasBody)
            return;

        if (blob is null)
        {
            var hash = Encoding.ASCII.GetBytes(Entry.Id.ToString());
            await response.Body.WriteAsync(hash.AsMemory((int)part.Offset, (int)part.Length), httpContext.RequestAborted);
            return;
        }

        await target.Git.CopyBlobAsync(Entry.Id, part.Offset, part.Length, response.Body, httpContext.RequestAborted);
    }

    private void Describe(HttpResponse response, string tag)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(Entry.Path.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = tag;
    }
}
