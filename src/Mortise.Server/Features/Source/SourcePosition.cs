using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using Mortise.Git.Objects;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Source;

/// <summary>Where a page of a listing begins: how many entries come before it, and at which commit, so that a push between two pages shifts nothing.</summary>
/// <param name="Offset">Entries before the page.</param>
/// <param name="PageLen">Entries on a page.</param>
/// <param name="Commit">Null: what the address names now.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourcePosition(int Offset, int PageLen, ObjectId? Commit)
{
    private const char Mark = 'c';

    private static readonly PageLimits Limits = new();

    /// <summary>From 1.</summary>
    public int Number => Offset / PageLen + 1;

    /// <summary>Reads <c>pagelen</c> and <c>page</c>: a token of ours, or a number for those who count themselves.</summary>
    public static bool TryRead(HttpContext context, out SourcePosition position, out ApiError? problem)
    {
        var query = context.Request.Query;
        var page = query["page"].ToString();
        var isToken = page.StartsWith(Mark);
        position = default;
        if (!PageRequest.TryParse(isToken || page.Length == 0 ? null : page, query.TryGetValue("pagelen", out var length) ? length.ToString() : null, Limits, out var request, out var wrong))
        {
            problem = ApiError.BadRequest(wrong);
            return false;
        }

        problem = null;
        position = new SourcePosition((int)Math.Min(request.Offset, int.MaxValue), request.PageLen, null);
        if (isToken && !TryDecode(page.AsSpan(1), request.PageLen, ref position))
            problem = ApiError.BadRequest("Invalid page");

        return problem is null;
    }

    /// <summary>The token of the page that follows.</summary>
    public string NextToken(ObjectId commit)
    {
        Span<byte> bytes = stackalloc byte[ObjectId.ByteLength + sizeof(int)];
        commit.WriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[ObjectId.ByteLength..], Offset + PageLen);
        return string.Create(CultureInfo.InvariantCulture, $"{Mark}{Base64Url.EncodeToString(bytes)}");
    }

    private static bool TryDecode(ReadOnlySpan<char> text, int pageLength, ref SourcePosition position)
    {
        Span<byte> bytes = stackalloc byte[ObjectId.ByteLength + sizeof(int)];
        if (!Base64Url.IsValid(text, out var length) || length != bytes.Length || !Base64Url.TryDecodeFromChars(text, bytes, out _))
            return false;

        var offset = BinaryPrimitives.ReadInt32BigEndian(bytes[ObjectId.ByteLength..]);
        position = new SourcePosition(offset, pageLength, new ObjectId(bytes[..ObjectId.ByteLength]));
        return offset >= 0;
    }
}
