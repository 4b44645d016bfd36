namespace Mortise.Server.Platform.Http;

/// <summary>The route constraint <c>workspace</c>: a first path segment that may name a workspace, because the server does not use it itself.</summary>
internal sealed class WorkspaceSegment : IRouteConstraint
{
    /// <summary>First segments of the server's own addresses, as far as a slug could spell them.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "account", "api", "atlassian-connect", "healthz", "readyz", "site", "static",
    };

    /// <summary>A slug that no workspace may have.</summary>
    public static bool IsReserved(string slug) => Reserved.Contains(slug);

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value is string segment && Names(segment);

    private static bool Names(string segment) =>
        segment == "{}" || Identifier.TryParseBraced(segment, out _)
        || (!IsReserved(segment) && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}
