using System.Text.Encodings.Web;
using System.Text.Json;
using Mortise.Query.Fields;
using Mortise.Server.Platform.Properties;

namespace Mortise.Server.Platform.Http;

/// <summary>Successful answers in JSON: filtered by <c>fields</c>, with an entity tag and 304.</summary>
internal static class ApiAnswer
{
    public const string Json = "application/json; charset=utf-8";

    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>200 with the object that <paramref name="write"/> writes.</summary>
    public static ApiAnswer<T> Ok<T>(T state, Action<ObjectWriter, T> write) => new(200, state, write, null);

    /// <summary>200 with the address that the resource has moved to by this change.</summary>
    public static ApiAnswer<T> Ok<T>(T state, Action<ObjectWriter, T> write, string? location) => new(200, state, write, location);

    /// <summary>201 with the absolute address of what was made.</summary>
    public static ApiAnswer<T> Created<T>(string location, T state, Action<ObjectWriter, T> write) => new(201, state, write, location);

    /// <summary>202 with the absolute address where the work that has begun can be followed.</summary>
    public static ApiAnswer<T> Accepted<T>(string location, T state, Action<ObjectWriter, T> write) => new(202, state, write, location);

    /// <summary>200 with a stored JSON document, filtered without parsing it into objects.</summary>
    public static StoredJsonAnswer Stored(ReadOnlyMemory<byte> utf8) => new(utf8);

    /// <summary>Sends <paramref name="body"/> with its tag, or 304 when the client has it.</summary>
    internal static async Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string tag)
    {
        var response = context.Response;
        response.Headers.ETag = tag;
        if (status == 200 && context.Request.Headers.IfNoneMatch is { Count: > 0 } known && EntityTag.IsNamedBy(known, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = status;
        response.ContentType = Json;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }
}

/// <summary>An object written through the request's mask.</summary>
internal sealed class ApiAnswer<T>(int status, T state, Action<ObjectWriter, T> write, string? location) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var buffer = new PooledBuffer();
        await WriteAsync(httpContext, buffer);
        if (location is not null)
            httpContext.Response.Headers.Location = location;

        await ApiAnswer.SendAsync(httpContext, status, buffer.WrittenMemory, EntityTag.Of(buffer.WrittenSpan));
    }

    /// <summary>Writes once; a second time where objects in it asked for properties that nobody had read before.</summary>
    private async Task WriteAsync(HttpContext context, PooledBuffer buffer)
    {
        var request = context.Api();
        var properties = ReferenceEquals(request.Fields, FieldMask.None) ? null : new DocumentProperties<PropertyHost>();
        Write();
        if (properties is not { Missing.Count: > 0 })
            return;

        await context.RequestServices.GetRequiredService<VisiblePropertyStore>().FillAsync(properties, request.Caller, context.RequestAborted);
        buffer.Clear();
        Write();

        void Write()
        {
            using var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions);
            if (properties is null)
                ObjectWriter.WriteDocument(json, FieldMask.None, state, write);
            else
                ObjectWriter.WriteDocument(json, request.Fields, properties, state, write);
        }
    }
}

/// <summary>A stored document; its tag is that of the stored bytes, so that <c>fields</c> does not change what <c>If-Match</c> means.</summary>
internal sealed class StoredJsonAnswer(ReadOnlyMemory<byte> utf8) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var mask = httpContext.Api().Fields;
        if (ReferenceEquals(mask, FieldMask.None))
        {
            await ApiAnswer.SendAsync(httpContext, 200, utf8, EntityTag.Of(utf8.Span));
            return;
        }

        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
            RawJson.Write(json, utf8.Span, mask);

        await ApiAnswer.SendAsync(httpContext, 200, buffer.WrittenMemory, EntityTag.Of(utf8.Span));
    }
}
