namespace Mortise.Server.Platform.Http;

/// <summary>The route constraint <c>workspace</c>: a first path segment that may name a workspace, because the server does not use it itself.</summary>
internal sealed class WorkspaceSegment : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value is string segment && Names(segment);

    private static bool Names(string segment) =>
        segment == "{}" || Identifier.TryParseBraced(segment, out _)
        || (!ReservedSegments.Contains(segment) && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}
