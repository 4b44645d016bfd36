using Mortise.Query.Filtering;

namespace Mortise.Server.Platform.Http;

/// <summary>Marks a route whose collection is filtered by <c>q</c> and ordered by <c>sort</c>, over these fields.</summary>
/// <param name="Fields">The collection's field map, from its <c>…Query.cs</c>.</param>
internal sealed record QueriedRoute(QueryFields Fields);

/// <summary>How a collection says so.</summary>
/// <remarks>
/// 1. The feature writes the map in <c>XQuery.cs</c>: <see cref="SqlFields"/> or <see cref="MemoryFields{T}"/>. 2. Its route: <c>.Pages().Queries(XQuery.Fields)</c>.
/// 3. The handler passes <see cref="ApiRequest.Query"/> on: to the store, which reads <c>session.SliceAsync&lt;Row&gt;(new SliceSource(…), query, parameters, page)</c>,
/// or to memory, <c>Slice.Of(XQuery.Fields.Apply(query, items), page)</c>. A query that is not sound never reaches a handler.
/// </remarks>
internal static class QueriedRouteDeclaration
{
    public static RouteHandlerBuilder Queries(this RouteHandlerBuilder route, QueryFields fields) => route.WithMetadata(new QueriedRoute(fields));
}
