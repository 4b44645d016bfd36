using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Mortise.Connect.Scopes;
using Mortise.Server.Features.GitAccess;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.House;

/// <summary>One route as the matrix sees it: what it asks, and an address of it that names nothing.</summary>
internal sealed record MatrixRoute(string Method, string Pattern, RoutePolicy Policy, string Address)
{
    public bool IsPage => Policy.Takes.HasFlag(Credentials.Session);

    public static IReadOnlyList<MatrixRoute> Of(TestServer server) =>
        [
            .. from route in server.Endpoints()
               let policy = route.Metadata.GetMetadata<RoutePolicy>()
               where policy is not null
               from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               let pattern = "/" + route.RoutePattern.RawText!.TrimStart('/')
               orderby Order(pattern), pattern, method
               select new MatrixRoute(method, pattern, policy, AddressOf(route)),
        ];

    /// <summary>The public repository for git, which tells nothing of others; everything else is addressed where nothing is.</summary>
    private static string AddressOf(RouteEndpoint route)
    {
        var service = route.Metadata.GetMetadata<GitService>();
        var isGit = route.Metadata.GetMetadata<RoutePolicy>()!.Rates is RateGroup.Git or RateGroup.Archives;
        var path = new StringBuilder();
        foreach (var segment in route.RoutePattern.PathSegments)
            path.Append('/').AppendJoin("", segment.Parts.Select(part => part is RoutePatternParameterPart parameter ? Value(parameter, isGit) : ((RoutePatternLiteralPart)part).Content));

        return path.ToString().TrimEnd('/') is { Length: > 0 } address ? address + (service is null ? "" : $"?service={service.Name}") : "/";
    }

    private static string Value(RoutePatternParameterPart parameter, bool isGit)
    {
        if (isGit)
            return parameter.Name == "workspace" ? "acme" : "docs";

        var rule = parameter.ParameterPolicies.Select(policy => policy.Content).FirstOrDefault();
        return rule switch
        {
            "guid" => "01950000-0000-7000-8000-000000000000",
            "int" => parameter.IsOptional ? "" : "1",
            _ => "nothing",
        };
    }

    private static int Order(string pattern) =>
        pattern.StartsWith("/2.0", StringComparison.Ordinal) ? 0 : pattern.StartsWith("/{workspace", StringComparison.Ordinal) ? 1 : pattern.StartsWith("/_/", StringComparison.Ordinal) ? 2 : 3;
}

/// <summary>What the gate is to answer, told apart from the code that answers it: the closure below is the published table, written down once more.</summary>
internal static class MatrixRules
{
    /// <summary>Scope, and what it implies directly. Source: connect.md 11.1; rest.md 5.1.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Implies = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["project"] = ["repository"],
        ["project:write"] = ["project"],
        ["repository:write"] = ["repository"],
        ["pullrequest"] = ["repository"],
        ["pullrequest:write"] = ["pullrequest", "repository:write"],
        ["issue:write"] = ["issue"],
        ["snippet:write"] = ["snippet"],
        ["account"] = ["email"],
        ["account:write"] = ["account"],
        ["team"] = ["account"],
        ["team:write"] = ["account:write", "team"],
        ["pipeline:write"] = ["pipeline"],
        ["pipeline:variable"] = ["pipeline"],
        ["runner:write"] = ["runner"],
    };

    public static HashSet<string> Closure(IEnumerable<string> scopes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(scopes);
        while (waiting.TryPop(out var scope))
        {
            if (!found.Add(scope))
                continue;

            foreach (var implied in Implies.GetValueOrDefault(scope, []))
                waiting.Push(implied);
        }

        return found;
    }

    private const Credentials Apps = Credentials.AppJwt | Credentials.AppToken | Credentials.AppFrame | Credentials.AnonymousFrame;

    /// <summary>The classic scopes that the route asks of a credential of that kind.</summary>
    public static IReadOnlyList<string> Asked(RoutePolicy policy, Credentials kind) =>
        [
            .. policy.Scopes.Concat((kind & Apps) != Credentials.None ? policy.AppScopes : ScopeSet.None)
                .Distinct().Order().Select(scope => scope.ToWireName()),
        ];

    /// <summary>401, 403, <c>403 kind</c> where the kind of credential is what is forbidden, or <c>passes</c>.</summary>
    public static string Expected(MatrixRoute route, MatrixCredential credential)
    {
        var takes = route.Policy.Takes;
        if (takes == Credentials.OAuthClient)
            return "passes";

        // Pages know the cookie alone, and take whoever has none for nobody.
        if (route.IsPage)
            return takes.HasFlag(Credentials.Anonymous) || credential.Kind == Credentials.Session ? "passes" : "401";

        // The cookie of a session is no credential of the API.
        var kind = credential.Kind == Credentials.Session ? Credentials.Anonymous : credential.Kind;
        if ((takes & kind) == Credentials.None)
            return route.Policy.OthersAreForbidden && kind is not (Credentials.Anonymous or Credentials.AnonymousFrame) ? "403 kind" : "401";

        if (kind is Credentials.Anonymous or Credentials.HostAdmin)
            return "passes";

        return kind is Credentials.ApiToken or Credentials.ForgeApp or Credentials.Page
            ? credential.Scopes.Contains("*") || route.Policy.Granular.All(credential.Scopes.Contains) ? "passes" : "403"
            : Asked(route.Policy, kind).All(Closure(credential.Scopes).Contains) ? "passes" : "403";
    }
}

/// <summary>A credential of the matrix: its kind, its scopes, and the header that carries it.</summary>
internal sealed record MatrixCredential(Credentials Kind, IReadOnlyList<string> Scopes, (string Name, string Value)[] Headers);
