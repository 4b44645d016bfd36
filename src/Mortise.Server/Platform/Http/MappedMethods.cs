using Microsoft.AspNetCore.Routing.Template;

namespace Mortise.Server.Platform.Http;

/// <summary>The methods that the API answers at a path, for <c>Allow</c>.</summary>
/// <remarks>The framework counts the pages in whose addresses (<c>/{workspace}/{repo_slug}</c>) those of the API fit. Thread-safe.</remarks>
internal sealed class MappedMethods(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<(TemplateMatcher Matcher, IReadOnlyList<string> Methods)>> routes = new(() =>
        [
            .. from route in endpoints.Endpoints.OfType<RouteEndpoint>()
               where route.RoutePattern.RawText is { } text && (text == "/2.0" || text.StartsWith("/2.0/", StringComparison.Ordinal))
               select (new TemplateMatcher(TemplateParser.Parse(route.RoutePattern.RawText!), []), route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []),
        ]);

    /// <summary>Each once; none where the API has no such path.</summary>
    public IReadOnlyList<string> At(PathString path) =>
        [.. routes.Value.Where(route => route.Matcher.TryMatch(path, [])).SelectMany(route => route.Methods).Distinct(StringComparer.Ordinal)];
}
