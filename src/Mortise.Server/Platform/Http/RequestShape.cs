using Mortise.Query;
using Mortise.Query.Fields;
using Mortise.Query.Paging;

namespace Mortise.Server.Platform.Http;

/// <summary>Reads <c>fields</c> on every route, and <c>page</c>, <c>pagelen</c>, <c>q</c>, <c>sort</c> on those that page, so that handlers find them checked.</summary>
internal sealed class RequestShape(RequestDelegate next)
{
    /// <summary>A few collections are neither filtered nor sorted; an answer that ignored the parameter would pass for one that did not.</summary>
    private static ApiError Unsupported(string parameter) => ApiError.BadRequest($"This collection does not support the parameter '{parameter}'.");

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

        // Collections that page by tokens of their own read those themselves.
        var paged = endpoint.Metadata.GetMetadata<PagedRoute>();
        if ((paged is not null || endpoint.Metadata.GetMetadata<QueriedRoute>() is not null) && Question(endpoint, query, shared) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        if (paged is not null)
        {
            if (!PageRequest.TryParse(query["page"], query["pagelen"], paged.Limits, out var page, out var problem))
            {
                await ApiError.BadRequest(problem).ExecuteAsync(context);
                return;
            }

            shared.Page = page;
        }

        await next(context);
    }

    private static ApiError? Question(Endpoint endpoint, IQueryCollection query, ApiRequest shared)
    {
        foreach (var parameter in new[] { "q", "sort" })
        {
            if (!query.TryGetValue(parameter, out var values))
                continue;

            if (endpoint.Metadata.GetMetadata<QueriedRoute>() is null)
                return Unsupported(parameter);

            if (values.Count > 1)
                return ApiError.BadRequest(parameter == "q" ? "Invalid query" : "Invalid sort", $"The parameter '{parameter}' is given {values.Count} times.");
        }

        if (endpoint.Metadata.GetMetadata<QueriedRoute>() is not { } route)
            return null;

        if (!CollectionQuery.TryParse(query["q"], query["sort"], route.Fields, out var asked, out var problem))
            return ApiError.BadRequest(problem.Message, problem.Detail);

        shared.Query = asked;
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
