using Mortise.Query.Fields;
using Mortise.Query.Paging;

namespace Mortise.Server.Platform.Http;

/// <summary>Reads <c>fields</c> on every route and <c>page</c>, <c>pagelen</c> on those that page, so that handlers find them checked.</summary>
internal sealed class RequestShape(RequestDelegate next)
{
    /// <summary>No collection filters or sorts so far; an answer that ignored these would pass for one that did.</summary>
    private static readonly string[] Unsupported = ["q", "sort"];

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null)
        {
            await next(context);
            return;
        }

        var shared = context.Api();
        var query = context.Request.Query;
        if (query.TryGetValue("fields", out var fields))
        {
            if (!FieldMask.TryParse(fields.ToString(), out var mask, out var problem))
            {
                await ApiError.BadRequest("Invalid fields", problem).ExecuteAsync(context);
                return;
            }

            shared.Fields = mask;
        }

        if (endpoint.Metadata.GetMetadata<PagedRoute>() is { } paged)
        {
            if (Unsupported.FirstOrDefault(query.ContainsKey) is { } parameter)
            {
                await ApiError.BadRequest($"This collection does not support the parameter '{parameter}' yet.").ExecuteAsync(context);
                return;
            }

            if (!PageRequest.TryParse(query["page"], query["pagelen"], paged.Limits, out var page, out var problem))
            {
                await ApiError.BadRequest(problem).ExecuteAsync(context);
                return;
            }

            shared.Page = page;
        }

        await next(context);
    }
}

/// <summary>How a route says that it answers pages.</summary>
internal static class PagedRouteDeclaration
{
    /// <summary>Pages of 10 items unless asked, at most 100; other bounds where the collection has its own.</summary>
    public static RouteHandlerBuilder Pages(this RouteHandlerBuilder route, int byDefault = 10, int most = 100) =>
        route.WithMetadata(new PagedRoute(new PageLimits(byDefault, most)));
}
