using Mortise.Query.Fields;
using Mortise.Query.Paging;

namespace Mortise.Server.Platform.Http;

/// <summary>Reads <c>fields</c> on every route, and <c>page</c>, <c>pagelen</c>, <c>q</c> on those that page, so that handlers find them checked.</summary>
internal sealed class RequestShape(RequestDelegate next)
{
    /// <summary>What no collection does so far, or this one does not; an answer that ignored it would pass for one that did.</summary>
    private static ApiError Unsupported(string parameter) => ApiError.BadRequest($"This collection does not support the parameter '{parameter}' yet.");

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
            if (Filter(endpoint, query, shared) is { } refusal)
            {
                await refusal.ExecuteAsync(context);
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

    private static ApiError? Filter(Endpoint endpoint, IQueryCollection query, ApiRequest shared)
    {
        if (query.ContainsKey("sort"))
            return Unsupported("sort");

        if (!query.TryGetValue("q", out var filter))
            return null;

        if (endpoint.Metadata.GetMetadata<FilteredRoute>() is not { } route)
            return Unsupported("q");

        if (!route.TryParse(filter.ToString(), out var value))
            return ApiError.BadRequest("Invalid query", $"So far this collection answers q={route.Member}=\"…\" and nothing else.");

        shared.Filter = value;
        return null;
    }
}

/// <summary>How a route says that it answers pages.</summary>
internal static class PagedRouteDeclaration
{
    /// <summary>Pages of 10 items unless asked, at most 100; other bounds where the collection has its own.</summary>
    public static RouteHandlerBuilder Pages(this RouteHandlerBuilder route, int byDefault = 10, int most = 100) =>
        route.WithMetadata(new PagedRoute(new PageLimits(byDefault, most)));
}
