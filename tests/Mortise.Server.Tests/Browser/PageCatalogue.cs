using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Mortise.Server.Platform.Auth;
using Mortise.Testing;

namespace Mortise.Server.Tests.Browser;

/// <summary>A page of the site at an address where there is something to see.</summary>
/// <param name="Name">The same for each run: what its screenshots are called.</param>
/// <param name="Status">What a person with every right is answered.</param>
internal sealed record SamplePage(string Address, string Name, int Status = 200);

/// <summary>Every page of a host, by its routes: a new page is in here without being told.</summary>
internal static partial class PageCatalogue
{
    /// <summary>Pages that need a query, or are not what their route alone would show.</summary>
    private static readonly Dictionary<string, Func<SiteWorld, SamplePage>> Special = new(StringComparer.Ordinal)
    {
        ["/site/oauth2/authorize"] = world => new($"/site/oauth2/authorize?response_type=code&client_id={world.ConsumerKey}", "authorize"),
        ["/site/addons/authorize"] = world => new($"/site/addons/authorize?descriptor_uri={Uri.EscapeDataString(world.App.DescriptorUrl)}", "install-app"),
        ["/site/setup"] = _ => new("/site/setup", "set-up-when-it-is-done", 404),
    };

    /// <summary>Addresses of routes that show something else there, where the route is.</summary>
    private static readonly (string Route, string Address, string Name, int Status)[] Further =
    [
        ("/{workspace}/{repo_slug}", "/nobody/nothing", "not-found", 404),
        ("/{workspace}/{repo_slug}", "/acme/empty", "empty-repository", 200),
        ("/{workspace}/{repo_slug}/src/{revision}/{**path}", "/acme/rocket/src/main/src", "directory", 200),
        ("/{workspace}/{repo_slug}/src/{revision}/{**path}", "/acme/rocket/src/main/src/{file}", "file", 200),
        ("/{workspace}/{repo_slug}/src/{revision}/{**path}", "/acme/rocket/src/main/docs/{file}.md", "file-rendered", 200),
        ("/{workspace}/{repo_slug}/src/{revision}/{**path}", "/acme/rocket/src/main/src/{file}?viewer=gallery-app/view", "file-of-an-app", 200),
        ("/{workspace}/{repo_slug}/src/{revision}/{**path}", "/acme/rocket/src/main/logo.svg", "image", 200),
        ("/{workspace}/{repo_slug}/src/{revision}/{**path}", "/acme/rocket/src/history/files", "many-directories", 200),
        ("/{workspace}/{repo_slug}/src/{revision}/{**path}", "/acme/rocket/src/main/?mode=new", "new-file", 200),
        ("/{workspace}/{repo_slug}/branches", "/acme/rocket/branches/?tab=tags", "tags", 200),
        ("/{workspace}/{repo_slug}/commits/branch/{**name}", "/acme/rocket/commits/branch/history", "commits-many", 200),
        ("/{workspace}/{repo_slug}/branch/{**name}", "/acme/rocket/branch/{branch}", "branch-ahead", 200),
        ("/{workspace}/{repo_slug}/pull-requests", "/acme/rocket/pull-requests?state=MERGED", "pull-requests-merged", 200),
        ("/{workspace}/{repo_slug}/pull-requests", "/acme/empty/pull-requests", "pull-requests-none", 200),
        ("/{workspace}/{repo_slug}/pull-requests/{pull_request_id}", "/acme/rocket/pull-requests/2", "pull-request-merged", 200),
    ];

    /// <summary>One page for each route, and further ones that look different.</summary>
    public static List<SamplePage> Samples(SiteWorld world)
    {
        var routes = world.Server.Endpoints().Where(IsPage).Select(route => route.RoutePattern).ToList();
        var samples = routes.ConvertAll(route => Sample(world, route));
        samples.AddRange(Further.Where(page => routes.Exists(route => Raw(route) == page.Route)).Select(page => new SamplePage(
            page.Address.Replace("{file}", Uri.EscapeDataString(world.Words.File), StringComparison.Ordinal).Replace("{branch}", Uri.EscapeDataString(world.Words.Branch), StringComparison.Ordinal),
            page.Name, page.Status)));
        return samples;
    }

    private static bool IsPage(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is ["GET", "POST"] && route.Metadata.GetMetadata<RoutePolicy>() is { Rates: RateGroup.Site };

    /// <summary>As it is declared, without constraints.</summary>
    private static string Raw(RoutePattern pattern) => Constraint().Replace("/" + pattern.RawText!.TrimStart('/'), "}");

    private static SamplePage Sample(SiteWorld world, RoutePattern pattern) =>
        Special.TryGetValue(Raw(pattern), out var special)
            ? special(world)
            : new("/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Text(world, pattern, part))))), Name(pattern));

    private static string Name(RoutePattern pattern) =>
        Raw(pattern) is { Length: > 1 } raw ? raw.Trim('/').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace('/', '-') : "home";

    private static string Text(SiteWorld world, RoutePattern pattern, RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => Value(world, Raw(pattern), parameter.Name) is { } value ? Uri.EscapeDataString(value) : throw new InvalidOperationException(
            $"The gallery does not know what stands for {{{parameter.Name}}} in the page {pattern.RawText}: add it to {nameof(PageCatalogue)}.{nameof(Value)}"),
        _ => throw new InvalidOperationException(pattern.RawText),
    };

    private static string? Value(SiteWorld world, string route, string parameter) => parameter switch
    {
        "workspace" or "selected_workspace" => "acme",
        "repo_slug" => "rocket",
        "project_key" => "ROCK",
        "pull_request_id" => "1",
        "commit" => world.Commit,
        "revision" => "main",
        "path" => "README.md",
        "branch" or "name" => route.Contains("/tag/", StringComparison.Ordinal) ? world.Tag : "main",
        "spec" => world.Words.Branch + "..main",
        "group" => "workspaces",
        "group_slug" => "developers",
        "uid" => route.Contains("{repo_slug}", StringComparison.Ordinal) ? world.HookId : world.WorkspaceHookId,
        "id" => world.InstallationId,
        "username" or "user" => "ada",
        "account" => "{01950000-0000-7000-8000-00000000ada0}",
        "app_key" => world.App.Key,
        "module_key" => Module(route),
        _ => null,
    };

    /// <summary>The module of the world's app that is shown there.</summary>
    private static string Module(string route) => route switch
    {
        "/{workspace}/{repo_slug}/addon/{app_key}/{module_key}" => "page",
        "/{workspace}/{repo_slug}/admin/addon/{app_key}/{module_key}" => "admin",
        "/{workspace}/workspace/settings/addon/{app_key}/{module_key}" => "account-admin",
        "/{account}/addon/{app_key}/{module_key}" => "tab",
        _ => "general",
    };

    [GeneratedRegex(@":[^/]*\}")]
    private static partial Regex Constraint();
}
