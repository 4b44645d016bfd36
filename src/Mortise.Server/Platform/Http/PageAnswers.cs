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

    /// <summary>200 with a page of a list that is read forward only.</summary>
    /// <param name="next">Parameters of the next page, each in place of the request's own of that name; null on the last page.</param>
    public IResult Onward<T>(HttpContext context, IReadOnlyList<T> items, IReadOnlyList<(string Name, string Value)>? next, Action<ObjectWriter, T> write)
    {
        var url = address.Origin + context.Request.Path.ToUriComponent();
        var query = context.Request.QueryString.Value ?? "";
        Func<string>? link = next is null
            ? null
            : () => $"{url}?{next.Aggregate(query, static (sofar, parameter) => PageLinks.Replace(sofar, parameter.Name, parameter.Value))}";
        return ApiAnswer.Ok(new CursorPage<T>(items, Asked(context).PageLen, link), (writer, shown) => CursorEnvelope.Write(writer, shown, write));
    }

    /// <summary>The page that the request asks for, on a route that declares <see cref="PagedRouteDeclaration.Pages"/>.</summary>
    public static PageRequest Asked(HttpContext context) =>
        context.Api().Page ?? throw new InvalidOperationException($"The route {context.Request.Path} does not declare its pages");
}
