using Mortise.Query.Fields;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Data;

namespace Mortise.Server.Platform.Http;

/// <summary>Answers one page of a collection: the slice that a store read for <see cref="ApiRequest.Page"/>, in the envelope with its links.</summary>
internal sealed class PageAnswers(PublicAddress address)
{
    /// <summary>200, also past the end. The links repeat the request on our own address, whatever name it was sent to.</summary>
    public IResult Of<T>(HttpContext context, Slice<T> slice, Action<ObjectWriter, T> write)
    {
        var request = Asked(context);
        var read = new PageAddress(address.Origin + context.Request.Path.ToUriComponent(), context.Request.QueryString.Value ?? "");
        var page = new Page<T>(slice.Items, request, request.Offset + slice.Items.Count < slice.Size && slice.Items.Count > 0, read, slice.Size);
        return ApiAnswer.Ok(page, (writer, shown) => PageEnvelope.Write(writer, shown, write));
    }

    /// <summary>The page that the request asks for, on a route that declares <see cref="PagedRouteDeclaration.Pages"/>.</summary>
    public static PageRequest Asked(HttpContext context) =>
        context.Api().Page ?? throw new InvalidOperationException($"The route {context.Request.Path} does not declare its pages");
}
