using System.Text.Json;
using Mortise.Query.Fields;

namespace Mortise.Server.Platform.Http;

/// <summary>200 with an array of objects and no page around it; <c>fields</c> counts for each of them.</summary>
internal sealed class ApiArrayAnswer<T>(IReadOnlyList<T> items, Action<ObjectWriter, T> write) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var mask = httpContext.Api().Fields;
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
        {
            json.WriteStartArray();
            foreach (var item in items)
                ObjectWriter.WriteDocument(json, mask, item, write);

            json.WriteEndArray();
        }

        await ApiAnswer.SendAsync(httpContext, StatusCodes.Status200OK, buffer.WrittenMemory, EntityTag.Of(buffer.WrittenSpan));
    }
}
