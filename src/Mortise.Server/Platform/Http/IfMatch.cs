using System.Text.Json;
using Mortise.Query.Fields;

namespace Mortise.Server.Platform.Http;

/// <summary>The precondition of a change (rest.md 14, D-83): <c>If-Match</c> names the tag of the whole representation, as GET without <c>fields</c> answers it.</summary>
internal static class IfMatch
{
    /// <summary>412 when the header is there and does not name what <paramref name="write"/> writes of the stored object now; null when the change may go on.</summary>
    public static ApiError? Check<T>(HttpContext context, T stored, Action<ObjectWriter, T> write)
    {
        if (context.Request.Headers.IfMatch is not { Count: > 0 } wanted)
            return null;

        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, ApiAnswer.WriterOptions))
            ObjectWriter.WriteDocument(json, FieldMask.None, stored, write);

        return EntityTag.IsNamedBy(wanted, EntityTag.Of(buffer.WrittenSpan)) ? null : ApiError.StaleIfMatch();
    }

    /// <summary>412 for a header on something that is not there.</summary>
    public static ApiError? CheckAbsent(HttpContext context) =>
        context.Request.Headers.IfMatch.Count > 0 ? ApiError.StaleIfMatch() : null;
}
