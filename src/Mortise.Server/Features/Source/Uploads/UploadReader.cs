using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Mortise.Git.Trees;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source.Uploads;

/// <summary>Reads the body of POST …/src: files go to disk as they come, everything else is small.</summary>
/// <remarks>Fields may stand in the query as well, where the published document has them; the body's go first.</remarks>
internal sealed class UploadReader(SourceOptions options)
{
    /// <summary>Bytes of a body of type <c>application/x-www-form-urlencoded</c>, which is read whole: larger files go as <c>multipart/form-data</c>.</summary>
    private const int MostForm = 8 * 1024 * 1024;

    private const int MostHeaders = 32;
    private const int MostHeaderBytes = 16 * 1024;

    /// <summary>Exactly one of the two is set.</summary>
    public async Task<(SourceUpload? Upload, ApiError? Refusal)> ReadAsync(HttpContext context, UploadArea area)
    {
        var upload = new SourceUpload(options.MaxUploadFiles);
        var request = context.Request;
        var refusal = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) switch
        {
            true when type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) => await ReadPartsAsync(context, type, upload, area),
            true when type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) => await ReadFormAsync(context, upload, area),
            false when string.IsNullOrEmpty(request.ContentType) && request.ContentLength is null or 0 => null,
            _ => ApiError.UnsupportedMediaType($"This endpoint takes multipart/form-data and application/x-www-form-urlencoded; the request says '{request.ContentType}'."),
        };
        if (refusal is not null)
            return (null, refusal);

        foreach (var (name, values) in request.Query.Where(field => SourceUpload.IsField(field.Key)))
        {
            foreach (var value in values)
                upload.Set(name, Encoding.UTF8.GetBytes(value ?? ""));
        }

        return upload.Problem is { } faults ? (null, faults) : (upload, null);
    }

    private async Task<ApiError?> ReadPartsAsync(HttpContext context, MediaTypeHeaderValue type, SourceUpload upload, UploadArea area)
    {
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
            return ApiError.BadRequest("Bad request", "The media type names no boundary of at most 200 characters.");

        if (context.Request.ContentLength > options.MaxUploadBytes)
            return TooLarge();

        var reader = new MultipartReader(boundary, new BoundedStream(context.Request.Body, options.MaxUploadBytes))
        {
            HeadersCountLimit = MostHeaders,
            HeadersLengthLimit = MostHeaderBytes,
        };
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (upload.Count() is { } tooMany)
                    return tooMany;

                await ReadPartAsync(section, upload, area, context.RequestAborted);
            }

            return null;
        }
        catch (BadHttpRequestException bound) when (bound.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            return ApiError.BadRequest("Bad request", $"The form cannot be read: {broken.Message}");
        }
    }

    /// <summary>A part with a file's name, a slash before its own, or no field's name is a file; one without a name says its path in Content-ID.</summary>
    private static async Task ReadPartAsync(MultipartSection section, SourceUpload upload, UploadArea area, CancellationToken cancellation)
    {
        var parameters = Disposition.Parse(section.ContentDisposition);
        var isFile = parameters.ContainsKey("filename") || parameters.ContainsKey("filename*");
        var name = parameters.GetValueOrDefault("name") ?? Identified(section);
        if (!isFile && SourceUpload.IsField(name))
        {
            upload.Set(name, await ReadTextAsync(section.Body, name, upload, cancellation));
            return;
        }

        var path = upload.PathOf(Encoding.UTF8.GetBytes(name));
        var kind = KindOf(parameters.GetValueOrDefault("x-attributes"), name, upload);
        if (path is null || kind is null)
        {
            await section.Body.CopyToAsync(Stream.Null, cancellation);
            return;
        }

        var file = area.NextFile();
        await using (var content = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
        {
            await section.Body.CopyToAsync(content, cancellation);
            if (kind == TreeEntryKind.Link && content.Length is 0 or > SourceUpload.MostTarget)
                upload.Fault(name, $"A link points to a path of 1 to {SourceUpload.MostTarget} bytes.");
        }

        upload.Write(new TreeChange(path.Value, kind, file));
    }

    private static string Identified(MultipartSection section) =>
        section.Headers?.TryGetValue("Content-ID", out var id) == true ? id.ToString().Trim().Trim('"', '<', '>') : "";

    private static TreeEntryKind? KindOf(string? attributes, string name, SourceUpload upload)
    {
        TreeEntryKind? kind = attributes?.Trim().ToLowerInvariant() switch
        {
            null or "" => TreeEntryKind.File,
            "executable" => TreeEntryKind.Executable,
            "link" => TreeEntryKind.Link,
            _ => null,
        };
        if (kind is null)
            upload.Fault(name, $"The x-attributes of a file are 'executable' or 'link'; the request says '{attributes}'.");

        return kind;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBoundedAsync(Stream body, CancellationToken cancellation)
    {
        var buffer = new byte[SourceUpload.MostText + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        await body.CopyToAsync(Stream.Null, cancellation);
        return buffer.AsMemory(0, length);
    }

    private static async Task<byte[]> ReadTextAsync(Stream body, string name, SourceUpload upload, CancellationToken cancellation)
    {
        var text = await ReadBoundedAsync(body, cancellation);
        if (text.Length <= SourceUpload.MostText)
            return text.ToArray();

        upload.Fault(name, $"The text has more than {SourceUpload.MostText} bytes.");
        return [];
    }

    private static async Task<ApiError?> ReadFormAsync(HttpContext context, SourceUpload upload, UploadArea area)
    {
        var (bytes, tooLarge) = await BoundedBody.ReadAsync(context, MostForm);
        if (tooLarge is not null)
            return ApiError.TooLarge($"A form of this type has at most {MostForm} bytes; send larger files as multipart/form-data.");

        foreach (var range in bytes.AsSpan().Split((byte)'&'))
        {
            var field = bytes.AsSpan(range);
            var sign = field.IndexOf((byte)'=');
            if (field.IsEmpty)
                continue;

            if (upload.Count() is { } tooMany)
                return tooMany;

            var name = Percent.Decode(sign < 0 ? field : field[..sign], plusIsBlank: true);
            var value = sign < 0 ? [] : Percent.Decode(field[(sign + 1)..], plusIsBlank: true);
            var text = Encoding.UTF8.GetString(name);
            if (SourceUpload.IsField(text) && value.Length > SourceUpload.MostText)
                upload.Fault(text, $"The text has more than {SourceUpload.MostText} bytes.");
            else if (SourceUpload.IsField(text))
                upload.Set(text, value);
            else if (upload.PathOf(name) is { } path)
            {
                var file = area.NextFile();
                File.WriteAllBytes(file, value);
                upload.Write(new TreeChange(path, TreeEntryKind.File, file));
            }
        }

        return null;
    }

    private ApiError TooLarge() => ApiError.TooLarge($"The request body is larger than the {options.MaxUploadBytes} bytes that this endpoint takes (Source:MaxUploadBytes).");
}
