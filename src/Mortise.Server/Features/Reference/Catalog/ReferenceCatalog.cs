using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;
using Mortise.Server.Platform.Auth;
using Mortise.Server.Platform.Http;

namespace Mortise.Server.Features.Reference.Catalog;

/// <summary>All operations below <c>/2.0</c>, read once from the routes that are mapped.</summary>
internal sealed class ReferenceCatalog
{
    private const string Root = "/2.0";
    private const string Features = "Mortise.Server.Features.";

    private static readonly Dictionary<string, string> GroupNames = new(StringComparer.Ordinal) { ["PullRequests"] = "Pullrequests" };

    private readonly Lazy<IReadOnlyList<ReferenceGroup>> groups;

    public ReferenceCatalog(EndpointDataSource routes) => groups = new(() => Read(routes, DocComments.OfProgram()));

    /// <summary>By name.</summary>
    public IReadOnlyList<ReferenceGroup> Groups => groups.Value;

    public ReferenceGroup? Find(string slug) => Groups.FirstOrDefault(group => group.Slug == slug);

    private static IReadOnlyList<ReferenceGroup> Read(EndpointDataSource routes, DocComments comments) =>
        [
            .. routes.Endpoints.OfType<RouteEndpoint>()
                .Where(route => route.RoutePattern.RawText?.StartsWith(Root + "/", StringComparison.Ordinal) == true)
                .Where(route => route.Metadata.GetMetadata<AnsweredByApp>() is null)
                .SelectMany(route => Operations(route, comments))
                .DistinctBy(operation => (operation.Method, operation.Path))
                .GroupBy(operation => operation.Group, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ReferenceGroup(group.Key, group.Key.Replace(' ', '-').ToLowerInvariant(), [.. group.OrderBy(one => one.Path, StringComparer.Ordinal)])),
        ];

    private static IEnumerable<ReferenceOperation> Operations(RouteEndpoint route, DocComments comments)
    {
        var path = Path(route.RoutePattern);
        if (route.Metadata.GetMetadata<RoutePolicy>() is not { IsDeclared: true } policy)
            yield break;

        var handler = route.Metadata.GetMetadata<MethodInfo>();
        var said = route.Metadata.GetMetadata<RouteDescription>();
        var isPaged = route.Metadata.GetMetadata<PagedRoute>() is not null;
        foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
        {
            var title = said?.Title ?? OperationTitle.Of(method, path, isPaged);
            yield return new ReferenceOperation
            {
                Group = GroupOf(handler),
                Method = method,
                Path = path,
                Title = title,
                Text = said?.Text ?? comments.Find(handler) ?? title + ".",
                PathParameters = [.. route.RoutePattern.Parameters.Select(parameter => KnownParameters.InPath(parameter.Name))],
                QueryParameters = [.. QueryParameters(route, handler, method)],
                Body = said?.Body,
                IsCalledByApps = said?.ByApp ?? false,
                Policy = policy,
                Fields = route.Metadata.GetMetadata<QueriedRoute>()?.Fields,
            };
        }
    }

    /// <summary>Without the constraints that a route may have.</summary>
    private static string Path(RoutePattern pattern)
    {
        var segments = pattern.PathSegments.Skip(1).Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        })));
        return "/" + string.Join('/', segments);
    }

    private static IEnumerable<ReferenceParameter> QueryParameters(RouteEndpoint route, MethodInfo? handler, string method)
    {
        foreach (var parameter in handler?.GetParameters() ?? [])
        {
            if (KnownParameters.KindOf(parameter.ParameterType) is { } kind && route.RoutePattern.GetParameter(parameter.Name!) is null)
                yield return KnownParameters.InQuery(parameter.Name!, kind);
        }

        if (route.Metadata.GetMetadata<PagedRoute>() is { } paged)
        {
            yield return new ReferenceParameter("page", "integer", "Number of the page, from 1.");
            yield return new ReferenceParameter(
                "pagelen", "integer", string.Create(CultureInfo.InvariantCulture, $"Items on a page: {paged.Limits.Default} unless asked, at most {paged.Limits.Max}."));
        }

        if (route.Metadata.GetMetadata<QueriedRoute>() is not null)
        {
            yield return new ReferenceParameter("q", "string", "Which items: a query over the fields below.");
            yield return new ReferenceParameter("sort", "string", "One field; a minus sign before it turns the order round.");
        }

        if (method == "GET")
            yield return new ReferenceParameter("fields", "string", "Which members of the answer: +name adds, -name leaves out.");
    }

    /// <summary>The folder of features that the handler stands in.</summary>
    private static string GroupOf(MethodInfo? handler)
    {
        var place = handler?.DeclaringType?.Namespace ?? "";
        if (!place.StartsWith(Features, StringComparison.Ordinal))
            return "Index";

        var folder = place[Features.Length..].Split('.')[0];
        return GroupNames.TryGetValue(folder, out var name)
            ? name
            : folder[0] + string.Concat(folder.Skip(1).Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
    }
}
