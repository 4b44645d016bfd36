using Microsoft.AspNetCore.Http.Features;
using Mortise.Query;
using Mortise.Query.Fields;
using Mortise.Query.Paging;
using Mortise.Server.Platform.Auth;

namespace Mortise.Server.Platform.Http;

/// <summary>What every API request has in common, read and checked once before its handler runs.</summary>
internal sealed class ApiRequest
{
    /// <summary>Opaque; answered as <c>X-Request-Id</c> and kept in each log line of the request.</summary>
    public required string Id { get; init; }

    /// <summary>Method, path and query as they came on the wire: what an app signed.</summary>
    public required string OriginalMethod { get; init; }

    public required string OriginalTarget { get; init; }

    public Caller Caller { get; set; } = Caller.Anonymous.Instance;

    /// <summary>The parsed <c>fields</c> parameter.</summary>
    public FieldMask Fields { get; set; } = FieldMask.None;

    /// <summary>The parsed <c>page</c> and <c>pagelen</c>; null on routes that do not page.</summary>
    public PageRequest? Page { get; set; }

    /// <summary>The parsed <c>q</c> and <c>sort</c>, over the fields of the route (<see cref="QueriedRoute"/>).</summary>
    public CollectionQuery Query { get; set; } = CollectionQuery.None;
}

/// <summary>Marks a route that answers pages, with its bounds.</summary>
internal sealed record PagedRoute(PageLimits Limits);

/// <summary>How code with an <see cref="HttpContext"/> reaches it.</summary>
internal static class ApiRequestAccess
{
    public static ApiRequest Api(this HttpContext context) => context.Features.GetRequiredFeature<ApiRequest>();
}
